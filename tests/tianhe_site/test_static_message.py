"""Messages for when little else works are whole without any other file, and in the site's look."""

import base64
import hashlib
import re

import pytest

from tianhe_site import unavailable
from tianhe_site.throttle import answers

pytestmark = pytest.mark.django_db
STATIC_FILES = "tianhe_site.static_files.HashedStaticFilesStorage"


@pytest.fixture(autouse=True)
def _no_files(settings, tmp_path):
    """No static file is there, nor the list of them."""
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": STATIC_FILES}}
    settings.STORAGES, settings.STATIC_ROOT = storages, tmp_path


def failing(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("tianhe_site.operations.views.render", lambda *args, **kwargs: 1 / 0)
    return client.get("/robots.txt")


def crowded(client, monkeypatch):
    return client.get("/", **{"tianhe.unavailable": unavailable.CROWDED})


def foreign_host(client, monkeypatch):
    return client.get("/", headers={"Host": "evil.example"})


def too_large(client, monkeypatch):
    return client.post("/admin/login/", CONTENT_LENGTH=str(10**12))


def too_often(client, monkeypatch):
    def refuse(request, *args, **kwargs):
        return answers.too_many_requests(request, 30)

    monkeypatch.setattr("tianhe_site.operations.views.render", refuse)
    return client.get("/robots.txt")


@pytest.mark.parametrize(
    ("ask", "status"),
    [(failing, 500), (crowded, 503), (foreign_host, 400), (too_large, 413), (too_often, 429)],
)
def test_message_loads_no_other_file_and_has_its_style(client, monkeypatch, ask, status):
    response = ask(client, monkeypatch)
    text = response.content.decode()
    assert (response.status_code, text.count("<h1>")) == (status, 1)
    assert re.findall(r"/static/[^\"]*", text) == []
    [style] = re.findall("<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in response.headers["Content-Security-Policy"]


def test_wrong_host_leads_to_the_right_one(client, settings):
    text = client.get("/", headers={"Host": "evil.example"}).content.decode()
    assert set(re.findall('<a href="([^"]*)"', text)) == {f"{settings.SITE_URL}/"}


def test_form_without_its_password_is_to_be_sent_again(client):
    crowd, typed = {"tianhe.unavailable": unavailable.CROWDED}, {"login": "ann", "password": "x"}
    text = client.post("/admin/login/", typed, **crowd).content.decode()
    assert "Go back in your browser to send the form again." in text
    assert "Try again</button>" not in text
