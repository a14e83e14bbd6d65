"""Searches that found nothing are counted by day, and nothing else about them is kept."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    make_news_item,
    make_page,
    make_site_details,
    publish_with_reasons,
)
from tests.held_lock import held_lock
from tianhe_site.publishing import clock
from tianhe_site.publishing.models import PinnedResult, SearchMiss
from tianhe_site.publishing.search import edition_index, misses
from tianhe_site.throttle.readers import SEARCHES

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql, pytest.mark.usefixtures("noon")]

DAY = date(2026, 3, 2)


def counted():
    rows = SearchMiss.objects.order_by("day", "text")
    return list(rows.values_list("day", "language", "text", "count"))


def ask(text, headers=None, **others):
    response = Client().get("/search/", {"q": text, **others}, headers=headers)
    assert response.status_code == 200


def test_only_what_finds_nothing_is_counted_by_day_and_words(noon, publisher):
    publish_with_reasons(make_page("a", title="Zebra"), by=publisher)
    for text in ("Side  Effects", "side effects", "zebra", "zeb", "?!", "", "price"):
        ask(text)
    with clock.set_to(noon + timedelta(days=1)):
        ask("price")
    assert counted() == [
        (DAY, "en", "price", 1),
        (DAY, "en", "side effects", 2),
        (DAY + timedelta(days=1), "en", "price", 1),
    ]
    columns = {field.name for field in SearchMiss._meta.get_fields()}
    assert columns == {"id", "day", "language", "text", "count"}


def test_filters_that_leave_nothing_are_no_miss(publisher):
    publish_with_reasons(make_page("a", title="Zebra"), by=publisher)
    ask("zebra", section="newsitem")
    ask("quokka", section="newsitem")
    assert counted() == [(DAY, "en", "quokka", 1)]


def test_question_that_the_approval_statement_answers_is_no_miss(publisher):
    details = make_site_details(approval_statement="It has not been approved by the FDA.")
    publish_with_reasons(details, by=publisher)
    for text in ("is it approved", "FDA approval", "FDA zebra"):
        ask(text)
    assert counted() == [(DAY, "en", "fda zebra", 1)]


def test_what_is_pinned_is_found(publisher):
    page = make_page("a", title="Zebra")
    publish_with_reasons(page, by=publisher)
    PinnedResult.objects.create(queries="quokka", first=page)
    ask("quokka")
    assert counted() == []


@pytest.mark.parametrize(
    "text",
    [
        "ann@example.com",
        "ann＠example.com",
        "13812345678",
        "+86 138 1234 5678",
        "call (415) 555-0123 please",
        "１３８１２３４５６７８",
        "110101199003074578",
        "1990-03-07",
        "E12345678",
        "138–1234–5678",
        "138‑1234‑5678",
        "138_1234_5678",
        "138·1234·5678",
        "138*1234*5678",
    ],
)
def test_what_may_be_personal_is_not_kept(text):
    ask(text)
    assert counted() == []


@pytest.mark.parametrize("text", ["NCT09999999", "ChiCTR2000099999", "year 2031", "type 99 b 12"])
def test_numbers_of_nobody_are_kept(text):
    ask(text)
    assert counted() == [(DAY, "en", text.lower(), 1)]


def test_what_a_script_asks_while_someone_types_is_not_counted():
    ask("quok", headers={"X-Still-Typing": "1"})
    Client().head("/search/?q=quok")
    ask("quokka")
    assert counted() == [(DAY, "en", "quokka", 1)]


def test_throttled_searches_and_those_of_the_past_are_not_counted(
    client, administrator, noon, monkeypatch
):
    client.force_login(administrator)
    with clock.set_to(noon + timedelta(hours=2)):
        then = f"/admin/as-of/{noon:%Y-%m-%dT%H:%MZ}"
        assert client.get(f"{then}/search/?q=quokka").status_code == 200
    monkeypatch.setattr(SEARCHES, "burst", 0)
    SEARCHES.clear()
    assert Client().get("/search/?q=zebra").status_code == 429
    SEARCHES.clear()
    assert counted() == []


def test_an_index_that_is_not_complete_counts_nothing(monkeypatch):
    monkeypatch.setattr("tianhe_site.publishing.search.results_page.is_complete", lambda: False)
    ask("quokka")
    assert counted() == []


def test_a_flood_fills_no_table(noon, monkeypatch):
    monkeypatch.setattr(misses, "MAX_PER_DAY", 2)
    for text in ("one", "two", "three", "four", "two"):
        ask(text)
    assert counted() == [(DAY, "en", "", 2), (DAY, "en", "one", 1), (DAY, "en", "two", 2)]
    assert misses.times_of_others(clock.now()) == 2
    ask("x" * 150)
    with clock.set_to(noon + timedelta(days=1)):
        ask("x" * 150)
    assert counted()[-1] == (DAY + timedelta(days=1), "en", "x" * 100, 1)


def test_they_are_deleted_after_90_days_by_the_next_one(noon):
    ask("old")
    with clock.set_to(noon + timedelta(days=89)):
        ask("recent")
        assert [text for _day, _language, text, _count in counted()] == ["old", "recent"]
    with clock.set_to(noon + timedelta(days=90)):
        ask("new")
    assert [text for _day, _language, text, _count in counted()] == ["recent", "new"]


def test_a_database_that_refuses_drops_the_count_and_nobody_notices(monkeypatch, caplog):
    def refuse(*args):
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr(misses, "_add", refuse)
    ask("quokka")
    assert counted() == []
    assert caplog.records == []


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_who_publishes(caplog):
    ask("zebra")
    caplog.clear()
    with held_lock():
        ask("quokka")
    # PostgreSQL has no lock on all that writes.
    kept = ["zebra"] if connection.vendor == "sqlite" else ["quokka", "zebra"]
    assert [text for _day, _language, text, _count in counted()] == kept
    assert caplog.records == []


def test_it_is_counted_once_the_response_is_out(rf, monkeypatch):
    waiting = []
    monkeypatch.setattr(misses.after_response, "call", waiting.append)
    with CaptureQueriesContext(connection) as queries:
        ask("quokka")
    assert [each for each in queries if "publishing_searchmiss" in each["sql"]] == []
    [count] = waiting
    count()
    assert counted() == [(DAY, "en", "quokka", 1)]


def test_counting_takes_few_queries(publisher):
    publish_with_reasons(make_news_item(), by=publisher)
    assert edition_index.is_complete()
    counts = []
    for _time in range(3):
        with CaptureQueriesContext(connection) as queries:
            misses._count("quokka", "en", DAY)
        counts.append(len([each for each in queries if "publishing_searchmiss" in each["sql"]]))
    assert counts == [4, 1, 1]
