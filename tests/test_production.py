"""What browsers are told in production: by which cookies and headers, on whichever page."""

import json

import pytest
from django.test import Client

from tests.factories import make_page, publish_approved
from tests.test_settings import STRONG_KEY, run
from tianhe_site.accounts import devices

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
    """The settings that an https address gives, and the name of the cookie of known devices."""
    show = (
        "import json; from django.conf import settings; from tianhe_site.accounts import devices; "
        f"found = {{name: getattr(settings, name) for name in {SETTINGS}}}; "
        "print(json.dumps([found, devices.COOKIE]))"
    )
    data = str(tmp_path_factory.mktemp("production"))
    variables = {"SITE_URL": f"https://{HOST}", "SECRET_KEY": STRONG_KEY, "TIANHE_DATA": data}
    status, written = run("shell", "-v0", "-c", show, **variables)
    assert status == 0, written
    return json.loads(written.splitlines()[-1])


@pytest.fixture
def visitor(settings, of_production, monkeypatch):
    """A client that speaks https, with CSRF checks as browsers have."""
    values, device_cookie = of_production
    for name, value in values.items():
        setattr(settings, name, value)
    monkeypatch.setattr(devices, "COOKIE", device_cookie)
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
        referrer = ("no-referrer", "same-origin", "strict-origin-when-cross-origin")
        assert told["Referrer-Policy"] in referrer, name
        assert told["X-Frame-Options"] in ("DENY", "SAMEORIGIN"), name
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
        assert told["frame-ancestors"] in FRAMED_BY, name
        assert told["form-action"] == "'self'", name
        words = {word for values in told.values() for word in values.split()}
        assert words <= {"'none'", "'self'", "data:"}, name


def test_every_cookie_is_for_this_host_over_https_and_no_script(visitor, noon, author):
    page = visitor.get("/admin/login/", secure=True)
    form = {"login": "ann", "password": "correct horse"}
    form["csrfmiddlewaretoken"] = str(page.context["csrf_token"])
    origin = {"origin": f"https://{HOST}"}
    assert visitor.post("/admin/login/", form, secure=True, headers=origin).status_code == 302
    assert len(visitor.cookies) >= 2
    for name, cookie in visitor.cookies.items():
        assert name.startswith("__Host-"), name
        assert (cookie["secure"], cookie["httponly"], cookie["path"]) == (True, True, "/"), name
        assert (cookie["samesite"] in ("Lax", "Strict"), cookie["domain"]) == (True, ""), name


def test_plain_http_is_led_to_https_before_anything_else(visitor):
    for path in ("/", "/admin/login/", "/nothing/"):
        response = visitor.get(path)
        assert (response.status_code, response.headers["Location"]) == (
            301,
            f"https://{HOST}{path}",
        )


def test_no_page_of_staff_or_accounts_is_kept_by_a_cache(visitor, noon, administrator, publisher):
    public = {"page", "list", "not found", "robots", "no such method", "foreign host"}
    for name, response in responses(visitor, administrator).items():
        if name not in public:
            assert "no-store" in response.headers.get("Cache-Control", ""), name
