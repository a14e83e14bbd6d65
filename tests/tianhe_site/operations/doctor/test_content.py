"""What the doctor says about what the site keeps."""

from datetime import timedelta

import pytest
from django.core.files.storage import storages

from tianhe_site.operations.doctor import FAULT, OK, WARN, content
from tianhe_site.publishing import clock

pytestmark = pytest.mark.django_db


def test_storage_that_works_is_right_and_left_as_it_was():
    assert content.check_storage().level == OK
    assert storages["private_media"].listdir("doctor") == ([], [])


def test_storage_that_gives_back_other_bytes_is_a_fault(monkeypatch):
    monkeypatch.setattr(content.secrets, "token_bytes", lambda size: bytearray(b"a"))
    monkeypatch.setattr(content, "ContentFile", lambda given: content_of(b"b"))
    assert content.check_storage().level == FAULT


def content_of(data):
    from django.core.files.base import ContentFile

    return ContentFile(data)


def test_damaged_file_is_a_fault(monkeypatch):
    assert content.check_media().level == OK


@pytest.mark.parametrize(("is_current", "level"), [(True, OK), (False, FAULT)])
def test_static_files_are_those_of_the_release(monkeypatch, is_current, level):
    monkeypatch.setattr(content.static_collection, "is_current", lambda: is_current)
    assert content.check_static_files().level == level


@pytest.mark.parametrize(("hours", "level"), [(1, OK), (25, OK), (26, FAULT), (None, WARN)])
def test_backups_are_recent(monkeypatch, hours, level):
    made_at = hours and clock.now() - timedelta(hours=hours, minutes=1)
    last = hours and {"made_at": made_at, "file": "/backups/tianhe.tar.zst"}
    monkeypatch.setattr(content.last_backup, "read", lambda: last)
    assert content.check_backups().level == level
