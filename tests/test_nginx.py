"""nginx with the file that we ship: holds finished pages and nothing else, waits for slow clients,
and loses no answer while an instance is away."""

import re
import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.urls import reverse

from tests.nginx import HOST, Nginx
from tests.ports import free_port
from tests.site import RunningSite
from tests.waiting import wait_until
from tianhe_site.operations.doctor import OK, WARN, proxy
from tianhe_site.operations.doctor.front import Front

TOKEN = secrets.token_urlsafe(32)
WITHDRAW = """
from django.contrib.auth.models import User
from news.models import NewsItem
from tianhe_site.publishing import links, workflow
item = NewsItem.objects.get(pk=links.reference_to("{path}"))
workflow.withdraw(item, by=User.objects.get(), note="For a test.")
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    variables = {
        "SITE_URL": f"https://{HOST}",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "MONITORING_TOKEN": TOKEN,
    }
    with RunningSite(tmp_path_factory.mktemp("behind-nginx"), **variables) as site:
        yield site


@pytest.fixture(scope="module")
def nginx(site, tmp_path_factory):
    """nginx in front of one instance that runs and one that is away."""
    with Nginx(tmp_path_factory.mktemp("nginx"), site.port, free_port()) as nginx:
        yield nginx


def test_finished_page_is_held_and_told_to_readers_as_before(nginx, site):
    response = nginx.held("/", Accept_Encoding="gzip")
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers.get_all("Cache-Control") == ["no-cache"]
    assert "X-Accel-Expires" not in response.headers
    seen = {"If_None_Match": response.headers["ETag"], "Accept_Encoding": "gzip"}
    assert nginx.held("/", **seen).status == 304


def test_each_encoding_is_held_for_itself_and_one_with_weights_not_at_all(nginx):
    found = nginx.held("/", Accept_Encoding="gzip").body, nginx.held("/").body
    assert (found[0][:2], found[1][:9]) == (b"\x1f\x8b", b"<!DOCTYPE")
    for _turn in range(3):
        response = nginx.ask("/", Accept_Encoding="identity;q=0, gzip;q=0.5")
        assert (response.headers["X-Held"], response.body[:2]) == ("BYPASS", b"\x1f\x8b")


@pytest.mark.parametrize("accepted", ["gzip, deflate, br, zstd", "gzip, deflate, br"])
def test_browser_gets_everything_compressed(nginx, accepted):
    style_sheet = re.search(rb'href="(/static/css/[^"]+)"', nginx.ask("/").body)[1].decode()
    codings = {
        path: nginx.ask(path, Accept_Encoding=accepted).headers["Content-Encoding"]
        for path in ("/", style_sheet, "/search/?q=cells")
    }
    assert codings == {"/": "br", style_sheet: "br", "/search/?q=cells": "gzip"}
    assert nginx.held("/", Accept_Encoding=accepted).headers["Content-Encoding"] == "br"


@pytest.mark.parametrize(
    "path", ["/admin/login/", "/admin/", "/search/?q=cells", "/nothing/", "/preview/x/"]
)
def test_pages_of_staff_searches_and_what_is_missing_are_never_held(nginx, path):
    nginx.held("/")
    assert {nginx.ask(path).headers["X-Held"] for _turn in range(4)} == {"MISS"}


def test_what_is_withdrawn_is_gone(nginx, site):
    path = re.search(rb'href="(/news/[0-9]{4}/[^"]+/)"', nginx.ask("/news/").body)[1].decode()
    assert nginx.held(path).status == 200
    site.shell(WITHDRAW.format(path=path))
    assert nginx.ask_until(lambda response: response.status == 410, path).status == 410


def test_static_file_is_held_as_long_as_it_allows(nginx):
    path = re.search(rb'href="(/static/css/[^"]+)"', nginx.ask("/").body)[1].decode()
    assert "immutable" in nginx.held(path, Accept_Encoding="gzip").headers["Cache-Control"]


def test_plain_http_leads_to_https(nginx):
    response = nginx.ask_plainly("/news/?page=2")
    assert (response.status, response.headers["Location"]) == (301, f"https://{HOST}/news/?page=2")


def test_doctor_has_no_complaint_about_it(nginx, settings):
    settings.PRODUCTION, settings.PROXIES = True, 1
    settings.SITE_URL, settings.MONITORING_TOKEN = f"https://{HOST}", TOKEN
    place = "127.0.0.1", {"https": nginx.port, "http": nginx.plain_port}
    front = Front(settings.SITE_URL, place=place, context=nginx.trusting())
    assert {found.subject: found.level for found in proxy.check_all(front)} == {
        **dict.fromkeys(("https", "HSTS", "plain http", "uploads", "PROXIES"), OK),
        # The one of the test is good for a day.
        "certificate": WARN,
    }


def test_plain_http_leads_to_https_whatever_a_visitor_sends(nginx):
    response = nginx.ask_plainly("/", X_Forwarded_Proto="https", Host="elsewhere.example")
    assert (response.status, response.headers["Location"]) == (301, f"https://{HOST}/")


def test_one_instance_away_costs_nobody_an_answer(nginx):
    asked = {nginx.ask("/admin/login/").status for _turn in range(8)}
    posted = {nginx.ask("/admin/login/", "POST", "").status for _turn in range(8)}
    # No token.
    assert (asked, posted) == ({200}, {403})


def test_while_all_are_away_readers_and_staff_are_told_so(tmp_path):
    with Nginx(tmp_path, free_port(), free_port()) as nginx:
        for response in (nginx.ask("/"), nginx.ask("/admin/login/", "POST", "x" * 2**17)):
            assert (response.status, response.headers["Retry-After"]) == (503, "30")
            assert response.headers["Content-Type"] == "text/html; charset=utf-8"
            assert b"This site isn\xe2\x80\x99t available right now" in response.body
            assert response.headers["Strict-Transport-Security"] == "max-age=31536000"


def form_with_file(size):
    """Return the body of a form with one file, and its headers."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    headers = {"Content_Type": "multipart/form-data; boundary=x"}
    return head + bytes(size) + b"\r\n--x--\r\n", headers


