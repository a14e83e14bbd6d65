"""How often one address may search, or open previews that aren't there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import NOON
from tests.factories import make_news_item
from tests.held_lock import held_lock
from tianhe_site.editorial import previews
from tianhe_site.publishing import clock, workflow
from tianhe_site.throttle import readers
from tianhe_site.throttle.models import Tries

pytestmark = pytest.mark.django_db
SEARCH = "/search/?q=cells"
WRONG = "/preview/1:wrong/"


@pytest.fixture(autouse=True)
def _behind_a_proxy(settings):
    settings.PROXIES = 1


@pytest.fixture
def five(monkeypatch):
    """Let an address make five searches at once, so that these tests needn't make sixty."""
    monkeypatch.setattr(readers.SEARCHES, "burst", 5)
    return range(5)


def get(client, path, later=0, address="192.0.2.1", **headers):
    with clock.set_to(NOON + timedelta(seconds=later)):
        return client.get(path, headers={"X-Forwarded-For": address, **headers})


def writes(queries):
    kinds = ("INSERT", "UPDATE", "DELETE")
    return [each["sql"] for each in queries if each["sql"].startswith(kinds)]


def test_sixty_searches_at_once_write_nothing_about_who_searches(client):
    with CaptureQueriesContext(connection) as queries:
        assert {get(client, SEARCH).status_code for _time in range(60)} == {200}
    # What found nothing is counted, for editors.
    assert [each for each in writes(queries) if "searchmiss" not in each] == []
    assert not Tries.objects.exists()


def test_who_searches_too_often_is_told_when_to_come_again(client):
    for _time in range(60):
        get(client, SEARCH)
    response = get(client, SEARCH)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "10")
    assert response.headers["Cache-Control"] == "no-store"
    page = response.content.decode()
    assert "Too many requests from your network. Try again in 10 seconds." in page
    assert 'href="/search/?q=cells"' in page
    assert get(client, SEARCH, address="192.0.2.2").status_code == 200
    assert get(client, "/search/").status_code == 200


def test_a_script_is_told_in_json(client, five):
    for _time in five:
        get(client, SEARCH)
    response = get(client, SEARCH, Accept="application/json")
    assert response.json() == {
        "error": "Too many requests from your network. Try again in 10 seconds."
    }


def test_one_search_a_second_may_go_on_forever(client, five):
    assert {get(client, SEARCH, later=second).status_code for second in range(20)} == {200}


def test_each_further_excess_doubles_the_wait_and_refusals_ask_nothing(client, five):
    waits, second = [], 0
    for _time in five:
        get(client, SEARCH)
    for _excess in range(8):
        response = get(client, SEARCH, later=second)
        while response.status_code == 200:
            response = get(client, SEARCH, later=second)
        waits.append(int(response.headers["Retry-After"]))
        with CaptureQueriesContext(connection) as queries:
            assert get(client, SEARCH, later=second).status_code == 429
        assert [each["sql"] for each in queries] == []
        second += waits[-1]
    assert waits == [10, 20, 40, 80, 160, 320, 600, 600]


@pytest.mark.postgresql
def test_another_process_counts_on(client, five):
    waits = []
    for second in (0, 10):
        readers.SEARCHES.clear()
        for _time in five:
            get(client, SEARCH, later=second)
        waits.append(get(client, SEARCH, later=second).headers["Retry-After"])
    assert waits == ["10", "20"]


def test_a_process_remembers_ten_thousand_addresses(rf, monkeypatch, settings):
    monkeypatch.setattr(readers, "MAX_ADDRESSES", 3)
    for number in range(5):
        request = rf.get("/", headers={"X-Forwarded-For": f"192.0.2.{number}"})
        readers.SEARCHES.seconds_to_wait(request, at=NOON)
    assert list(readers.SEARCHES._kept) == ["192.0.2.2", "192.0.2.3", "192.0.2.4"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_nobody_who_searches_waits_for_someone_who_saves(client, five):
    for _time in five:
        get(client, SEARCH)
    with held_lock():
        response = get(client, SEARCH)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "10")


def test_wrong_previews_are_refused_after_a_while_and_right_ones_never(client, publisher):
    item = make_news_item()
    with clock.set_to(NOON):
        edition = workflow.freeze(item, by=publisher)
        link = workflow.share_preview(edition, by=publisher, note="For the board")
    for _time in range(20):
        assert get(client, WRONG).status_code == 404
    response = get(client, WRONG)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "10")
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert get(client, f"{WRONG}media/x.png").status_code == 429
    right = previews.address_of(link).partition("/preview/")[2]
    assert get(client, f"/preview/{right}").status_code == 200
