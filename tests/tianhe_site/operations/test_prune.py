"""What has no use any more is removed, and nothing else."""

import os
import time
from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.factories import make_news_item
from tianhe_site.accounts.models import SecurityEvent
from tianhe_site.operations.backup import kept
from tianhe_site.publishing import clock
from tianhe_site.publishing.models import Autosave, DraftVersion, HistoryEntry, SearchMiss
from tianhe_site.throttle.models import Tries

pytestmark = pytest.mark.django_db
FIRST = datetime(2026, 1, 1, 3, tzinfo=UTC)
PRUNED = (Session, UserSession, Tries, SecurityEvent, Autosave, SearchMiss)


@pytest.fixture
def folder(tmp_path):
    """A folder with a backup of each of 40 nights, and what else may be there."""
    for day in range(40):
        (tmp_path / kept.name_for(FIRST + timedelta(days=day))).touch()
    for name in ("before-20260101T000000000000Z.tar.zst", "tianhe-1.tar.zst", "other.tar.zst"):
        (tmp_path / name).touch()
    for name, age in ((".backup-killed", 25), (".backup-at-work", 23)):
        (tmp_path / name).mkdir()
        written = time.time() - age * 3600
        (tmp_path / name / "file").touch()
        for path in (tmp_path / name / "file", tmp_path / name):
            os.utime(path, (written, written))
    return tmp_path


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_backups_are_kept_by_days_and_weeks(folder):
    others = [name for name in names_in(folder) if not name.startswith("tianhe-2")]
    call_command("prune", "--backups", folder, "--keep", "3", "--weekly", "2")
    # The last is of Monday, 9 February: that of the Sunday before is among the newest.
    days = ("20260207", "20260208", "20260209")
    assert names_in(folder) == sorted(
        [f"tianhe-{day}T030000Z.tar.zst" for day in days]
        + [name for name in others if name != ".backup-killed"]
    )


def test_last_backup_of_a_week_is_kept(folder):
    call_command("prune", "--backups", folder, "--keep", "1", "--weekly", "3")
    assert [name[7:15] for name in names_in(folder) if name.startswith("tianhe-2")] == [
        *("20260201", "20260208", "20260209")
    ]


def test_encrypted_backups_count_too(tmp_path):
    recipients = ["", "age1x", "", "age1x"]
    names = [
        kept.name_for(FIRST + timedelta(hours=hour), recipient)
        for hour, recipient in enumerate(recipients)
    ]
    for name in names:
        (tmp_path / name).touch()
    call_command("prune", "--backups", tmp_path, "--keep", "2", "--weekly", "0")
    assert names_in(tmp_path) == names[2:]
    assert names[3].endswith(".tar.zst.age")


def test_the_last_backup_is_never_removed(folder):
    with pytest.raises(CommandError, match="^At least one backup must be kept"):
        call_command("prune", "--backups", folder, "--keep", "0")


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=f"^The folder {tmp_path}/backup isn't there"):
        call_command("prune", "--backups", tmp_path / "backup")


def test_a_backup_that_ends_meanwhile_is_not_in_the_way(tmp_path):
    # Its name was listed, and leads nowhere by now.
    (tmp_path / ".backup-ended").symlink_to("gone")
    call_command("prune", "--backups", tmp_path)
    assert names_in(tmp_path) == [".backup-ended"]


def make_rows(author, *, age):
    """Make a row of each kind that is pruned, as it was `age` (a timedelta) ago."""
    at, key = clock.now() - age, f"{age.days:032}"
    Session.objects.create(session_key=key, expire_date=at + timedelta(hours=1), session_data="")
    UserSession.objects.create(
        session_key=key, user=author, ip="127.0.0.1", created_at=at, last_seen_at=at
    )
    Tries.objects.create(key=key, last_at=at)
    SecurityEvent.objects.create(at=at, kind=SecurityEvent.Kind.LOG_IN, user=author)
    Autosave.objects.create(kind="news.newsitem", user_id=age.days, data={}, saved_at=at)
    SearchMiss.objects.create(day=at.date(), language="en", text="price")


def counts():
    return {model.__name__: model.objects.count() for model in PRUNED}


def test_rows_without_use_go_and_others_stay(author, tmp_path, capsys):
    make_rows(author, age=timedelta(days=400))
    item = make_news_item()
    Autosave.objects.create(
        kind="news.newsitem", item=item, user_id=1, data={}, saved_at=clock.now() - timedelta(400)
    )
    make_rows(author, age=timedelta())
    before = DraftVersion.objects.count(), HistoryEntry.objects.count()
    call_command("prune", "--backups", tmp_path, "--dry-run")
    assert counts() == dict.fromkeys(counts(), 2) | {"Autosave": 3}
    planned = capsys.readouterr().out
    call_command("prune", "--backups", tmp_path)
    assert counts() == dict.fromkeys(counts(), 1) | {"Autosave": 2}
    assert capsys.readouterr().out == planned.replace("to be removed", "removed")
    assert planned.splitlines() == [
        "Expired sessions: 1 to be removed",
        "Entries in lists of sessions that are over: 1 to be removed",
        "Counts of tries that say nothing any more: 1 to be removed",
        "Entries of the security log, older than 365 days: 1 to be removed",
        "Unsaved forms for new drafts, older than 14 days: 1 to be removed",
        "Searches without results, older than 90 days: 1 to be removed",
    ]
    assert (DraftVersion.objects.count(), HistoryEntry.objects.count()) == before
    call_command("prune", "--backups", tmp_path)
    assert capsys.readouterr().out == ""


def test_many_rows_are_deleted_in_steps(monkeypatch, tmp_path):
    monkeypatch.setattr("tianhe_site.operations.pruning.ROWS_AT_ONCE", 2)
    old = timezone.now() - timedelta(days=2)
    Tries.objects.bulk_create(Tries(key=str(number), last_at=old) for number in range(5))
    call_command("prune", "--backups", tmp_path)
    assert Tries.objects.count() == 0
