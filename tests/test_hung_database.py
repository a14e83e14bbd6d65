"""A hanging PostgreSQL takes no cached page from readers."""

import http.client
import os
import re
import secrets
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from tests import parts
from tests.releases import kept
from tests.site import RunningSite

sys.path.insert(0, str(Path(__file__).parent))

HOST = "www.example.org"
# Less than a statement may take that hangs, and more than a busy machine needs.
SECONDS = 10
# More than there are threads.
MANY = 40


@pytest.fixture(scope="module")
def database_url():
    from on_postgresql import server

    with server(parts.needed(parts.POSTGRESQL)) as url:
        # Most of the tables are there then.
        kept.load_newest(url)
        yield url


@pytest.fixture(scope="module")
def site(tmp_path_factory, database_url):
    """A site with one process, as in production behind a TLS proxy."""
    variables = {
        "SITE_URL": f"https://{HOST}",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATABASE_URL": database_url,
    }
    with RunningSite(tmp_path_factory.mktemp("hung"), **variables) as site:
        yield site


@contextmanager
def stopped(database_url):
    """Stop all processes of a PostgreSQL server with SIGSTOP."""
    with psycopg.connect(database_url) as connection:
        postmaster = _parent_of(connection.info.backend_pid)
    everyone = [postmaster]
    try:
        os.kill(postmaster, signal.SIGSTOP)
        # Now it makes no more of them.
        for process in _children_of(postmaster):
            everyone.append(process)
            _send(process, signal.SIGSTOP)
        yield
    finally:
        for process in everyone:
            _send(process, signal.SIGCONT)


def _send(process, number):
    # That of our question may just have ended.
    with suppress(ProcessLookupError):
        os.kill(process, number)


def _parent_of(process):
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def _children_of(parent):
    numbers = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [number for number in numbers if _is_child(number, parent)]


def _is_child(number, parent):
    try:
        return _parent_of(number) == parent
    except OSError:
        # It ended meanwhile.
        return False


def ask(site, path, method="GET", host=HOST, scheme="https", seconds=SECONDS):
    """Return the status, the headers and the body of a response. Raises `TimeoutError`."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=seconds)
    headers = {"Host": host, **({"X-Forwarded-Proto": "https"} if scheme == "https" else {})}
    try:
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def status(site, path, **kwargs):
    return ask(site, path, **kwargs)[0]


def test_load_balancer_may_use_the_ip_address_and_plain_http(site):
    assert ask(site, "/healthz", host="10.0.0.7", scheme="http")[::2] == (200, b"ok\n")
    assert status(site, "/readyz", host="10.0.0.7", scheme="http", seconds=60) == 200
    assert status(site, "/", host="10.0.0.7") == 400


def test_readers_keep_cached_pages_while_the_database_hangs(site, database_url):
    known = ask(site, "/", seconds=60)
    assert known[0] == 200
    style = re.search(rb'href="(/static/css/[^"]+)"', known[2])[1].decode()
    with stopped(database_url), ThreadPoolExecutor(MANY) as readers:
        # Whoever asks for what isn't known, all at once.
        paths = ["/news/", "/nothing/", "/search/?q=cells"]
        asking = [
            readers.submit(status, site, paths[number % len(paths)], seconds=60)
            for number in range(MANY)
        ]
        assert status(site, "/healthz") == 200
        told, _headers, body = ask(site, "/readyz", seconds=60)
        assert (told, body) == (
            503,
            b"database: no answer\nmigrations: no answer\nstorage: ok\ndisk: ok\n",
        )
        assert ask(site, "/")[2] == known[2]
        assert status(site, style) == 200
        assert status(site, "/robots.txt") == 200
        # It is known to hang, so nobody has to wait to hear it.
        for path in paths:
            answer = ask(site, path)
            assert (answer[0], answer[1]["Retry-After"]) == (503, "30")
    # Those who had begun before got what they asked for, or were told to come again.
    assert {each.result() for each in asking} <= {200, 404, 503}
    while status(site, "/news/", seconds=60) != 200:
        assert site.process.poll() is None
    assert status(site, "/readyz", seconds=60) == 200
