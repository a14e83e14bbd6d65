"""Nothing is written while the disk is nearly full, and every way to write says so."""

import errno
import shutil
import sqlite3
from collections import namedtuple
from unittest.mock import Mock

import pytest
from django.core.files.storage import storages
from django.db import OperationalError

from tests.factories import picture_upload
from tianhe_site import disk_space
from tianhe_site.media_library import image_processing
from tianhe_site.media_library.models import Image

MESSAGE = "The server's disk is full. Tell an administrator, then try again."
JSON = {"headers": {"accept": "application/json"}}
UPLOAD = "/admin/media_library/image/upload/"
Usage = namedtuple("Usage", "total used free")

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(monkeypatch, settings):
    """Set how many bytes of the disk are free."""
    settings.MINIMUM_FREE_MB = 1

    def room(free):
        monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(0, 0, free))

    return room


@pytest.mark.parametrize(("free", "status"), [(1024 * 1024, 200), (1024 * 1024 - 1, 503)])
def test_forms_are_accepted_down_to_the_minimum(client, room, free, status):
    room(free)
    sent = {"login": "ann", "password": "not hers", "next": "/admin/news/"}
    response = client.post("/admin/login/", sent)
    assert response.status_code == status
    if status == 503:
        text = response.content.decode()
        assert MESSAGE.replace("'", "&#x27;") in text
        assert "Go back in your browser to send the form again." in text
        assert "not hers" not in text
        assert response.headers["Retry-After"] == "300"


def test_reading_and_logging_out_still_work(client, author, room):
    client.force_login(author)
    room(0)
    assert client.get("/news/").status_code == 200
    assert client.get("/admin/news/newsitem/").status_code == 200
    assert client.post("/admin/logout/").status_code < 400
    assert "_auth_user_id" not in client.session


def test_script_gets_json(client, author, room):
    client.force_login(author)
    room(0)
    response = client.post(UPLOAD, {"file": picture_upload()}, **JSON)
    assert (response.status_code, response.json()) == (503, {"error": MESSAGE})


def no_room(*args, **kwargs):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_upload_that_no_longer_fits_the_storage_says_so(client, author, monkeypatch):
    client.force_login(author)
    monkeypatch.setattr(type(storages["private_media"]), "save", no_room)
    response = client.post(UPLOAD, {"file": picture_upload()}, **JSON)
    assert (response.status_code, response.json()["error"]) == (503, MESSAGE)
    assert not Image.objects.exists()


def test_picture_cut_short_by_a_full_disk_is_not_called_damaged(client, author, monkeypatch, room):
    client.force_login(author)

    def cut_short(request):
        room(0)
        return {"refused": "unreadable"}

    monkeypatch.setattr(image_processing, "_ask_child", cut_short)
    response = client.post(UPLOAD, {"file": picture_upload()}, **JSON)
    assert (response.status_code, response.json()["error"]) == (400, MESSAGE)


def full_sqlite():
    cause = sqlite3.OperationalError("database or disk is full")
    cause.sqlite_errorcode = sqlite3.SQLITE_FULL
    raise OperationalError("database or disk is full") from cause


def full_postgresql():
    cause = Exception("could not extend file")
    cause.sqlstate = "53100"
    raise OperationalError("could not extend file") from cause


@pytest.mark.parametrize("fail", [no_room, full_sqlite, full_postgresql])
def test_disk_that_fills_during_a_request_is_a_503(client, monkeypatch, fail):
    client.raise_request_exception = False
    monkeypatch.setattr("news.listing.live_news", Mock(side_effect=lambda *args: fail()))
    response = client.get("/news/")
    assert response.status_code == 503
    assert MESSAGE.replace("'", "&#x27;") in response.content.decode()


def test_unknown_disk_is_not_low(settings):
    settings.DATA_DIR = settings.DATA_DIR / "nothing"
    assert not disk_space.is_low()
