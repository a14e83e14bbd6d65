"""The form of a news item: its sources, date and category."""

from html import unescape

import pytest

from news.models import NewsItem
from tests.factories import change, make_news_item, news_form
from tianhe_site.publishing import workflow

pytestmark = pytest.mark.django_db


def source(number, **parts):
    return {f"sources-{number}-{name}": text for name, text in parts.items()}


def test_sources_keep_their_order_and_empty_rows_are_left_out(client, noon, author):
    client.force_login(author)
    rows = source(0, title="First", url="https://a.example/x") | source(1, title=" ")
    rows |= source(3, title="Second", identifier="EP 1", note="Page 2")
    client.post("/admin/news/newsitem/add/", news_form(**rows))
    assert NewsItem.objects.get(slug="sent-by-form").sources == [
        {"title": "First", "url": "https://a.example/x"},
        {"title": "Second", "identifier": "EP 1", "note": "Page 2"},
    ]


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ({"url": "https://a.example/"}, "Source 1 isn't complete. Title: This field is required."),
        (
            {"title": "A", "url": "javascript:alert(1)"},
            "Address: Enter an address like https://example.org/page.",
        ),
        (
            {"title": "A", "url": "not an address"},
            "Address: Enter an address like https://example.org/page.",
        ),
        ({"title": "A" * 201}, "The title has 201 characters. Shorten it to 200 or fewer."),
        ({"title": "\x00\u2060"}, "Title: This field is required."),
    ],
)
def test_bad_source_is_named_and_nothing_is_lost(client, noon, author, row, error):
    client.force_login(author)
    response = client.post("/admin/news/newsitem/add/", news_form(**source(0, note="typed", **row)))
    text = unescape(response.content.decode())
    assert error in text
    assert 'value="typed"' in text
    assert not NewsItem.objects.filter(slug="sent-by-form").exists()


def test_saved_sources_are_on_the_form(client, noon, author):
    item = make_news_item(sources=[{"title": "Register", "identifier": "EP 1"}])
    client.force_login(author)
    text = client.get(change(item)).content.decode()
    assert 'name="sources-0-title" value="Register"' in text
    assert 'name="sources-0-identifier" value="EP 1"' in text


TWO_SOURCES = [{"title": "First"}, {"title": "Second"}]


@pytest.fixture
def save(client, noon, author):
    """Return a function that submits a saved item's form and returns the item and the response."""
    client.force_login(author)
    item = make_news_item(sources=TWO_SOURCES)

    def send(body, *titles, **values):
        rows = {}
        for number, title in enumerate(titles):
            rows |= source(number, title=title)
        data = news_form(slug="grant", body=body, **rows, **values)
        response = client.post(change(item), data, follow=True)
        item.refresh_from_db()
        return item, response.content.decode()

    return send


def test_claims_follow_their_sources_when_rows_close_up(save):
    body = (
        '<p><mark data-sources="1">a</mark> <mark data-sources="1 2 4">b</mark> '
        '<mark data-sources="4">c</mark> <mark>d</mark></p>'
    )
    item, _page = save(body, "", "Second", "", "New")
    assert item.sources == [{"title": "Second"}, {"title": "New"}]
    assert item.body == (
        '<p><mark>a</mark> <mark data-sources="1 2">b</mark> '
        '<mark data-sources="2">c</mark> <mark>d</mark></p>'
    )


def test_claims_stay_as_they_are_while_no_row_closes_up(save):
    body = '<p><mark data-sources="1 2">a</mark></p>'
    item, _page = save(body, "First", "Second, corrected")
    assert item.body == body


def test_rows_stay_in_their_places_while_a_form_has_errors(save):
    body = '<p><mark data-sources="2">a</mark></p>'
    item, page = save(body, "", "Second", title="")
    assert "This field is required." in page
    assert 'name="sources-0-title" data-limit="200" id="id_sources-0-title"' in page
    assert 'name="sources-1-title" value="Second"' in page
    assert item.sources == TWO_SOURCES


def test_claim_with_an_unknown_source_gives_an_error(save):
    item, page = save('<p><mark data-sources="2 5">a</mark></p>', "First", "Second")
    error = "A claim refers to source 5, which doesn't exist. Add it below, or change the number."
    assert error in unescape(page)
    assert item.body == "<p>The text of the item.</p>"


@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31", "1066-10-14"])
def test_date_that_does_not_fit_an_address_is_refused(client, noon, author, date):
    client.force_login(author)
    response = client.post("/admin/news/newsitem/add/", news_form(date=date))
    assert "Check the year in this date." in response.content.decode()


@pytest.mark.parametrize("typed", ["3/12/2026", "12/3/26", "3.12.2026", "2026/12/3"])
def test_ambiguous_date_is_refused_with_an_unambiguous_example(client, noon, author, typed):
    client.force_login(author)
    page = client.post("/admin/news/newsitem/add/", news_form(date=typed)).content.decode()
    assert "Enter the date as year-month-day, for example 2026-12-03" in page
    assert f'value="{typed}"' in page


@pytest.mark.parametrize("typed", ["2026-12-03", "3 December 2026", "3 Dec 2026", "Dec 3, 2026"])
def test_unambiguous_date_is_accepted(client, noon, author, typed):
    client.force_login(author)
    client.post("/admin/news/newsitem/add/", news_form(date=typed))
    assert str(NewsItem.objects.get(slug="sent-by-form").date) == "2026-12-03"


def test_renaming_a_category_shows_as_a_change_of_its_drafts(client, noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher)
    item.category.name = "Patents"
    item.category.save()
    client.force_login(publisher)
    assert "Live + draft" in client.get(change(item)).content.decode()


def test_category_keeps_its_address(client, noon, publisher):
    category = make_news_item().category
    client.force_login(publisher)
    path = f"/admin/news/category/{category.pk}/change/"
    client.post(path, {"name": "Patents", "slug": "other", "position": "1"})
    category.refresh_from_db()
    assert (category.name, category.slug) == ("Patents", "patent")
