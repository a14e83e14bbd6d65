"""What editors pin comes first, as far as readers may see it now."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_news_item, make_page, publish_with_reasons
from tests.reading import text_of
from tests.tianhe_site.publishing.search.test_search import count, titles
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.models import PinnedResult

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql, pytest.mark.usefixtures("noon")]


@pytest.fixture
def publish(publisher):
    def act(draft):
        publish_with_reasons(draft, by=publisher)
        return draft

    return act


@pytest.fixture
def zebras(publish):
    """Three items with the word, found in this order."""
    return [
        publish(make_news_item(f"n{year}", title=f"Zebra {year}", date=date(year, 1, 1)))
        for year in (2026, 2025, 2024)
    ]


@pytest.fixture
def ask(client):
    def act(text, **others):
        return titles(client.get("/search/", {"q": text, **others}))

    return act


def test_pinned_items_come_first_in_their_order_and_once(client, ask, publish, zebras):
    page = publish(make_page("other", title="Without the word"))
    PinnedResult.objects.create(
        queries="striped horse\nZebras, please", first=zebras[2], second=page, third=zebras[1]
    )
    in_order = ["Zebra 2024", "Without the word", "Zebra 2025"]
    assert ask("please zebra") == in_order
    assert ask("HORSES striped") == in_order
    assert ask("zebra") == ["Zebra 2026", "Zebra 2025", "Zebra 2024"]
    PinnedResult.objects.update(queries="zebra")
    assert ask("zebra") == [*in_order, "Zebra 2026"]
    response = client.get("/search/?q=zebra")
    assert count(response) == "4 results for “zebra”."
    assert "pinned" not in response.content.decode().lower()


def test_they_obey_the_filters_and_are_counted_in_them(client, ask, publish, zebras):
    page = publish(make_page("other", title="Without the word"))
    PinnedResult.objects.create(queries="zebra", first=page, second=zebras[2])
    assert ask("zebra", section="newsitem") == ["Zebra 2024", "Zebra 2026", "Zebra 2025"]
    assert ask("zebra", section="page") == ["Without the word"]
    assert ask("zebra", year="2025") == ["Zebra 2025"]
    assert "News 3 Pages 1" in text_of(client.get("/search/?q=zebra"))


def test_only_what_is_live_shows(ask, publish, publisher, zebras):
    draft = make_page("draft", title="Never published")
    gone = publish(make_page("gone", title="Gone"))
    PinnedResult.objects.create(queries="zebra", first=draft, second=gone, third=zebras[1])
    workflow.withdraw(gone, by=publisher, note="For a test.")
    assert ask("zebra") == ["Zebra 2025", "Zebra 2026", "Zebra 2024"]
    zebras[1].title = "Only a draft says this"
    zebras[1].save()
    assert ask("zebra")[0] == "Zebra 2025"


def test_pins_of_another_language_change_nothing(ask, zebras):
    PinnedResult.objects.create(language="zh-hans", queries="zebra", first=zebras[2])
    assert ask("zebra")[0] == "Zebra 2026"


def test_site_as_of_a_date_has_no_pins(client, ask, zebras, administrator, noon):
    PinnedResult.objects.create(queries="zebra", first=zebras[2])
    client.force_login(administrator)
    then = f"/admin/as-of/{noon + timedelta(hours=1):%Y-%m-%dT%H:%MZ}"
    with clock.set_to(noon + timedelta(hours=2)):
        past = titles(client.get(f"{then}/search/?q=zebra"))
    assert (ask("zebra")[0], past[0]) == ("Zebra 2024", "Zebra 2026")


def test_only_results_with_the_word_are_called_so(client, publish, zebras):
    page = publish(make_page("other", title="Another"))
    PinnedResult.objects.create(queries="zeb", first=page)
    note = "These results have words that start with it."
    assert note in text_of(client.get("/search/?q=zeb"))
    PinnedResult.objects.update(queries="xyz")
    assert note not in text_of(client.get("/search/?q=xyz"))


def test_pins_cost_one_query_and_one_more_if_they_match(client, publish, zebras):
    counts = []
    for number, queries in enumerate(["other", "more", "third", "zebra"]):
        with CaptureQueriesContext(connection) as captured:
            client.get("/search/?q=zebra")
        counts.append(len(captured))
        PinnedResult.objects.create(queries=queries, first=zebras[number % 3])
    assert counts == counts[:1] * 4
    with CaptureQueriesContext(connection) as captured:
        client.get("/search/?q=zebra")
    assert len(captured) == counts[0] + 1
