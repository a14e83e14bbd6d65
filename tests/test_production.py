"""What browsers are told in production by the headers of whichever page: public, staff's, refused.

`test_production_headers` holds a running site to a score; this looks at every kind of response.
"""

import pytest
from django.test import Client

from tests.factories import make_page, publish_approved
from tests.settings_file import read
from tests.test_settings import STRONG_KEY

pytestmark = pytest.mark.django_db

HOST = "www.example.org"
SETTINGS = [
    *("ALLOWED_HOSTS", "CSRF_COOKIE_HTTPONLY", "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE"),
    *("CSRF_TRUSTED_ORIGINS", "PRODUCTION", "PROXIES", "SECURE_HSTS_SECONDS", "SITE_URL"),
    *("SECURE_SSL_REDIRECT", "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE"),
]
# "self" where a page of ours shows another one of ours.
FRAMED_BY = ("'none'", "'self'")


@pytest.fixture(scope="module")
def of_production(tmp_path_factory):
    """The settings that an https address gives."""
    data = str(tmp_path_factory.mktemp("production"))
    found = read(SITE_URL=f"https://{HOST}", SECRET_KEY=STRONG_KEY, TIANHE_DATA=data)
    return {name: found[name] for name in SETTINGS}


@pytest.fixture
def visitor(settings, of_production):
    """A client that speaks https, with CSRF checks as browsers have."""
    for name, value in of_production.items():
        setattr(settings, name, value)
    return Client(enforce_csrf_checks=True, raise_request_exception=False, headers={"host": HOST})


def responses(visitor, administrator):
    """Return responses of every kind, by name: public, staff's, refused, failed."""
    page = make_page("about")
    publish_approved(page, by=administrator)
    secure = {"secure": True}
    found = {
        "page": visitor.get("/about/", **secure),
        "list": visitor.get("/news/", **secure),
        "not found": visitor.get("/nothing/", **secure),
        "robots": visitor.get("/robots.txt", **secure),
        "log-in": visitor.get("/admin/login/", **secure),
        "led to log-in": visitor.get("/admin/", **secure),
        "no token": visitor.post("/admin/login/", {"login": "x"}, **secure),
        "no such method": visitor.delete("/about/", **secure),
        "foreign host": visitor.get("/", headers={"host": "evil.example"}, **secure),
        "closed link": visitor.get("/admin/set-password/x/", **secure),
    }
    visitor.force_login(administrator)
    for name, path in {
        "dashboard": "/admin/",
        "people": "/admin/auth/user/",
        "second factor": "/admin/account/second-factor/",
        "no such page": "/admin/nothing/",
    }.items():
        found[name] = visitor.get(path, **secure)
    return found


def policy(response):
    parts = response.headers["Content-Security-Policy"].split("; ")
    return {name: values for name, _space, values in (part.partition(" ") for part in parts)}


def test_every_response_keeps_browsers_on_https_and_out_of_frames(
    visitor, noon, administrator, publisher
):
    for name, response in responses(visitor, administrator).items():
        told = response.headers
        assert told["Strict-Transport-Security"] == "max-age=31536000", name
        assert told["X-Content-Type-Options"] == "nosniff", name
        referrer = ("no-referrer", "strict-origin", "strict-origin-when-cross-origin")
        assert told["Referrer-Policy"] in referrer, name
        assert policy(response)["frame-ancestors"] in FRAMED_BY, name
        assert "Server" not in told, name


def test_every_response_allows_scripts_and_styles_of_this_site_alone(
    visitor, noon, administrator, publisher
):
    for name, response in responses(visitor, administrator).items():
        told = policy(response)
        # Which also holds for objects.
        assert told["default-src"] == "'none'", name
        assert "object-src" not in told, name
        assert told["base-uri"] == "'none'", name
        assert told["form-action"] == "'self'", name
        words = {word for values in told.values() for word in values.split()}
        # A message about an error has its style in itself, and allows that one alone.
        own = {word for word in told["style-src"].split() if word.startswith("'sha256-")}
        assert words - own <= {"'none'", "'self'", "data:"}, name
        assert len(own) == (1 if "<style>" in response.text else 0), name
