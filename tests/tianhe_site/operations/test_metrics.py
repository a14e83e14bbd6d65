"""What Prometheus reads here, and that the dashboard and the alerts ask for nothing else."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as site_settings

from tests.conftest import NOON
from tests.factories import make_news_item, publish_approved
from tianhe_site.monitoring import bounded
from tianhe_site.monitoring import metrics as handed_on
from tianhe_site.operations import metrics, readiness, status
from tianhe_site.operations.backup import last_backup
from tianhe_site.outbox.models import Message
from tianhe_site.publishing import workflow
from tianhe_site.publishing.errors import PublishingError

pytestmark = pytest.mark.django_db

TOKEN = "0123456789abcdef0123456789abcdef"
NAME = re.compile(r"\btianhe_[a-z_]+")
DEPLOY = site_settings.BASE_DIR / "deploy"


class AskedHere:
    """Asks in the thread of the test: no other sees what the test's transaction wrote."""

    begin = result = lambda self: self

    def __init__(self, ask):
        self.result = ask


@pytest.fixture(autouse=True)
def _token_and_folder(settings, tmp_path, monkeypatch):
    settings.MONITORING_TOKEN = TOKEN
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(bounded, "SECONDS_TO_WAIT", 60)
    monkeypatch.setattr(status, "ASKED", AskedHere(status.facts))


def scrape(token=TOKEN):
    status, content_type, text = metrics.answer({"HTTP_AUTHORIZATION": f"Bearer {token}"})
    return int(status[:3]), content_type, text


def values(text):
    """Return the values of series without labels by their names."""
    return dict(re.findall(r"^(tianhe_\w+) (\S+)$", text, re.M))


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1]])
def test_who_lacks_the_token_finds_nothing(token):
    assert scrape(token) == (404, "text/plain; charset=utf-8", "File not found.\n")


def test_without_a_token_in_the_settings_nobody_finds_anything(settings):
    settings.MONITORING_TOKEN = ""
    assert scrape("")[0] == 404


def test_state_of_the_site_is_told(noon, publisher, person, settings):
    settings.MINIMUM_FREE_MB = 1
    item = make_news_item()
    publish_approved(item, by=publisher, at=NOON + timedelta(days=2))
    Message.objects.create(
        person=person("ann"), subject="", text="", due_at=NOON, tries=3, failed_at=NOON
    )
    made_at = datetime(2026, 3, 1, tzinfo=UTC)
    backup = settings.DATA_DIR / "backup"
    backup.write_bytes(b"12345")
    last_backup.note(backup, {"made_at": made_at.isoformat(), "entries": 1, "head": "x"})
    code, content_type, text = scrape()
    found = {name: float(value) for name, value in values(text).items()}
    assert (code, content_type) == (200, "text/plain; version=0.0.4; charset=utf-8")
    assert found.pop("tianhe_disk_free_bytes") > 1024**2
    assert found.pop("tianhe_audit_log_entries") == status.facts()["audit_log"]["number"]
    assert found == {
        "tianhe_mail_waiting": 1,
        "tianhe_mail_failing_since_timestamp_seconds": NOON.timestamp(),
        "tianhe_disk_minimum_bytes": 1024**2,
        "tianhe_last_backup_timestamp_seconds": made_at.timestamp(),
        "tianhe_next_change_timestamp_seconds": (NOON + timedelta(days=2)).timestamp(),
    }
    assert 'tianhe_check_ok{check="disk"} 1.0' in text


def test_what_hangs_is_left_out_and_its_check_fails(monkeypatch):
    def hang():
        raise bounded.NoAnswerError

    monkeypatch.setattr(status, "ASKED", AskedHere(hang))
    monkeypatch.setitem(readiness.QUESTIONS, "database", AskedHere(hang))
    code, _content_type, text = scrape()
    assert (code, values(text)) == (200, {})
    assert 'tianhe_check_ok{check="database"} 0.0' in text


def test_acts_are_counted_by_their_verb_once_they_are_committed(
    noon, publisher, counted, django_capture_on_commit_callbacks
):
    item = make_news_item()
    with django_capture_on_commit_callbacks(execute=True):
        workflow.archive(item, by=publisher)
    assert counted() == {("verbs", ("trash",)): 1}


@pytest.mark.django_db(transaction=True)
def test_refused_acts_are_counted_once(noon, publisher, counted):
    item = make_news_item(title="")
    with pytest.raises(PublishingError):
        workflow.publish_draft(item, by=publisher)
    assert counted() == {("verbs_refused", ("rule",)): 1}


def test_log_ins_are_counted_by_their_outcome(client, person, counted):
    person("ann")
    for password in ("wrong", "correct horse"):
        client.post("/admin/login/", {"login": "ann", "password": password})
    log_ins = {key: number for key, number in counted().items() if key[0] == "log_ins"}
    assert log_ins == {("log_ins", ("log_in_failed",)): 1, ("log_ins", ("log_in",)): 1}


def asked_for(text):
    """Return the names of the metrics that a text asks for."""
    return {re.sub("_bucket$", "", name) for name in NAME.findall(text)}


def test_dashboard_and_alerts_ask_only_for_what_exists():
    _code, _content_type, text = scrape()
    counters = {f"{handed_on.PREFIX}{name}_total" for name in handed_on.COUNTERS}
    known = {*counters, *re.findall(r"^# TYPE (tianhe_\w+)", text, re.M)}
    dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text())
    asked = [each["expr"] for panel in dashboard["panels"] for each in panel["targets"]]
    assert asked_for(" ".join(asked)) - known == set()
    assert asked_for((DEPLOY / "alerts.yml").read_text()) - known == set()


def test_each_alert_says_what_to_do():
    alerts = (DEPLOY / "alerts.yml").read_text().split("- alert: ")[1:]
    assert len(alerts) == 5
    assert [
        alert for alert in alerts if "runbook: >-" not in alert or "summary:" not in alert
    ] == []
