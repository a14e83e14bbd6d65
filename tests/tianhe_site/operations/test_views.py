"""Well-known addresses: robots.txt, security.txt, the manifest, icons; security headers and error
pages."""

import io
from datetime import UTC, datetime
from unittest import mock

import PIL.Image
import pytest
from django.test import Client

from tests.factories import make_site_details, publish_with_reasons
from tianhe_site.publishing import clock


def test_robots_txt_names_the_sitemap_and_excludes_the_admin(client, settings):
    settings.SITE_URL = "https://www.example.org"
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain"
    assert response.content.decode() == (
        "User-agent: *\n"
        "Disallow: /admin/\n"
        "\n"
        "Sitemap: https://www.example.org/sitemap.xml\n"
        "Sitemap: https://www.example.org/sitemap-latest.xml\n"
    )


SECURITY = "/.well-known/security.txt"


def test_security_txt_names_the_contact(client, settings):
    settings.SITE_URL = "https://www.example.org"
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    with clock.set_to(datetime(2026, 3, 2, 17, 30, tzinfo=UTC)):
        response = client.get(SECURITY)
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == (
        "Contact: mailto:security@example.org\n"
        "Expires: 2026-12-27T00:00:00Z\n"
        "Preferred-Languages: en, zh-Hans\n"
        "Canonical: https://www.example.org/.well-known/security.txt\n"
    )


def test_security_txt_expiry_is_constant_all_day_and_in_the_future(client, settings):
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    told = set()
    for moment in (datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 2, 23, 59, tzinfo=UTC)):
        with clock.set_to(moment):
            told.add(client.get(SECURITY).content)
    assert len(told) == 1
    with clock.set_to(datetime(2027, 3, 2, tzinfo=UTC)):
        assert "Expires: 2027-12-27T00:00:00Z" in client.get(SECURITY).content.decode()


@pytest.mark.django_db
def test_without_a_contact_security_txt_is_a_404(client, settings):
    settings.SECURITY_CONTACT = ""
    assert client.get(SECURITY).status_code == 404


@pytest.mark.django_db
def test_manifest_names_the_site_and_its_icons(client, noon, publisher):
    publish_with_reasons(make_site_details(), by=publisher)
    response = client.get("/site.webmanifest")
    assert response.headers["Content-Type"] == "application/manifest+json"
    png = {"type": "image/png"}
    assert response.json() == {
        "name": "Tianhe Inc.",
        "short_name": "Tianhe",
        "lang": "en",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#fbfaf7",
        "theme_color": "#fbfaf7",
        "icons": [
            {"src": "/static/img/icon-192.png", "sizes": "192x192", **png},
            {"src": "/static/img/icon-512.png", "sizes": "512x512", **png},
            {
                "src": "/static/img/icon-maskable-512.png",
                "sizes": "512x512",
                **png,
                "purpose": "maskable",
            },
        ],
    }


@pytest.mark.django_db
def test_manifest_exists_before_site_details_do(client):
    assert client.get("/site.webmanifest").json()["short_name"] == "Home"


@pytest.mark.parametrize("size", [192, 512])
def test_icons_have_the_size_in_the_manifest(settings, size):
    names = ["icon-192"] if size == 192 else ["icon-512", "icon-maskable-512"]
    for name in names:
        with PIL.Image.open(settings.BASE_DIR / f"static/img/{name}.png") as icon:
            assert icon.size == (size, size)


@pytest.mark.parametrize(
    ("name", "content_type", "sizes"),
    [
        ("favicon.ico", "image/x-icon", {(16, 16), (32, 32), (48, 48)}),
        ("apple-touch-icon.png", "image/png", {(180, 180)}),
    ],
)
def test_default_icons_are_at_the_root(client, name, content_type, sizes):
    response = client.get(f"/{name}")
    assert response.headers["Content-Type"] == content_type
    assert response.headers["Cache-Control"] == "public, max-age=86400"
    with PIL.Image.open(io.BytesIO(b"".join(response.streaming_content))) as icon:
        assert icon.info.get("sizes", {icon.size}) == sizes


@pytest.mark.django_db
def test_every_response_has_the_security_headers(client):
    for path in ("/nothing/", "/admin/login/", "/robots.txt"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        # A line less in each response: it repeats `frame-ancestors`.
        assert "X-Frame-Options" not in headers


def test_foreign_host_gets_a_designed_400(client):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "couldn't understand" in response.content.decode()


@pytest.mark.django_db
def test_form_without_a_token_gets_a_designed_403():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/admin/login/", {"login": "a", "password": "b"})
    assert response.status_code == 403
    assert "This form was open for too long" in response.content.decode()


@pytest.mark.django_db
def test_error_gets_a_designed_500(client):
    client.raise_request_exception = False
    with mock.patch("news.listing.live_news", side_effect=RuntimeError):
        response = client.get("/news/")
    assert response.status_code == 500
    assert "This is a problem on our side" in response.content.decode()
