"""The list of a section: tabs, filters, who has what, and saved views."""

import re
from datetime import date, timedelta
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news.admin import NewsItemAdmin
from news.models import NewsItem
from tests.factories import change, make_news_item, make_page, make_site_details
from tests.reading import text_of
from tianhe_site.editorial import saved_filters
from tianhe_site.editorial.admin import StateFilter, bounded_list
from tianhe_site.editorial.models import SavedFilter
from tianhe_site.publishing import clock, workflow

pytestmark = pytest.mark.django_db

LIST = "/admin/news/newsitem/"


@pytest.fixture
def written(noon):
    """Return a function that makes a news item that someone wrote."""

    def make(slug, by, **values):
        item = make_news_item(slug, title=f"Item {slug}", **values)
        workflow.record_author(item, by=by)
        return item

    return make


def rows(page):
    """Return the cells of each row of the list, as people read them in a table."""
    table = page.content.decode().partition('id="result_list"')[2].partition("</table>")[0]
    body = re.sub('<span class="cell-label">.*?</span>', "", table.partition("<tbody>")[2])
    found = []
    for row in body.split("</tr>")[:-1]:
        cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)
        found.append([" ".join(re.sub("<.*?>", " ", cell).split()) for cell in cells][1:])
    return found


def titles(page):
    return [str(draft) for draft in page.context["cl"].result_list]


def test_row_says_the_state_who_wrote_it_who_has_it_and_when_it_was_saved(
    client, written, author, reviewer, publisher
):
    written("draft", author)
    workflow.submit(written("sent", author), by=author)
    approved = workflow.submit(written("approved", publisher), by=author)
    workflow.approve(approved, by=reviewer)
    workflow.publish_draft(written("live", author), by=publisher)
    received = written("received", author)
    workflow.hand_over([received], giver=author, receiver=publisher, by=author)
    client.force_login(author)
    page = client.get(LIST)
    saved = rows(page)[0][-1]
    facts = ["2 Mar 2026", "Patent", saved]
    assert rows(page) == [
        ["Item received Draft English", "ann", "paul", *facts],
        ["Item live Live /news/2026/live/ English 简体中文 : Missing", "ann", "–", *facts],
        ["Item approved Approved English", "paul", "Publishers", *facts],
        ["Item sent In review English", "ann", "Reviewers", *facts],
        ["Item draft Draft English", "ann", "ann", *facts],
    ]


def test_list_is_called_by_its_name_and_a_row_opens_the_form(client, written, author):
    item = written("a", author)
    client.force_login(author)
    page = client.get(LIST)
    assert page.context["title"] == "News"
    assert "to change" not in text_of(page)
    assert f'<a class="item-title" href="{change(item)}">Item a</a>' in page.content.decode()


def test_tabs_narrow_the_list_and_keep_the_other_filters(client, written, author, publisher):
    written("mine", author)
    written("old", publisher, date=date(2025, 1, 1))
    workflow.publish_draft(written("live", publisher), by=publisher)
    client.force_login(author)

    def tab(page, label):
        return next(each for each in page.context["cl"].tabs if each.label == label)

    page = client.get(LIST)
    assert [each.label for each in page.context["cl"].tabs] == [
        *("All", "Mine", "Draft", "In review", "Approved", "Scheduled", "Live"),
    ]
    assert tab(page, "All").is_current
    page = client.get(LIST + tab(page, "Mine").url)
    assert (titles(page), tab(page, "Mine").is_current) == (["Item mine"], True)
    page = client.get(LIST + tab(client.get(LIST, {"year": "2026"}), "Draft").url)
    assert (titles(page), tab(page, "Draft").is_current) == (["Item mine"], True)
    assert titles(client.get(LIST + tab(page, "Live").url)) == ["Item live"]


