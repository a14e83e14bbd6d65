"""What browsers are told by a site in production: held to the score of Mozilla's HTTP Observatory,
and to the cookies that nobody else can read, set or send."""

import http.client
import json
import re
import secrets
import urllib.request
from http.cookies import SimpleCookie
from pathlib import Path

import pytest

from tests.site import PASSWORD, START, RunningSite

HOST = "www.example.org"
SITE_URL = f"https://{HOST}"
TOKEN = secrets.token_urlsafe(50)
SIX_MONTHS = 15_768_000
# Bonus points count only for who has as many as this without them.
ENOUGH_FOR_BONUS = 90
BROAD = {"*", "http:", "https:", "ftp:", "data:", "'unsafe-inline'", "'unsafe-eval'"}
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    variables = {
        "SITE_URL": SITE_URL,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SECOND_FACTOR": "optional",
        "MONITORING_TOKEN": TOKEN,
    }
    with RunningSite(tmp_path_factory.mktemp("production"), START, **variables) as site:
        yield site


def test_start_says_that_no_email_is_sent_without_a_mail_server(site):
    assert "EMAIL_URL isn't set: no email is sent to staff." in site.output


def test_log_is_json(site):
    lines = [json.loads(line) for line in site.output.splitlines() if line.startswith("{")]
    added = [line for line in lines if line.get("verb") == "add"]
    assert [(line["logger"], line["item"], line["actor"]) for line in added] == [
        ("tianhe.history", "auth.user 1", "the command line")
    ]


