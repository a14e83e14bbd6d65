"""What programs that watch or visit the site ask for."""

from unittest import mock

import pytest
from django.db import OperationalError
from django.test import Client


@pytest.mark.django_db
def test_health_is_good_while_the_database_answers(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response.headers["Cache-Control"]


def test_health_is_bad_when_it_does_not(client):
    with mock.patch("django.db.connection.cursor", side_effect=OperationalError):
        assert client.get("/healthz").status_code == 503


def test_robots_are_told_the_sitemap_and_kept_out_of_the_admin(client, settings):
    text = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text
    assert "Disallow: /admin/" in text


@pytest.mark.django_db
def test_every_answer_carries_the_security_headers(client):
    for path in ("/nothing/", "/healthz", "/admin/login/"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"


def test_foreign_host_gets_a_designed_400(client):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "could not understand" in response.content.decode()


@pytest.mark.django_db
def test_form_without_a_token_gets_a_designed_403():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/admin/login/", {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "This form was open for too long" in response.content.decode()


@pytest.mark.django_db
def test_fault_gets_a_designed_500(client):
    client.raise_request_exception = False
    with mock.patch("news.listing.live_news", side_effect=RuntimeError):
        response = client.get("/news/")
    assert response.status_code == 500
    assert "This is our mistake" in response.content.decode()