def test_what_someone_took_over_or_submitted_is_theirs(client, written, author, publisher):
    received = written("received", publisher)
    workflow.hand_over([received], giver=publisher, receiver=author, by=publisher)
    sent = written("sent", publisher)
    workflow.submit(sent, by=author)
    written("other", publisher)
    client.force_login(author)
    assert titles(client.get(LIST, {"show": "mine"})) == ["Item sent", "Item received"]


def test_filters_are_links_that_say_what_is_chosen(client, written, author):
    written("new", author)
    written("old", author, date=date(2024, 5, 5))
    client.force_login(author)
    menus = {
        title: (chosen, links) for title, chosen, links in client.get(LIST).context["cl"].menus
    }
    assert list(menus) == ["More states", "language", "translation", "year", "category"]
    assert [link.label for link in menus["year"][1]] == ["All", "2026", "2025", "2024"]
    page = client.get(LIST + menus["year"][1][3].url)
    assert titles(page) == ["Item old"]
    assert "Year: 2024" in text_of(page)


def test_section_with_columns_of_django_alone_has_links_and_no_tab_that_fails(
    client, written, author, monkeypatch
):
    """As sections of releases before 0.8 declare their lists."""
    item = written("a", author)
    monkeypatch.setattr(NewsItemAdmin, "list_display", ["title", "state", "modified_at"])
    monkeypatch.setattr(NewsItemAdmin, "list_filter", [StateFilter, "category"])
    client.force_login(author)
    page = client.get(LIST)
    assert f'href="{change(item)}"' in page.content.decode()
    for tab in page.context["cl"].tabs:
        assert client.get(LIST + tab.url).status_code == 200, tab


def test_list_without_a_result_says_so(client, author):
    client.force_login(author)
    assert "Nothing here yet. Write news" in text_of(client.get(LIST))
    assert "Nothing here matches. Show all" in text_of(client.get(LIST, {"q": "nothing"}))


def test_actions_are_those_that_a_person_may_do(client, written, author, reviewer, publisher):
    written("a", author)

    def actions(user):
        client.force_login(user)
        return [name for name, _label in client.get(LIST).context["bulk_actions"]]

    assert actions(author) == ["submit", "archive", "duplicate", "set-category"]
    assert actions(reviewer) == ["approve"]
    assert actions(publisher) == [
        *("submit", "publish", "withdraw", "archive", "duplicate", "set-category")
    ]


def test_pages_are_counted_only_as_far_as_anyone_turns_them(client, written, author, monkeypatch):
    monkeypatch.setattr(bounded_list, "MAX_ROWS", 2)
    for slug in "abc":
        written(slug, author)
    client.force_login(author)
    page = client.get(LIST)
    assert page.context["cl"].result_count == 2
    assert "There are more. Search or filter to find them." in text_of(page)


@pytest.mark.parametrize("path", [LIST, "/admin/pages/page/", "/admin/pages/term/"])
def test_list_takes_as_many_queries_for_three_rows_as_for_one(client, written, author, path):
    client.force_login(author)
    counts = []
    for slugs in ("a", "bc"):
        for slug in slugs:
            written(slug, author)
            workflow.record_author(make_page(f"page-{slug}"), by=author)
        # PostgreSQL is asked for the time, too, which the clock of the tests isn't.
        asked = mock.patch.object(clock, "now", wraps=clock.now)
        with CaptureQueriesContext(connection) as queries, asked as asked_for_time:
            client.get(path)
        counts.append((len(queries), asked_for_time.call_count))
    assert counts[0] == counts[1]


def test_site_details_open_directly(client, author, noon):
    client.force_login(author)
    assert client.get("/admin/pages/sitedetails/").status_code == 200
    details = make_site_details()
    response = client.get("/admin/pages/sitedetails/")
    assert response.headers["Location"] == change(details)


def save(client, query, name="Old drafts"):
    data = {"name": name, "query": query}
    return client.post(f"{LIST}save-view/", data, follow=True)


