"""What administrators read about the state of the site."""

import re
from datetime import timedelta
from html import unescape

import pytest

from tests.conftest import NOON
from tests.factories import make_news_item, publish_approved
from tianhe_site.monitoring import bounded
from tianhe_site.operations import readiness
from tianhe_site.operations.backup import last_backup
from tianhe_site.outbox.models import Message
from tianhe_site.publishing.models import HistoryEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    settings.HAS_MAIL = True
    monkeypatch.setattr(bounded, "SECONDS_TO_WAIT", 60)
    monkeypatch.setattr(bounded, "SECONDS_KEPT", 0)


@pytest.fixture
def rows(client, administrator):
    """Return a function that returns the page's sentence, and its rows: the lines by label."""

    def rows():
        client.force_login(administrator)
        content = client.get("/admin/status/").content.decode()
        said = content.partition('id="content-main"')[2]
        found = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", said, re.S)
        sentence = re.search(r"<p>(.*?)</p>", said, re.S)[1]
        return sentence.strip(), {label: lines_of(lines) for label, lines in found}

    return rows


def lines_of(markup):
    lines = [unescape(line).strip() for line in re.sub("<[^>]*>", "\n", markup).split("\n")]
    return [line for line in lines if line]


def note_backup(settings, moment):
    path = settings.DATA_DIR / "tianhe.tar.zst"
    path.write_bytes(b"x" * 2048)
    last_backup.note(path, {"made_at": moment.isoformat(), "entries": 1, "head": ""})
    return path


def test_a_site_that_works_says_so(noon, rows, settings):
    path = note_backup(settings, NOON - timedelta(hours=25))
    sentence, found = rows()
    assert sentence == "Everything works."
    assert list(found) == [
        *("Database", "Migrations", "Media storage", "Disk", "Last backup", "Email", "Audit log"),
        *("Scheduled next", "Release"),
    ]
    assert found["Last backup"] == [
        "1 March 2026 11:00 (New York), 2 March 2026 00:00 (Jinan)",
        f"{path} (2.0\xa0KB)",
    ]
    assert found["Email"] == ["0 messages waiting"]
    assert found["Migrations"] == ["Complete"]


def test_what_has_to_be_mended_is_counted_and_named(noon, rows, settings, person, monkeypatch):
    note_backup(settings, NOON - timedelta(hours=27))
    values = {"person": person("ann"), "subject": "", "text": "", "due_at": NOON}
    Message.objects.create(tries=3, failed_at=NOON - timedelta(hours=1), **values)

    def fail():
        raise OSError("postgres://tianhe:5ecret@10.0.0.1/ refused")

    monkeypatch.setitem(readiness.QUESTIONS, "storage", bounded.BoundedQuestion(fail))
    sentence, found = rows()
    assert sentence == "3 things need attention."
    assert found["Last backup"][0] == "Too old"
    assert found["Media storage"][0] == "Failed"
    assert found["Media storage"][2] == "OSError: postgres://…@10.0.0.1/ refused"
    assert found["Email"] == [
        "Not going out",
        "1 message waiting",
        "Failing since 2 March 2026 11:00 (New York), 3 March 2026 00:00 (Jinan)",
    ]


def test_what_a_check_says_itself_comes_without_the_name_of_an_error(noon, rows, monkeypatch):
    def fail():
        raise readiness.NotReadyError("Run manage.py migrate. Missing: news.0009_new")

    monkeypatch.setitem(readiness.QUESTIONS, "migrations", bounded.BoundedQuestion(fail))
    assert rows()[1]["Migrations"] == ["Failed", "Run manage.py migrate. Missing: news.0009_new"]


def test_a_site_that_was_never_backed_up_and_has_no_mail_says_what_to_do(noon, rows, settings):
    settings.HAS_MAIL = False
    sentence, found = rows()
    assert found["Last backup"] == ["None on this server", "Run manage.py backup each day."]
    assert found["Email"] == [
        "Not sent",
        "No mail server is set. Set EMAIL_URL on the server.",
    ]
    assert sentence == "2 things need attention."


def test_schedule_ahead_and_head_of_the_audit_log_are_shown(noon, rows, publisher):
    item = make_news_item(title="Grant")
    publish_approved(
        item, by=publisher, at=NOON + timedelta(days=1), until=NOON + timedelta(days=2)
    )
    _sentence, found = rows()
    assert found["Scheduled next"] == [
        "3 March 2026 12:00 (New York), 4 March 2026 01:00 (Jinan): Grant goes live",
        "4 March 2026 12:00 (New York), 5 March 2026 01:00 (Jinan): Grant expires",
    ]
    head = HistoryEntry.objects.order_by("-id").first()
    assert found["Audit log"][0].startswith(f"Entry {head.pk}, 2 March 2026 12:00 (New York)")
    assert found["Audit log"][1] == f"Head: {head.hash}"


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"made_at": 1}', '{"made_at": "noon"}'])
def test_a_damaged_note_of_a_backup_counts_as_none(settings, text):
    (settings.DATA_DIR / last_backup.FILE).write_text(text)
    assert last_backup.read() is None