def test_upload_of_the_largest_size_reaches_the_site(nginx, settings):
    body, headers = form_with_file(settings.MEDIA_MAX_BYTES)
    # With these, the site looks for the token in the form, so it reads all of it.
    headers |= {"Referer": f"https://{HOST}/", "Cookie": f"__Host-csrf={'x' * 32}"}
    response = nginx.ask("/admin/login/", "POST", body, **headers)
    assert response.status == 403, response.body


@pytest.mark.parametrize(("path", "size"), [("/", 2**17), ("/admin/login/", 2**28)])
def test_what_is_too_large_is_refused_with_a_page_before_it_is_sent(nginx, path, size):
    connection = nginx.connection()
    connection.putrequest("POST", path)
    connection.putheader("Content-Length", size)
    connection.endheaders()
    response = connection.getresponse()
    assert (response.status, b"too large to send" in response.read()) == (413, True)
    connection.close()


def test_clients_that_stall_keep_nobody_waiting(nginx):
    stalled = [nginx.connection() for _number in range(100)]
    for number, connection in enumerate(stalled):
        connection.connect()
        # Half within the head, half within the body.
        head = f"POST /admin/login/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 1000\r\n"
        connection.sock.sendall((f"{head}\r\nhalf" if number % 2 else head).encode())
    answers = {nginx.ask(path).status for path in ("/", "/glossary/", "/admin/login/") * 3}
    for connection in stalled:
        connection.close()
    assert answers == {200}


def test_many_readers_at_once_all_get_their_page(nginx):
    def read(number):
        return nginx.ask("/" if number % 2 else "/news/").status

    with ThreadPoolExecutor(40) as readers:
        assert set(readers.map(read, range(200))) == {200}


def test_log_has_no_search_and_no_secret_address(nginx):
    paths = {
        "/search/?q=canary": "/search/",
        reverse("preview:show", args=["canary"]): "/preview/...",
        reverse("one_time_link", args=["canary"]): "/admin/login/link/...",
        reverse("account_reset_password_from_key", args=["1", "canary"]): "/admin/login/forgot/...",
        "/admin/login/forgot/": "/admin/login/forgot/",
    }
    before = len(_logged(nginx))
    for path in paths:
        nginx.ask(path)
    # nginx writes the line when the answer is out.
    wait_until(lambda: len(_logged(nginx)) == before + len(paths))
    asked = [line.split()[2:4] for line in _logged(nginx)[before:]]
    assert asked == [["GET", path] for path in paths.values()]


def _logged(nginx):
    return (nginx.folder / "access.log").read_text().splitlines()


def test_log_of_errors_has_none_either(nginx):
    # Of two instances one is away: each has its turn.
    for _turn in range(2):
        for path in ("/admin/login/", "/preview/canary/", "/admin/login/link/canary/"):
            nginx.ask(path)
    said = (nginx.folder / "error.log").read_text()
    assert ("Connection refused" in said, "canary" in said) == (True, False)
