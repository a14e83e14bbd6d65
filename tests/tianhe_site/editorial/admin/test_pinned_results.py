"""Pinned results in the admin."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import make_news_item, make_page, make_site_details, publish_with_reasons
from tests.reading import text_of
from tests.tianhe_site.publishing.search.test_search import titles
from tianhe_site.editorial.forms import pinned_results
from tianhe_site.publishing import history, workflow
from tianhe_site.publishing.models import HistoryEntry, PinnedResult

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

LIST = "/admin/publishing/pinnedresult/"


@pytest.fixture
def publish(publisher):
    def act(draft):
        publish_with_reasons(draft, by=publisher)
        return draft

    return act


@pytest.fixture
def therapy(publish):
    return publish(make_page("therapy", title="Our therapy"))


@pytest.fixture
def staff(client, publisher):
    client.force_login(publisher)
    return client


def form(**values):
    defaults = {
        "language": "en",
        "queries": "cost",
        "first": "/therapy/",
        "second": "",
        "third": "",
    }
    return {**defaults, **values}


def pins():
    return [(pin.lines(), pin.item_ids) for pin in PinnedResult.objects.all()]


@pytest.mark.postgresql
def test_publisher_pins_results_which_readers_get_at_once(staff, publish, therapy, settings):
    news = publish(make_news_item("price", title="A price"))
    address = f"{settings.SITE_URL}/news/2026/price?from=mail#top"
    sent = form(queries="How much does it cost?\n\n cost ", second=address)
    response = staff.post(f"{LIST}add/", sent, follow=True)
    assert "was added successfully" in text_of(response)
    assert pins() == [(["How much does it cost?", "cost"], [therapy.pk, news.pk])]
    assert titles(Client().get("/search/?q=Costs")) == ["Our therapy", "A price"]


@pytest.mark.postgresql
def test_each_change_is_recorded_with_the_person(staff, publisher, publish, therapy):
    publish(make_page("prices", title="Prices"))
    staff.post(f"{LIST}add/", form())
    pin = PinnedResult.objects.get()
    staff.post(
        f"{LIST}{pin.pk}/change/", form(queries="cost\nprice", first="prices", second="/therapy/")
    )
    staff.post(f"{LIST}{pin.pk}/delete/", {"post": "yes"})
    entries = HistoryEntry.objects.filter(kind="publishing.pinnedresult").order_by("id")
    assert [(each.verb, each.actor_id, each.touched["changes"]) for each in entries] == [
        (
            "add",
            publisher.pk,
            {"language": [None, "en"], "queries": [None, "cost"], "results": [None, "/therapy/"]},
        ),
        (
            "change",
            publisher.pk,
            {
                "queries": ["cost", "cost\nprice"],
                "results": ["/therapy/", "/prices/\n/therapy/"],
            },
        ),
        (
            "delete",
            publisher.pk,
            {
                "language": ["en", None],
                "queries": ["cost\nprice", None],
                "results": ["/prices/\n/therapy/", None],
            },
        ),
    ]
    assert history.verify() == []


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"queries": "?!"}, "'?!' has no word or number to search for."),
        ({"queries": "x" * 201}, "has more than 200 characters. Nobody searches for that."),
        (
            {"queries": "\n".join(f"word{number}" for number in range(21))},
            "You can have up to 20 searches here. Remove the ones you need least.",
        ),
        ({"queries": "Fees"}, "'Fees' has pinned results already: see 'the fee'."),
        ({"first": ""}, "This field is required."),
        (
            {"first": "a patent"},
            "There is no page at 'a patent'. Search for its title, or paste its address.",
        ),
        ({"first": "%00"}, "There is no page at '%00'."),
        ({"first": "http://[/therapy/"}, "There is no page at"),
        ({"second": "/therapy"}, "This is pinned above. Leave it empty or choose another."),
        (
            {"language": "zh-hans"},
            "This is in English. Choose one in the language of the searches.",
        ),
    ],
)
def test_what_can_not_be_pinned_comes_back_and_says_why(staff, therapy, values, error):
    PinnedResult.objects.create(queries="the fee", first=therapy)
    assert error in text_of(staff.post(f"{LIST}add/", form(**values)))
    assert pins() == [(["the fee"], [therapy.pk])]


def test_what_has_no_page_can_not_be_pinned(staff, publish):
    publish(make_site_details())
    make_page("never-published")
    for address in ("/never-published/", ""):
        response = staff.post(f"{LIST}add/", form(first=address))
        assert response.status_code == 200
    assert pins() == []


@pytest.mark.postgresql
def test_pinned_results_are_bounded(staff, therapy, monkeypatch):
    monkeypatch.setattr(pinned_results, "MAX_PINNED_RESULTS", 1)
    staff.post(f"{LIST}add/", form())
    text = text_of(staff.post(f"{LIST}add/", form(queries="price")))
    assert "You can have up to 1 pinned results. Delete the ones you need least." in text
    pin = PinnedResult.objects.get()
    staff.post(f"{LIST}{pin.pk}/change/", form(queries="price"))
    assert pins() == [(["price"], [therapy.pk])]


def test_list_and_form_show_titles_states_and_the_way_to_try_it(staff, therapy, publish, publisher):
    gone = publish(make_page("gone", title="Gone"))
    workflow.withdraw(gone, by=publisher, note="For a test.")
    pin = PinnedResult.objects.create(queries="the cost\nprice", first=gone, second=therapy)
    text = text_of(staff.get(LIST))
    assert "the cost price English Gone Withdrawn Our therapy Try it : the cost" in text
    page = staff.get(f"{LIST}{pin.pk}/change/").content.decode()
    link = '<a href="/search/?q=the+cost">the cost</a><br><a href="/search/?q=price">price</a>'
    assert link in page
    assert 'value="/gone/"' in page
    assert 'value="/therapy/"' in page


def test_form_begins_with_the_search_that_a_link_names(staff):
    page = staff.get(f"{LIST}add/", {"query": "how\nmuch", "language": "zh-hans"})
    initial = page.context["adminform"].form.initial
    assert (initial["queries"], initial["language"]) == ("how much", "zh-hans")
    page = staff.get(f"{LIST}add/", {"query": "\0", "language": "x"})
    initial = page.context["adminform"].form.initial
    assert (initial["queries"], initial["language"]) == ("", "en")


@pytest.mark.postgresql
def test_queries_of_the_list_do_not_grow_with_its_rows(staff, publish):
    counts = {}
    for number in range(3):
        page = publish(make_page(f"p{number}"))
        PinnedResult.objects.create(queries=f"word{number}", first=page)
        with CaptureQueriesContext(connection) as queries:
            assert staff.get(LIST).status_code == 200
        counts[number + 1] = len(queries)
    assert counts[1] == counts[3]


def test_authors_may_look_and_reviewers_not(client, author, reviewer, therapy):
    pin = PinnedResult.objects.create(queries="cost", first=therapy)
    client.force_login(author)
    assert "Our therapy" in text_of(client.get(LIST))
    assert client.post(f"{LIST}{pin.pk}/change/", form(queries="x")).status_code == 403
    client.force_login(reviewer)
    assert client.get(LIST).status_code == 403
