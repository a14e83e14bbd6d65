"""What the doctor says about what the site keeps."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from tests.factories import make_image
from tianhe_site.operations.doctor import FAULT, OK, WARN, Result, content
from tianhe_site.publishing import clock

pytestmark = pytest.mark.django_db


def test_storage_that_works_is_right_and_left_as_it_was():
    assert content.check_storage().level == OK
    assert storages["private_media"].listdir("doctor") == ([], [])


def test_storage_that_gives_back_other_bytes_is_a_fault(monkeypatch):
    monkeypatch.setattr(content, "ContentFile", lambda given: ContentFile(b"others"))
    assert content.check_storage().level == FAULT


def test_damaged_file_is_a_fault(media_folders):
    name = make_image().current.name
    assert content.check_media().level == OK
    file = media_folders / "private" / name
    file.write_bytes(file.read_bytes() + b"x")
    assert content.check_media() == Result(
        FAULT,
        "media",
        f"missing or changed: {name}.",
        "Look at all: manage.py verify_media. Take them from a backup: docs/backups.md",
    )


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