def test_prometheus_reads_what_all_processes_counted(site):
    Browser(site).ask("GET", "/")
    request = urllib.request.Request(
        f"{site.url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        text = response.read().decode()
    assert re.search(r'^tianhe_requests_total\{kind="public",status="2xx"\} [1-9]', text, re.M)
    assert re.search(r"^tianhe_audit_log_entries [1-9]", text, re.M)
    files = Path(site.environment["TIANHE_DATA"]).glob("metrics/*/counter_*.db")
    assert len(list(files)) == 1


class Browser:
    """A browser behind the proxy that ends TLS."""

    def __init__(self, site):
        self.port = site.port
        self.cookies = SimpleCookie()

    def ask(self, method, path, *, scheme="https", **form):
        """Return a response; its `cookies` are those that it sets."""
        body = "&".join(f"{name}={value}" for name, value in form.items())
        sent = "; ".join(f"{name}={each.value}" for name, each in self.cookies.items())
        headers = {
            "Host": HOST,
            "Origin": SITE_URL,
            "X-Forwarded-Proto": scheme,
            "X-Forwarded-For": "203.0.113.5",
            "Accept": "text/html",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": sent,
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body if method == "POST" else None, headers)
        response = connection.getresponse()
        response.text = response.read().decode()
        connection.close()
        response.cookies = SimpleCookie()
        for value in response.headers.get_all("Set-Cookie") or []:
            response.cookies.load(value)
        self.cookies.update(response.cookies)
        return response

    def submit(self, path, **form):
        page = self.ask("GET", path).text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        return self.ask("POST", path, csrfmiddlewaretoken=token, **form)

    def log_in(self):
        return self.submit("/admin/login/", login="admin", password=PASSWORD)


def policy_of(response):
    """Return the sources of each directive of the Content-Security-Policy."""
    [header] = response.headers.get_all("Content-Security-Policy")
    parts = (part.split() for part in header.split(";") if part.strip())
    return {name: set(sources) for name, *sources in parts}


def points(response):
    """Return the points of a response by the table of the Observatory (version 2 of its API), for
    what is tested here. Where it is worse than what earns them, it gets so few that it shows."""
    headers, policy = response.headers, policy_of(response)
    sources_of = {name: policy.get(name, policy["default-src"]) for name in POLICED}
    is_unsafe = any(sources & BROAD for sources in sources_of.values())
    hsts = re.match(r"max-age=(\d+)", headers["Strict-Transport-Security"])
    is_framed_by_anyone = policy.get("frame-ancestors", BROAD) & BROAD
    scripts = re.findall(r'<script[^>]* src="([^"]+)"', response.text)
    return {
        "content security policy": -20 if is_unsafe else _of(policy["default-src"] == NONE, 10, 5),
        "cookies": _points_of_cookies(response),
        "cross-origin resource sharing": _of("Access-Control-Allow-Origin" not in headers, 0, -50),
        "referrer policy": _of(headers["Referrer-Policy"] in PRIVATE, 5, -5),
        "strict transport security": _of(int(hsts[1]) >= SIX_MONTHS, 0, -20),
        "subresource integrity": _of(all(re.match("/[^/]", each) for each in scripts), 0, -5),
        "content type options": _of(headers["X-Content-Type-Options"] == "nosniff", 0, -5),
        "frame options": _of(not is_framed_by_anyone, 5, -20),
        "resource policy": _of(headers["Cross-Origin-Resource-Policy"] == "same-origin", 10, 0),
    }


NONE = {"'none'"}
POLICED = ("script-src", "style-src", "object-src", "base-uri", "form-action")


def _of(is_good, points, otherwise):
    return points if is_good else otherwise


def _points_of_cookies(response):
    if not response.cookies:
        return 0
    cookies = response.cookies.values()
    is_good = all(each["secure"] and each["httponly"] and each["samesite"] for each in cookies)
    return _of(is_good, 5, -20)


def score(response):
    found = points(response)
    base = 100 + sum(each for each in found.values() if each < 0)
    bonus = sum(each for each in found.values() if each > 0)
    return base + (bonus if base >= ENOUGH_FOR_BONUS else 0)


@pytest.mark.parametrize(
    ("path", "expected"), [("/", 120), ("/news/", 120), ("/nothing/", 120), ("/admin/login/", 135)]
)
def test_site_and_log_in_get_an_a_plus(site, path, expected):
    response = Browser(site).ask("GET", path)
    assert {name: each for name, each in points(response).items() if each < 0} == {}
    assert score(response) == expected


def test_plain_http_leads_to_the_same_page_by_https(site):
    response = Browser(site).ask("GET", "/news/", scheme="http")
    assert (response.status, response.headers["Location"]) == (301, f"{SITE_URL}/news/")


def test_readers_get_no_cookie(site):
    assert Browser(site).ask("GET", "/").cookies == {}


def test_cookies_can_be_set_by_this_host_alone_and_go_to_it_alone(site):
    browser = Browser(site)
    set_by = [browser.ask("GET", "/admin/login/"), browser.log_in()]
    form = {"name": "Kept", "slug": "kept", "position": 1, "kept_id": "0123456789abcdef"}
    set_by.append(browser.submit("/admin/news/category/add/", **form))
    found = {
        name: (each["secure"], each["path"], each["domain"], each["httponly"], each["samesite"])
        for response in set_by
        for name, each in response.cookies.items()
    }
    assert found == {
        "__Host-csrf": (True, "/", "", True, "Lax"),
        "__Host-session": (True, "/", "", True, "Lax"),
        "__Host-device": (True, "/", "", True, "Lax"),
        # For a script; it holds no more than which form was saved.
        "__Host-kept_saved": (True, "/", "", "", "Strict"),
    }


def test_logging_out_clears_what_the_browser_cached_and_nothing_else(site):
    browser = Browser(site)
    browser.log_in()
    response = browser.submit("/admin/logout/")
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert response.cookies["__Host-session"].value == ""


def test_staff_pages_may_use_passkeys_and_nothing_else_of_the_device(site):
    response = Browser(site).ask("GET", "/admin/login/")
    assert response.headers["Permissions-Policy"] == (
        "publickey-credentials-create=(self), publickey-credentials-get=(self), "
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    )
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
