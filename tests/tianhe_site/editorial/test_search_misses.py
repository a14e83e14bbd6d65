"""The page of searches that found nothing."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import change, make_news_item, make_page, make_term, publish_with_reasons
from tests.reading import text_of
from tests.tianhe_site.publishing.search.test_search import titles
from tianhe_site.editorial import search_misses
from tianhe_site.publishing import clock, kept
from tianhe_site.publishing.models import PinnedResult

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

LIST = "/admin/searches/"


@pytest.fixture
def staff(client, publisher):
    client.force_login(publisher)
    return client


def ask(*texts):
    for text in texts:
        Client().get("/search/", {"q": text})


def rows(client):
    return [
        (row.text, row.times, row.last_day.isoformat(), row.finds_now)
        for row in client.get(LIST).context["rows"]
    ]


def test_most_frequent_searches_of_thirty_days_come_first(staff, noon):
    ask("old")
    with clock.set_to(noon + timedelta(days=29)):
        ask("price", "price", "phone")
        assert rows(staff) == [
            ("price", 2, "2026-03-31", False),
            ("phone", 1, "2026-03-31", False),
            ("old", 1, "2026-03-02", False),
        ]
    with clock.set_to(noon + timedelta(days=30)):
        ask("phone", "phone")
        assert rows(staff) == [
            ("phone", 3, "2026-04-01", False),
            ("price", 2, "2026-03-31", False),
        ]


def test_what_finds_something_by_now_says_so(staff, publisher):
    ask("zebra", "quokka", "okapi")
    page = make_page("a", title="Zebra")
    publish_with_reasons(page, by=publisher)
    PinnedResult.objects.create(queries="an okapi", first=page)
    assert {text: finds for text, _times, _day, finds in rows(staff)} == {
        "zebra": True,
        "quokka": False,
        "okapi": True,
    }
    text = text_of(staff.get(LIST))
    assert "zebra 1 2 Mar 2026 Finds something" in text
    assert "quokka 1 2 Mar 2026 Finds nothing" in text


@pytest.mark.postgresql
def test_words_are_added_to_a_page_that_is_then_found(staff, publisher):
    page = make_page("pay", title="What you pay", also_found_by="fees")
    publish_with_reasons(page, by=publisher)
    make_term("What you pay for")
    ask("price & cost")
    link = "/admin/search/?also_found_by=price+%26+cost"
    assert f'href="{link}"' in staff.get(LIST).content.decode()
    found = staff.get(f"{link}&q=pay")
    # A term has no such words.
    assert [item.title for item in found.context["found"]] == ["What you pay"]
    assert 'name="also_found_by" value="price &amp; cost"' in found.content.decode()
    address = f"{change(page)}?also_found_by=price+%26+cost#id_also_found_by"
    assert f'href="{address}"' in unescape(found.content.decode())
    form = staff.get(address)
    assert "was added to 'Also found by'. Save the draft, then publish it." in text_of(form)
    shown = form.context["adminform"].form
    assert shown.initial["also_found_by"] == "fees, price & cost"
    assert "data-idle" not in form.content.decode()
    sent = {name: "" if value is None else value for name, value in shown.initial.items()}
    opened = {name: form.context[name] for name in ("opened", "fingerprints")}
    staff.post(change(page), {**sent, **opened})
    page.refresh_from_db()
    assert page.also_found_by == "fees, price & cost"
    publish_with_reasons(page, by=publisher)
    assert titles(Client().get("/search/", {"q": "price & cost"})) == ["What you pay"]


def test_words_in_an_address_change_nothing_by_themselves(staff, publisher):
    page = make_page("pay", title="What you pay")
    for words in ("x" * 400, "\0", "<b>"):
        assert staff.get(change(page), {"also_found_by": words}).status_code == 200
    page.refresh_from_db()
    assert page.also_found_by == ""
    new = staff.get("/admin/pages/page/add/", {"also_found_by": "price"})
    assert 'value="price"' not in new.content.decode()


def test_a_result_is_pinned_by_a_form_that_knows_the_search(staff):
    ask("price & cost")
    link = "/admin/publishing/pinnedresult/add/?query=price+%26+cost&language=en"
    assert f'href="{link}"' in unescape(staff.get(LIST).content.decode())
    form = staff.get(link).context["adminform"].form
    assert (form.initial["queries"], form.initial["language"]) == ("price & cost", "en")


def test_authors_add_words_and_leave_pins_to_publishers(client, author, reviewer):
    ask("price")
    client.force_login(author)
    text = text_of(client.get(LIST))
    assert "Add to a page…" in text
    assert "Pin a result…" not in text
    client.force_login(reviewer)
    assert client.get(LIST).status_code == 403


def test_nothing_missed_says_so(staff):
    assert "Every search of the last 30 days found something." in text_of(staff.get(LIST))


@pytest.mark.postgresql
def test_the_rest_of_a_flood_is_one_number(staff, monkeypatch):
    monkeypatch.setattr("tianhe_site.publishing.search.misses.MAX_PER_DAY", 1)
    ask("one", "two", "three")
    text = text_of(staff.get(LIST))
    assert "And 2 searches on days with more different searches than are kept." in text


@pytest.mark.postgresql
def test_pages_of_the_list(staff, monkeypatch):
    monkeypatch.setattr(search_misses, "ROWS_PER_PAGE", 1)
    ask("one", "two", "two")
    assert [row[0] for row in rows(staff)] == ["two"]
    second = staff.get(LIST, {"page": "2"})
    assert [row.text for row in second.context["rows"]] == ["one"]
    assert "Page 2 of 2" in text_of(second)
    assert staff.get(LIST, {"page": "x"}).status_code == 200


@pytest.mark.postgresql
def test_queries_do_not_grow_with_the_rows_until_something_is_published(staff, noon):
    counts = {}
    state = kept.PublicState(noon, noon + timedelta(days=1))
    for number, text in enumerate(["one", "two", "three"], 1):
        ask(text)
        with kept.within(state):
            staff.get(LIST)
            with CaptureQueriesContext(connection) as queries:
                staff.get(LIST)
        counts[number] = len(queries)
    assert counts == dict.fromkeys(counts, counts[1])


@pytest.mark.postgresql
def test_item_without_such_words_is_not_offered(staff):
    make_news_item(title="Zebra news")
    make_term("Zebra term")
    found = staff.get("/admin/search/", {"q": "zebra", "also_found_by": "x"}).context["found"]
    assert [item.title for item in found] == ["Zebra news"]
    found = staff.get("/admin/search/", {"q": "zebra"}).context["found"]
    assert {item.title for item in found} == {"Zebra news", "Zebra term"}
