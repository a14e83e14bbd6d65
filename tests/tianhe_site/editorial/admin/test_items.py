"""The list and the form of the admin, as each role sees them."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news.models import NewsItem
from pages.models import Term
from tests.factories import (
    change,
    make_news_item,
    make_page,
    make_site_details,
    news_form,
    publish_approved,
)
from tianhe_site.publishing import workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import HistoryEntry

pytestmark = pytest.mark.django_db

LIST = "/admin/news/newsitem/"


def test_author_saves_a_draft_that_readers_do_not_see(client, noon, author):
    client.force_login(author)
    response = client.post(f"{LIST}add/", news_form(_save="Save draft"), follow=True)
    assert "Readers see no change until it is published" in response.content.decode()
    assert client.get("/news/2026/sent-by-form/").status_code == 404


@pytest.mark.parametrize("button", ["_publish", "_schedule"])
def test_forged_publish_button_is_refused_and_nothing_is_saved(client, noon, author, button):
    client.force_login(author)
    data = news_form(**{button: "x"})
    assert client.post(f"{LIST}add/", data).status_code == 403
    assert not NewsItem.objects.filter(slug="sent-by-form").exists()


def test_form_sent_again_after_the_back_button_changes_the_same_draft(client, noon, author):
    client.force_login(author)
    key = client.get(f"{LIST}add/").context["draft_key"]
    client.post(f"{LIST}add/", news_form(draft_key=key))
    client.post(f"{LIST}add/", news_form(draft_key=key, title="Second thoughts"))
    assert [item.title for item in NewsItem.objects.filter(slug="sent-by-form")] == [
        "Second thoughts"
    ]


def test_key_of_a_form_is_no_translation_key(client, noon, author):
    client.force_login(author)
    key = client.get(f"{LIST}add/").context["draft_key"]
    client.post(f"{LIST}add/", news_form(draft_key=key))
    item = NewsItem.objects.get(slug="sent-by-form")
    assert item.draft_key == key
    assert item.translation_key != key


def test_form_opened_in_an_earlier_release_leads_to_its_draft(client, noon, author):
    sent, imported = make_news_item("sent"), make_news_item("imported")
    workflow.import_edition(imported, by=workflow.COMMAND_LINE, live_from=noon)
    migration = import_module("tianhe_site.publishing.migrations.0010_draft_key")
    migration.fill_draft_keys(apps, None)
    client.force_login(author)
    query = {"draft_key": sent.translation_key}
    assert client.get(f"{LIST}add/", query).headers["Location"] == change(sent)
    imported.refresh_from_db()
    assert imported.draft_key is None


def test_key_of_another_sections_draft_creates_a_new_draft(client, noon, publisher):
    client.force_login(publisher)
    key = client.get(f"{LIST}add/").context["draft_key"]
    client.post(f"{LIST}add/", news_form(draft_key=key))
    values = {"draft_key": key, "slug": "islet-cells", "title": "Islet cells", "summary": "Cells."}
    client.post("/admin/pages/term/add/", values)
    assert NewsItem.objects.get(slug="sent-by-form").draft_key == key
    assert Term.objects.get(slug="islet-cells").draft_key is None


def test_new_form_open_in_two_tabs_asks_before_one_overwrites_the_other(client, noon, author):
    client.force_login(author)
    key = client.get(f"{LIST}add/").context["draft_key"]
    first = news_form(draft_key=key, title="First tab", kept_id="a" * 16)
    client.post(f"{LIST}add/", first)
    second = news_form(draft_key=key, title="Second tab", kept_id="b" * 16)
    response = client.post(f"{LIST}add/", second)
    assert response.context["conflict"].is_open
    item = NewsItem.objects.get(slug="sent-by-form")
    assert item.title == "First tab"
    # The answer to a form got lost, and its script sends the same again.
    assert client.post(f"{LIST}add/", first).status_code == 302


def test_new_form_sent_again_overwrites_no_later_changes(client, noon, author):
    client.force_login(author)
    key = client.get(f"{LIST}add/").context["draft_key"]
    client.post(f"{LIST}add/", news_form(draft_key=key))
    item = NewsItem.objects.get(slug="sent-by-form")
    item.title = "Written on"
    workflow.write(item, by=author)
    response = client.post(f"{LIST}add/", news_form(draft_key=key, title="An older title"))
    assert response.context["conflict"].is_open
    item.refresh_from_db()
    assert item.title == "Written on"


def test_address_of_a_sent_new_form_leads_to_its_draft(client, noon, author, person):
    key = "6f1f2a0e-0000-4000-8000-000000000001"
    client.force_login(author)
    shown = client.get(f"{LIST}add/", {"draft_key": key}).content.decode()
    assert f'name="draft_key" value="{key}"' in shown
    client.post(f"{LIST}add/", news_form(draft_key=key))
    item = NewsItem.objects.get(slug="sent-by-form")
    assert client.get(f"{LIST}add/", {"draft_key": key}).headers["Location"] == change(item)
    client.force_login(person("guest"))
    assert client.get(f"{LIST}add/", {"draft_key": key}, follow=True).status_code == 403


def test_new_form_sent_again_overwrites_no_changes_by_a_colleague(client, noon, author, publisher):
    client.force_login(author)
    key = client.get(f"{LIST}add/").context["draft_key"]
    client.post(f"{LIST}add/", news_form(draft_key=key))
    item = NewsItem.objects.get(slug="sent-by-form")
    item.title = "By a colleague"
    workflow.write(item, by=publisher)
    response = client.post(f"{LIST}add/", news_form(draft_key=key, title="Second thoughts"))
    assert "saved this draft at" in response.content.decode()
    assert f'action="{change(item)}"' in response.content.decode()
    item.refresh_from_db()
    assert item.title == "By a colleague"
    context = response.context
    choices = {field.input_name: "mine" for field in context["conflict"].fields}
    again = {
        "opened": context["opened"],
        "chosen_against": context["conflict"].saved_version,
        **choices,
    }
    client.post(change(item), news_form(title="Second thoughts", **again))
    item.refresh_from_db()
    assert item.title == "Second thoughts"


@pytest.mark.parametrize(
    "href",
    [
        *("ftp://files.example/x", "//evil.example/", "two words", "file:///C:/x"),
        *("https://", "HTTPS:", "http://[x"),
    ],
)
def test_refused_link_shows_an_error_and_the_text_comes_back(client, noon, author, href):
    client.force_login(author)
    data = news_form(body=f'<p><a href="{href}">words</a></p>')
    text = client.post(f"{LIST}add/", data).content.decode().replace("&#x27;", "'")
    assert f"The link to '{href}' can't be kept" in text
    assert not NewsItem.objects.filter(slug="sent-by-form").exists()


def test_heading_in_a_styled_block_is_saved_as_a_paragraph_and_past_texts_keep_theirs(
    client, noon, author
):
    shapes = (
        '<aside data-style="note">{0}<ul><li>a{0}</li></ul></aside>'
        '<dl data-style="facts"><dt>A</dt><dd>{0}</dd></dl>'
        '<table data-style="trials"><tbody><tr><td>{0}</td></tr></tbody></table>'
    )
    free = "<h2>A</h2><details><summary>Q</summary><h3>B</h3></details><p>c</p>"
    item = make_news_item(body=shapes.format("<h3>W <em>x</em></h3>") + free)
    before = item.body
    edition = workflow.freeze(item, by=author)
    client.force_login(author)
    client.post(change(item), news_form(slug="grant", body=before))
    item.refresh_from_db()
    assert item.body == shapes.format("<p>W <em>x</em></p>") + free
    restored = workflow.revert_draft_to(edition, by=author)
    assert (restored.body, restored.content_hash) == (before, edition.content_hash)


def test_slug_is_free_until_the_first_publication(client, noon, publisher):
    item = make_news_item()
    client.force_login(publisher)
    assert 'name="slug"' in client.get(change(item)).content.decode()
    workflow.publish_draft(item, by=publisher)
    text = client.get(change(item)).content.decode()
    assert 'name="slug"' not in text
    assert "Change address" in text
    client.post(change(item), news_form(slug="forged", title="New title"))
    item.refresh_from_db()
    assert (item.slug, item.title) == ("grant", "New title")


def test_taken_address_shows_an_error_at_its_field(client, live_item, author):
    client.force_login(author)
    response = client.post(f"{LIST}add/", news_form(slug="grant"))
    assert response.status_code == 200
    assert "uses the address /news/2026/grant/" in response.content.decode()
    assert "Sent by form" in response.content.decode()


def test_audit_log_cannot_be_changed_in_the_admin(client, live_item, administrator):
    client.force_login(administrator)
    entry = HistoryEntry.objects.first()
    assert client.get("/admin/publishing/historyentry/add/").status_code == 403
    assert client.post(change(entry), {"note": "forged"}).status_code == 403
    assert client.post(change(entry, "delete"), {"post": "yes"}).status_code == 403


def test_delete_page_of_django_redirects_to_the_trash_and_deletes_nothing(client, noon, author):
    draft = make_news_item("draft")
    client.force_login(author)
    response = client.post(change(draft, "delete"), {"post": "yes"})
    assert response.headers["Location"] == change(draft, "archive")
    assert NewsItem.objects.filter(pk=draft.pk).exists()


def test_bulk_deletion_is_not_offered(client, live_item, administrator):
    client.force_login(administrator)
    data = {"action": "delete_selected", "_selected_action": [live_item.pk], "post": "yes"}
    client.post(LIST, data)
    assert NewsItem.objects.filter(pk=live_item.pk).exists()


@pytest.mark.parametrize("make", [make_news_item, make_page])
def test_list_takes_as_many_queries_for_three_rows_as_for_one(
    client, noon, publisher, make, django_assert_num_queries
):
    client.force_login(publisher)
    first = make("one")
    workflow.publish_draft(first, by=publisher)
    path = change(first).replace(f"{first.pk}/change/", "")
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    for slug in ("two", "three"):
        workflow.publish_draft(make(slug), by=publisher)
    with django_assert_num_queries(len(queries)):
        client.get(path)


def test_states_search_and_years_of_the_list(client, live_item, noon, author):
    make_news_item("sketch", title="A sketch", date="2014-01-02")
    client.force_login(author)

    def titles(query):
        text = client.get(f"{LIST}?{query}").content.decode()
        return [title for title in ("A patent is granted", "A sketch") if f">{title}</a>" in text]

    assert titles("state=draft") == ["A sketch"]
    assert titles("state=live") == ["A patent is granted"]
    assert titles("q=sketch") == ["A sketch"]
    assert titles("year=2014") == ["A sketch"]
    assert titles("state=nonsense") == ["A patent is granted", "A sketch"]


@pytest.mark.parametrize(
    "path",
    [
        "news/newsitem/?pk=99999999999999999999",
        "news/newsitem/?year=99999999999999999999",
        "news/newsitem/?q=%00",
        "news/newsitem/?p=99999999999999999999",
        "pages/page/?o=99999999999999999999",
        "publishing/historyentry/?at__year=99999",
        "publishing/historyentry/?actor_name=%00",
        "news/category/99999999999999999999/change/",
    ],
)
def test_impossible_filter_or_key_is_no_error(client, noon, administrator, path):
    client.force_login(administrator)
    assert client.get(f"/admin/{path}", follow=True).status_code in (200, 400, 404)


def test_author_cannot_rename_a_page_above_a_public_one(client, noon, publisher, author):
    above, below = make_page("above"), make_page("below")
    workflow.publish_draft(below, by=publisher)
    workflow.withdraw(below, by=publisher, note="x")
    workflow.move({below: {"parent": above}}, by=publisher)
    client.force_login(author)
    assert 'name="slug"' not in client.get(change(above)).content.decode()
    with pytest.raises(PermissionDenied):
        workflow.move({above: {"slug": "renamed"}}, by=author)


def test_there_is_one_set_of_site_details(client, noon, administrator):
    first, second = make_site_details(), make_site_details(name="Other")
    publish_approved(first, by=administrator)
    with pytest.raises(PublishingError, match="details already exist"):
        publish_approved(second, by=administrator)
    client.force_login(administrator)
    assert client.get("/admin/pages/sitedetails/add/").status_code == 403


def test_reviewer_sees_the_draft_and_no_button_that_saves(client, noon, reviewer):
    item = make_news_item()
    client.force_login(reviewer)
    text = client.get(change(item)).content.decode()
    assert "A patent is granted" in text
    assert 'type="submit" name="_' not in text
    assert change(item, "preview") in text
    assert client.post(change(item), news_form()).status_code == 403


def test_author_sees_the_button_that_submits_and_publishers_as_well(
    client, noon, author, publisher
):
    for user in (author, publisher):
        client.force_login(user)
        assert 'name="_submit"' in client.get(f"{LIST}add/").content.decode()


def test_saving_records_who_wrote_it(client, noon, author, publisher):
    client.force_login(author)
    client.post(f"{LIST}add/", news_form())
    item = NewsItem.objects.get(slug="sent-by-form")
    client.force_login(publisher)
    client.post(change(item), news_form(title="Rewritten"))
    entries = HistoryEntry.objects.filter(item_id=item.pk, verb="write").order_by("id")
    assert [(entry.actor_name, entry.item_title) for entry in entries] == [
        ("ann", "Sent by form"),
        ("paul", "Rewritten"),
    ]


def test_second_approver_box_is_checked_on_the_form_of_a_page(client, noon, author, publisher):
    page = make_page()
    client.force_login(author)
    form = {"title": "Page", "slug": "about", "summary": "A page.", "layout": "standard"}
    client.post(change(page), {**form, "needs_second_person": "on"})
    text = client.get(change(page)).content.decode()
    assert "Needs approval by someone who didn't write it. So" in text
    assert HistoryEntry.objects.first().note == "Now needs a second approver."


def test_list_shows_and_filters_review_states(client, noon, author, reviewer):
    items = {name: make_news_item(name, title=f"Item {name}") for name in ("a", "b", "c", "d")}
    for name in ("a", "b", "c"):
        workflow.submit(items[name], by=author)
    workflow.approve(items["b"].editions.get(), by=reviewer)
    workflow.request_changes(items["c"].editions.get(), by=reviewer, note="x")
    client.force_login(author)
    for state, label, name in (
        ("in-review", "In review", "a"),
        ("approved", "Approved", "b"),
        ("changes", "Changes requested", "c"),
        ("draft", "Draft", "d"),
    ):
        text = client.get(f"{LIST}?state={state}").content.decode()
        assert [each for each in items if f">Item {each}</a>" in text] == [name]
        assert f'<span class="state state-{state}">{label}</span>' in text


@pytest.mark.parametrize(
    "values",
    [
        {"title": "\u2060\x00"},
        {"body": "<p>a\x00b</p>"},
        {"slug": "a\x00b"},
        {"sources-0-title": "\u2060\x00"},
        {"date": "\x00"},
        {"category": "9" * 30},
        {"category": "\x00"},
        {"title": "t" * 100_000},
        {"date": "0000-00-00"},
        {"date": "99999-01-01"},
    ],
)
def test_impossible_value_shows_an_error_at_its_field(client, noon, author, values):
    client.force_login(author)
    response = client.post(f"{LIST}add/", news_form(**values))
    assert response.status_code == 200
    assert 'class="errorlist' in response.content.decode()
    assert not NewsItem.objects.exclude(slug="for-category").exists()


@pytest.mark.parametrize("key", ["\x00", "x", "9" * 5000, "{}"])
def test_impossible_key_of_a_new_draft_is_no_error(client, noon, author, key):
    client.force_login(author)
    client.post(f"{LIST}add/", news_form(draft_key=key))
    assert NewsItem.objects.filter(slug="sent-by-form").exists()