def test_view_is_saved_as_a_tab_of_ones_own_and_deleted(client, written, author, publisher):
    written("new", author)
    written("old", author, date=date(2024, 5, 5))
    client.force_login(author)
    response = save(client, "state=draft&year=2024&p=7&evil=x")
    assert "View 'Old drafts' saved." in text_of(response)
    assert titles(response) == ["Item old"]
    [tab] = response.context["saved_tabs"]
    assert (tab.label, tab.url, tab.is_current) == ("Old drafts", "?state=draft&year=2024", True)
    assert not client.get(LIST).context["saved_tabs"][0].is_current
    client.force_login(publisher)
    assert client.get(LIST).context["saved_tabs"] == []
    client.post(f"{LIST}delete-view/", {"name": "Old drafts"})
    assert SavedFilter.objects.count() == 1
    client.force_login(author)
    client.post(f"{LIST}delete-view/", {"name": "Old drafts"})
    assert SavedFilter.objects.count() == 0


def test_same_name_again_replaces_a_view(client, author):
    client.force_login(author)
    save(client, "state=draft")
    save(client, "state=live")
    assert list(SavedFilter.objects.values_list("name", "query")) == [("Old drafts", "state=live")]


@pytest.mark.parametrize(
    ("query", "name", "sentence"),
    [
        ("state=draft", "", "This field is required."),
        ("state=draft", "n" * 41, "Shorten it to 40 or fewer."),
        ("", "Name", "Choose a filter or search first. Then save the view."),
        ("evil=x&p=2", "Name", "Choose a filter or search first. Then save the view."),
        (f"q={'x' * 600}", "Name", "This search is too long to save. Use fewer words."),
    ],
)
def test_view_that_cannot_be_saved_says_why(client, author, query, name, sentence):
    client.force_login(author)
    assert sentence in text_of(save(client, query, name))
    assert SavedFilter.objects.count() == 0


def test_number_of_saved_views_is_limited(client, author, monkeypatch):
    monkeypatch.setattr(saved_filters, "MAX_SAVED", 1)
    client.force_login(author)
    save(client, "state=draft", "One")
    assert "You have 1 saved views of this list. Delete one first." in text_of(
        save(client, "state=live", "Two")
    )
    save(client, "state=live", "One")
    assert SavedFilter.objects.get().query == "state=live"


def test_copy_says_the_same_with_a_title_and_an_address_of_its_own(noon, author, publisher):
    source = make_news_item("grant", title="A grant")
    workflow.publish_draft(source, by=publisher)
    first = workflow.duplicate(source, by=author)
    second = workflow.duplicate(source, by=author)
    assert [(each.title, each.slug) for each in (first, second)] == [
        ("Copy of A grant", "copy-of-grant"),
        ("Copy of A grant", "copy-of-grant-2"),
    ]
    fresh = NewsItem.objects.get(pk=first.pk)
    assert fresh.content() | {"title": "A grant"} == source.content()
    assert not fresh.editions.exists()
    assert fresh.translation_key != source.translation_key


def test_writers_of_what_was_copied_cannot_approve_the_copy_alone(noon, author, person):
    second = person("sam", "Publishers")
    source = make_news_item("grant", title="A grant")
    workflow.record_author(source, by=author)
    copy = workflow.duplicate(source, by=second)
    assert workflow.contributors(copy) == {author.pk: "ann", second.pk: "sam"}


def test_copy_of_a_copy_keeps_its_writers(noon, author, publisher, person):
    source = make_page("about", title="About")
    workflow.record_author(source, by=author)
    again = workflow.duplicate(
        workflow.duplicate(source, by=publisher), by=person("sam", "Publishers")
    )
    assert sorted(workflow.contributors(again).values()) == ["ann", "paul", "sam"]
    assert again.position > source.position


def test_what_was_saved_before_today_shows_the_day(client, written, author, later):
    item = written("a", author)
    NewsItem.objects.filter(pk=item.pk).update(modified_at=later(0) - timedelta(days=40))
    client.force_login(author)
    assert rows(client.get(LIST))[0][-1] == "21 Jan 2026"
