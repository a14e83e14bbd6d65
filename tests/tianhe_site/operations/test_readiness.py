"""Whether a process is ready: each check, what strangers read of it, and what operators do."""

import json
import threading
from collections import namedtuple

import pytest
from django.db import DatabaseError
from django.db.migrations.recorder import MigrationRecorder

from tianhe_site import disk_space
from tianhe_site.media_library.storage import StorageError
from tianhe_site.monitoring import bounded
from tianhe_site.monitoring.bounded import BoundedQuestion
from tianhe_site.operations import readiness

pytestmark = pytest.mark.django_db

TOKEN = "0123456789abcdef0123456789abcdef"
ALL_OK = "database: ok\nmigrations: ok\nstorage: ok\ndisk: ok\n"
JSON, TEXT = "application/json", "text/plain; charset=utf-8"


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.MONITORING_TOKEN = TOKEN


@pytest.fixture(autouse=True)
def _ask_each_time(monkeypatch):
    monkeypatch.setattr(bounded, "SECONDS_KEPT", 0)
    # Answers come; a busy machine takes its time.
    monkeypatch.setattr(bounded, "SECONDS_TO_WAIT", 60)


def ask(given=""):
    """Return the number of the status, the type and the text of an answer, JSON as its value."""
    status, content_type, text = readiness.answer({"HTTP_AUTHORIZATION": given} if given else {})
    return int(status[:3]), content_type, json.loads(text) if content_type == JSON else text


def fails(monkeypatch, name, error):
    def ask():
        raise error

    monkeypatch.setitem(readiness.QUESTIONS, name, BoundedQuestion(ask))


def test_a_site_that_works_is_ready():
    assert ask() == (200, TEXT, ALL_OK)


@pytest.mark.parametrize("name", ["database", "migrations", "storage", "disk"])
def test_one_fault_is_named_and_says_no_more_to_strangers(monkeypatch, name):
    fails(monkeypatch, name, OSError("postgres://user:secret@10.0.0.7 refused"))
    assert ask() == (503, TEXT, ALL_OK.replace(f"{name}: ok", f"{name}: failed"))


def test_what_hangs_has_no_answer_and_the_others_have_theirs(monkeypatch):
    end = threading.Event()
    hanging = BoundedQuestion(end.wait)
    hanging.begin()._began = float("-inf")
    monkeypatch.setitem(readiness.QUESTIONS, "storage", hanging)
    assert ask() == (503, TEXT, ALL_OK.replace("storage: ok", "storage: no answer"))
    end.set()


def test_who_has_the_token_reads_why(monkeypatch):
    fails(monkeypatch, "storage", OSError("No route to host"))
    status, content_type, facts = ask(f"Bearer {TOKEN}")
    assert (status, content_type, facts["ready"]) == (503, JSON, False)
    assert facts["checks"]["storage"] == {
        "outcome": "failed",
        "detail": "OSError: No route to host",
    }
    assert facts["checks"]["disk"] == {"outcome": "ok", "detail": ""}


@pytest.mark.parametrize(
    "given", [f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}x", "Bearer", "Bearer ", TOKEN, "Basic x"]
)
def test_who_gives_another_token_is_a_stranger(given):
    assert ask(given) == (200, TEXT, ALL_OK)


@pytest.mark.parametrize("given", ["Bearer ", "Bearer"])
def test_without_a_token_in_the_settings_everybody_is_a_stranger(settings, given):
    settings.MONITORING_TOKEN = ""
    assert ask(given) == (200, TEXT, ALL_OK)


def test_migration_that_the_database_lacks_is_named():
    readiness.check_migrations()
    [last] = MigrationRecorder.Migration.objects.filter(app="outbox").order_by("-id")[:1]
    last.delete()
    with pytest.raises(readiness.NotReadyError, match=rf"manage.py migrate.*outbox.{last.name}$"):
        readiness.check_migrations()


def test_database_of_the_next_release_is_fine():
    MigrationRecorder.Migration.objects.create(app="outbox", name="9999_of_the_next_release")
    readiness.check_migrations()


def test_database_that_fails_is_noticed(monkeypatch):
    monkeypatch.setattr("django.db.connection.is_usable", lambda: False)
    with pytest.raises(DatabaseError):
        readiness.check_database()


def test_disk_that_is_nearly_full_is_noticed(settings, monkeypatch):
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(disk_space.shutil, "disk_usage", lambda path: usage(99 * 1024**2))
    with pytest.raises(readiness.NotReadyError, match="Less than 100 MB are free"):
        readiness.check_disk()
    settings.MINIMUM_FREE_MB = 99
    readiness.check_disk()


def test_data_folder_that_is_gone_is_noticed(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "gone"
    with pytest.raises(FileNotFoundError):
        readiness.check_disk()


def test_storage_that_can_not_be_written_is_noticed(media_folders):
    media_folders.mkdir()
    (media_folders / "private").write_text("a file where the folder should be")
    with pytest.raises(StorageError):
        readiness.storage.check()


def test_who_has_the_token_reads_what_the_storage_said(media_folders):
    media_folders.mkdir()
    (media_folders / "private").write_text("a file where the folder should be")
    facts = ask(f"Bearer {TOKEN}")[2]
    assert facts["checks"]["storage"]["detail"].startswith("FileExistsError: [Errno 17]")


def test_checks_leave_nothing_behind(settings, media_folders):
    ask()
    assert list(settings.DATA_DIR.iterdir()) in ([], [media_folders])
    assert list((media_folders / "private").iterdir()) == []
