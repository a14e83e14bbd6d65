"""The audit log: its chain, its hashes, and what `verify_history` reports."""

import json
import logging
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection

from news.models import NewsEdition
from tests.factories import make_news_item, make_page
from tianhe_site.publishing import clock, history, triggers, workflow
from tianhe_site.publishing.hashing import digest
from tianhe_site.publishing.history import rows
from tianhe_site.publishing.models import Address, HistoryEntry

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

HOUR = timedelta(hours=1)


@pytest.fixture
def busy_site(noon, publisher):
    """A history with every verb in it."""
    page = make_page("about")
    item = make_news_item()
    first = workflow.publish_draft(item, by=publisher, until=noon + 9 * HOUR)
    workflow.publish_draft(page, by=publisher)
    item.title = "Second"
    item.save()
    pending = workflow.publish_draft(item, by=publisher, correction="", at=noon + HOUR)
    workflow.reschedule(pending, by=publisher, at=noon + 2 * HOUR)
    workflow.cancel_schedule(pending, by=publisher)
    workflow.move({page: {"slug": "firm"}}, by=publisher)
    workflow.withdraw(item, by=publisher, reason="There was an error on this page.", note="A note.")
    workflow.revert_draft_to(first, by=publisher)
    old = make_news_item("old")
    workflow.import_edition(old, by=workflow.COMMAND_LINE, live_from=noon - HOUR)
    return item


def tamper(statement):
    """Change rows as someone would who drops the triggers first."""
    triggers.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("whole_batches", [1, 2, 3])
def test_last_entry_is_verified_however_many_batches_the_log_fills(
    busy_site, monkeypatch, whole_batches
):
    last = HistoryEntry.objects.latest("id")
    count = HistoryEntry.objects.count()
    tamper(f"UPDATE publishing_historyentry SET note = 'x' WHERE id = {last.pk}")
    for size in (count // whole_batches, count // whole_batches + 1, 1):
        monkeypatch.setattr(rows, "ROWS_PER_BATCH", size)
        assert history.verify() == [f"Audit log entry {last.pk} was changed."]


def test_texts_that_no_action_erased_are_reported(busy_site):
    entry = HistoryEntry.objects.exclude(note="").first()
    entry.erase_texts()
    tamper(
        f"UPDATE publishing_historyentry SET item_title = '', note = '', "
        f"erased = '{json.dumps(entry.erased)}' WHERE id = {entry.pk}"
    )
    assert history.verify() == [
        f"The texts of audit log entry {entry.pk} were erased, but no redaction is recorded."
    ]


def test_untouched_history_verifies(busy_site, capsys):
    assert history.verify() == []
    call_command("verify_history")
    assert HistoryEntry.objects.first().hash in capsys.readouterr().out


def test_entry_says_who_did_what_when_and_why(noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher, note="Agreed by phone.")
    entry = HistoryEntry.objects.first()
    said = (entry.verb, entry.actor_id, entry.actor_name, entry.kind, entry.item_id, entry.note)
    assert said == ("publish", publisher.pk, "paul", "news.newsitem", item.pk, "Agreed by phone.")
    assert entry.item_title == "A patent is granted"


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE news_newsedition SET title = 'Forged'", "content of version news.newsedition"),
        ("UPDATE news_newsedition SET body = body || ' '", "content of version news.newsedition"),
        ("UPDATE news_newsedition SET frozen_by_name = 'eve'", "metadata of version news"),
        ("UPDATE news_newsedition SET withdrawal_reason = 'x'", "The times or metadata"),
        (
            "UPDATE news_newsedition SET live_from = '2020-01-01 00:00:00+00:00'",
            "The times or metadata",
        ),
        ("UPDATE publishing_historyentry SET note = 'forged'", "Audit log entry"),
        ("UPDATE publishing_historyentry SET actor_name = 'eve' WHERE verb = 'move'", "changed"),
        ("DELETE FROM publishing_historyentry WHERE verb = 'move'", "doesn't follow"),
        ("UPDATE publishing_address SET path = '/x/'", "Address"),
        ("DELETE FROM publishing_address", "no longer exists"),
        ("DELETE FROM pages_pageedition", "pages.pageedition"),
    ],
)
def test_tampering_is_reported(busy_site, statement, found):
    tamper(statement)
    with pytest.raises(CommandError, match=found):
        call_command("verify_history")


def test_edition_without_an_entry_is_reported(busy_site):
    edition = NewsEdition.objects.first()
    edition.pk = None
    edition.save()
    assert history.verify() == [f"Version news.newsedition {edition.pk} has no audit log entry."]


def test_two_items_at_one_address_are_reported(busy_site, noon):
    row = Address.objects.live(clock.now()).first()
    other = make_page("other")
    forged = Address(item_id=other.pk, path=row.path, live_from=noon, position=0)
    forged.save()
    assert f"Two items have the address {row.path} at the same time." in history.verify()


def test_head_hash_from_a_log_reveals_a_cut_off_tail(busy_site):
    head = HistoryEntry.objects.first()
    workflow.freeze(make_page("late"), by=workflow.COMMAND_LINE)
    assert history.verify(head.hash) == []
    lost = HistoryEntry.objects.first().hash
    tamper(f"DELETE FROM publishing_historyentry WHERE id > {head.pk}")
    assert f"No entry has the head hash {lost}" in " ".join(history.verify(lost))


def test_head_hash_is_logged_after_the_commit(
    noon, publisher, caplog, django_capture_on_commit_callbacks
):
    caplog.set_level(logging.INFO, "tianhe.history")
    item = make_page()
    workflow.publish_draft(item, by=publisher)
    with django_capture_on_commit_callbacks(execute=True):
        workflow.plan_move({item: {"slug": "elsewhere"}}, by=publisher)
    assert "move" not in caplog.text
    with django_capture_on_commit_callbacks(execute=True):
        workflow.move({item: {"slug": "elsewhere"}}, by=publisher)
    assert HistoryEntry.objects.first().hash in caplog.text


def test_history_verifies_after_an_account_was_deleted_in_the_database(noon, publisher):
    workflow.publish_draft(make_news_item(), by=publisher)
    publisher.groups.through.objects.all().delete()
    people = get_user_model().objects
    people.filter(pk=publisher.pk)._raw_delete(people.db)
    assert HistoryEntry.objects.first().actor_name == "paul"
    assert history.verify() == []


def test_time_in_the_history_advances_even_if_the_clock_does_not(noon, publisher):
    item = make_news_item()
    with clock.set_to(noon + HOUR):
        workflow.freeze(item, by=publisher)
    with clock.set_to(noon):
        workflow.publish(item.editions.get(), by=publisher)
    times = dict(HistoryEntry.objects.values_list("verb", "at"))
    assert times["freeze"] < times["publish"]


def test_new_empty_column_changes_no_old_hash():
    before = {"title": "A", "date": None}
    assert digest(before) == digest({**before, "added": "", "flag": False, "list": []})
    assert digest(before) != digest({**before, "added": "x"})


def test_hash_does_not_depend_on_the_time_zone(noon):
    assert digest({"at": noon}) == digest(
        {"at": noon.astimezone(clock.OFFICES[next(iter(clock.OFFICES))])}
    )
    assert digest({"at": noon}) != digest({"at": noon + timedelta(microseconds=1)})
