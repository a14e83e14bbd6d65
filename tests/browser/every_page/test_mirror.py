"""A mirror behind nginx answers as the site does, at every address that links lead to."""

import gzip
import subprocess
import urllib.request
from contextlib import contextmanager, suppress
from getpass import getuser

import pytest

from tests import parts
from tests.nginx import AROUND
from tests.ports import free_port
from tianhe_site.languages import in_each

from .crawl import Crawl

# A mirror's server, with the rules that `export_site` writes.
SERVER = """
server {{
listen 127.0.0.1:{port};
root {mirror}/current/public;
include {mirror}/current/nginx-mirror.conf;
}}
"""
# A mirror says these itself: validators, the connection, and how a body is encoded.
OF_THE_SERVER = {
    *("server", "date", "connection", "keep-alive", "etag", "last-modified", "vary"),
    *("content-length", "accept-ranges", "transfer-encoding", "x-accel-expires", "content-type"),
    "x-request-id",
}
# No link leads there: what moved, what was withdrawn, what never was, and addresses without slash.
UNLINKED = [
    *("/nothing-here/", "/nothing", "/news/2026/withdrawn/", "/news/2026/withdrawn"),
    *("/news", "/news/category", "/news/?page=99", "/news/?page=2", "/news/2026/?utm_source=x"),
    *("/media/", "/index.html", "/news/page-2.html", "/robots.txt.gz", "/apple-touch-icon.png"),
]


@pytest.fixture(scope="module")
def mirror(full_site, tmp_path_factory):
    folder = tmp_path_factory.mktemp("mirror")
    assert "Written:" in full_site.manage_in_turn(("export_site", str(folder / "out")))
    with serving(folder) as url:
        yield url


@contextmanager
def serving(folder):
    program, port = parts.needed(parts.NGINX), free_port()
    file = folder / "nginx.conf"
    server = SERVER.format(mirror=folder / "out", port=port)
    file.write_text(AROUND.format(account=getuser(), folder=folder, shipped=server))
    process = subprocess.Popen([program, "-p", folder, "-c", file])
    url = f"http://127.0.0.1:{port}"
    try:
        while process.poll() is None:
            with suppress(OSError):
                Crawl(url).ask(url)
                break
        assert process.poll() is None, (folder / "error.log").read_text()
        yield url
    finally:
        process.terminate()
        process.wait(60)


def said(answer, *, site):
    """Return what must be the same on both."""
    headers = {
        # The order of the directives in a policy differs from process to process.
        name.lower(): sorted(value.removeprefix(site).split("; "))
        for name, value in answer.headers
        if name.lower() not in OF_THE_SERVER
    }
    # Of a redirect, nobody reads the page.
    body = b"" if answer.status == 301 else answer.body
    kind = "" if answer.status == 301 else answer.header("content-type")
    return answer.status, kind, headers, body


def test_every_address_answers_as_on_the_site(crawl, full_site, mirror):
    asker, different = Crawl(mirror), []
    unlinked = [crawl.ask(f"{full_site.url}{path}") for path in UNLINKED]
    for answer in [*crawl.answers.values(), *unlinked]:
        path = crawl.path(answer.address)
        of_mirror = said(asker.ask(f"{mirror}{path}"), site=mirror)
        of_site = said(answer, site=full_site.url)
        if of_mirror != of_site and not is_of_search(answer, full_site.url):
            different.append(f"{path}: {of_mirror[:3]}, on the site {of_site[:3]}")
    assert different == [], "\n".join(different)


def is_of_search(answer, site):
    """Whether the search alone leads there, which a mirror doesn't have."""
    searches = tuple(f"{site}{path}" for path in in_each("/search/"))
    return any(each.startswith(searches) for each in (answer.address, answer.linked_from))


@pytest.mark.parametrize("path", ["/admin/", "/static/", "/pages.410/", "/pages.410/index.html"])
def test_nothing_else_is_there(mirror, path):
    assert Crawl(mirror).ask(f"{mirror}{path}").status == 404


def test_search_says_that_it_is_elsewhere(full_site, mirror):
    answer = Crawl(mirror).ask(f"{mirror}/search/?q=cells")
    assert (answer.status, answer.header("x-robots-tag")) == (200, "noindex, nofollow")
    assert f'href="{full_site.url}/search/"' in answer.text


def test_page_is_sent_compressed_to_those_who_take_it(full_site, mirror):
    asked = urllib.request.Request(f"{mirror}/", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked, timeout=60) as response:
        body = response.read()
        assert response.headers["Content-Encoding"] == "gzip"
        assert response.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(body) == Crawl(mirror).ask(f"{mirror}/").body


def test_the_command_that_compares_finds_no_difference_and_says_so(full_site, mirror):
    assert "No difference at" in full_site.manage_in_turn(("check_mirror", mirror))
