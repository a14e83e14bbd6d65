"""Saving a draft by script: what the form that stays on the page is told; and the list of what is
wrong with a form, which leads to the fields, also without scripts."""

import re
from datetime import datetime
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from news.models import NewsItem
from tests.factories import change, make_news_item, news_form
from tests.reading import text_of
from tianhe_site.editorial import edit_conflicts
from tianhe_site.publishing import workflow

pytestmark = pytest.mark.django_db

ADD = "/admin/news/newsitem/add/"
JSON = {"Accept": "application/json"}


def save(client, path, **values):
    return client.post(path, news_form(**values), headers=JSON)


def opened(item):
    names = [*news_form(), "picture", "sources"]
    return {
        "opened": edit_conflicts.version(item),
        "fingerprints": edit_conflicts.fingerprints(item, names),
    }


def saved_at(item):
    item.refresh_from_db()
    return edit_conflicts.version(item)


def links(html):
    found = re.findall(r'<li><a href="#([^"]+)">(.*?)</a></li>', html)
    return [(id, unescape(sentence)) for id, sentence in found]


def test_new_draft_is_saved_and_its_form_becomes_that_of_the_draft(client, noon, author):
    client.force_login(author)
    answer = save(client, ADD, _save="1", title="It cures diabetes").json()
    item = NewsItem.objects.get(slug="sent-by-form")
    drawn_again = ("status", "findings", "buttons", "way_out")
    status, findings, buttons, way_out = (answer.pop(f"{each}_html") for each in drawn_again)
    fingerprints = answer.pop("fingerprints")
    assert datetime.strptime(answer.pop("saved_at"), "%H:%M")
    assert answer == {
        "saved": True,
        "url": change(item),
        "next": "",
        "opened": saved_at(item),
        "autosave_url": change(item, "autosave"),
        "open_url": reverse("admin:news_newsitem_open", args=[item.pk]),
        "preview_url": change(item, "live-preview"),
    }
    assert "Readers can't see this." in status
    assert 'href="#id_title"' in findings
    assert change(item, "history") in buttons
    assert change(item, "archive") in way_out
    # It is taken for the form of what was saved, and nothing is asked.
    again = save(client, change(item), title="Again", fingerprints=fingerprints, **answer)
    assert again.json()["saved"]
    item.refresh_from_db()
    assert item.title == "Again"
    # No message waits for the next page.
    assert "Draft saved" not in text_of(client.get(change(item)))


@pytest.mark.parametrize("verb", ["preview", "submit", "publish", "schedule"])
def test_buttons_that_lead_on_say_where_to(client, noon, publisher, verb):
    item = make_news_item()
    client.force_login(publisher)
    answer = save(client, change(item), **opened(item), **{f"_{verb}": "1"})
    assert answer.json()["next"] == change(item, verb)


def test_form_with_errors_says_what_is_wrong_and_where(client, noon, author):
    client.force_login(author)
    sources = {"sources-0-title": "t" * 201}
    wrong = {"title": "", "summary": "s" * 161, "slug": "Not an address", **sources}
    answer = save(client, ADD, **wrong)
    assert answer.status_code == 422
    said = answer.json()
    assert {*said["errors"]} == {"title", "slug", "summary", "sources"}
    too_long = "The summary has 161 characters. Shorten it to 160 or fewer."
    assert said["errors"]["summary"] == [too_long]
    ids = ["id_title", "id_summary", "id_sources-0-title", "id_slug"]
    assert [id for id, _ in links(said["summary_html"])] == ids
    assert ("id_summary", too_long) in links(said["summary_html"])
    # Without scripts the page that comes back has the same list, and takes the focus to it.
    page = client.post(ADD, news_form(**wrong)).content.decode()
    assert links(page)[:4] == links(said["summary_html"])
    assert '<div class="error-summary" role="alert" tabindex="-1" autofocus' in page
    assert all(f'id="{id}"' in page for id in ids)


def test_list_of_errors_is_on_the_pages_of_actions_and_of_other_forms(client, noon, administrator):
    item = make_news_item()
    client.force_login(administrator)
    for path, data, id in [
        (change(item, "schedule"), {"at": "never"}, "id_at"),
        ("/admin/news/category/add/", {"name": "n" * 200}, "id_name"),
    ]:
        page = client.post(path, data).content.decode()
        assert id in [found for found, _ in links(page)], path


def test_draft_that_a_colleague_saved_or_archived_needs_a_page_and_nothing_is_said_twice(
    client, noon, author, publisher
):
    item = make_news_item()
    before = opened(item)
    client.force_login(publisher)
    save(client, change(item), **before, title="By a colleague")
    client.force_login(author)
    assert save(client, change(item), **before, title="Mine").status_code == 409
    item.refresh_from_db()
    assert item.title == "By a colleague"

    workflow.archive(item, by=publisher)
    assert save(client, change(item), **before, title="Mine").status_code == 409
    sent = client.post(change(item), news_form(**before, title="Mine"), follow=True)
    assert text_of(sent).count("Your changes weren't saved") == 1

    missing = change(item).replace(str(item.pk), "987654")
    assert save(client, missing, **before).status_code == 409


def test_ended_session_is_said_to_the_script(client, noon):
    answer = save(client, change(make_news_item()))
    assert (answer.status_code, list(answer.json())) == (401, ["error"])


def test_answer_asks_the_database_as_often_for_a_draft_with_versions(client, noon, publisher):
    few, many = make_news_item("few"), make_news_item("many")
    for item, count in ((few, 1), (many, 3)):
        for _ in range(count):
            workflow.publish_draft(item, by=publisher)
    client.force_login(publisher)

    def queries(item):
        item.refresh_from_db()
        data = news_form(**opened(item), slug=item.slug, title="Changed")
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.post(change(item), data, headers=JSON).json()["saved"]
        return len(found)

    assert queries(few) == queries(many)


def test_form_offers_what_was_autosaved_by_the_name_of_its_form_and_can_save_it_at_once(
    client, noon, publisher
):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher)
    item.refresh_from_db()
    client.force_login(publisher)
    kept_id = "0123456789abcdef"
    typed = news_form(**opened(item), title="Typed", kept_id=kept_id)
    assert client.post(change(item, "autosave"), typed, headers=JSON).status_code == 200
    page = client.get(change(item)).content.decode()
    assert f'data-ids="{kept_id}"' in page
    assert "data-idle" in page
    # What it continues isn't saved yet, so there is something to save.
    page = client.get(change(item), {"continue": "1"}).content.decode()
    assert f'name="continues" value="{kept_id}"' in page
    assert "data-idle" not in page
