"""The form of a draft: its two columns, and the one primary button for each role and state."""

import re
from html import unescape

import pytest

from tests.factories import change, make_category, make_news_item, make_term, second_person
from tianhe_site.publishing import workflow

pytestmark = pytest.mark.django_db

ADD = "/admin/news/newsitem/add/"
# The words of a button or link, in the order of the page.
WORDS = re.compile(r'<(?:input|a)\b[^>]*?(?:value="([^"]+)"[^>]*>|>([^<]+)</a>)')


def bar_of(client, user, path):
    """Return the primary button of a form, and what its menu offers."""
    client.force_login(user)
    text = client.get(path).content.decode().partition('<div class="form-bar"')[2]
    buttons, _summary, menu = text.partition("<details")
    primary = next(each for each in re.findall("<[^<]+", buttons) if "default" in each)
    return words_of(primary + "</a>")[0], words_of(menu.partition("</details>")[0])


def words_of(markup):
    return [unescape(value or text).strip() for value, text in WORDS.findall(markup)]


def test_author_submits_and_publisher_publishes(client, noon, author, publisher):
    assert bar_of(client, author, ADD) == ("Submit for review", [])
    assert bar_of(client, publisher, ADD) == ("Publish…", ["Schedule…", "Submit for review"])


def test_publisher_submits_what_needs_a_second_person(client, noon, author, publisher):
    draft = make_news_item(category=make_category("Clinical", "clinical", needs_second_person=True))
    assert bar_of(client, publisher, change(draft)) == (
        "Submit for review",
        ["History", "Duplicate…"],
    )


def test_what_waits_for_review_is_reviewed(client, noon, author, reviewer, publisher):
    edition = workflow.submit(make_news_item(), by=author)
    of_candidate = ["History", "View review", "Preview links…", "Cancel submission…", "Duplicate…"]
    assert bar_of(client, author, change(edition.item)) == ("View review", of_candidate)
    assert bar_of(client, reviewer, change(edition.item)) == (
        "Review…",
        ["History", "View review"],
    )


def test_approved_version_is_published_and_no_later_change(client, noon, author, publisher):
    edition = workflow.submit(make_news_item(), by=author)
    workflow.approve(edition, by=second_person())
    address = change(edition.item, f"publish/{edition.pk}")
    client.force_login(publisher)
    text = client.get(change(edition.item)).content.decode()
    assert f'<a class="button default" data-at-rest href="{address}">Publish…</a>' in text
    edition.item.title = "Changed since"
    workflow.write(edition.item, by=author)
    assert "data-at-rest" not in client.get(change(edition.item)).content.decode()


def test_live_item_offers_what_a_publisher_may_do_with_it(client, noon, author, publisher, publish):
    live = publish(make_news_item())
    links = ["History", "View on site", "Duplicate…"]
    verbs = ["Change times…", "Change address…", "Withdraw…"]
    primary, menu = bar_of(client, publisher, change(live))
    assert (primary, menu) == ("Publish…", ["Schedule…", "Submit for review", *links, *verbs])
    assert bar_of(client, author, change(live)) == ("Submit for review", links)


def test_form_knows_when_there_is_nothing_to_save(client, noon, publisher, publish):
    live = publish(make_news_item())
    client.force_login(publisher)
    assert 'id="form-buttons" data-idle>' in client.get(change(live)).content.decode()
    live.title = "Changed since"
    workflow.write(live, by=publisher)
    assert 'id="form-buttons">' in client.get(change(live)).content.decode()


def test_text_comes_before_its_facts(client, noon, author):
    client.force_login(author)
    text = client.get(ADD).content.decode()
    fields = re.findall(r'<div class="form-row field-(\w+)', text)
    side = len(re.findall("form-row field-", text.partition('class="writing-side"')[0]))
    assert fields[:side] == ["title", "summary", "body", "sources", "company_announcement"]
    assert fields[side:] == [
        "date",
        "dateline_place",
        "category",
        "picture",
        "slug",
        "hide_contacts",
        "also_found_by",
    ]


def test_archived_item_can_only_be_restored(client, noon, publisher, publish):
    live = publish(make_term())
    workflow.withdraw(live, by=publisher, note="For a test.")
    workflow.archive(live, by=publisher)
    assert bar_of(client, publisher, change(live)) == ("Restore…", ["History"])


def test_what_is_missing_is_listed_beside_the_text_with_links(client, noon, author):
    client.force_login(author)
    text = client.get(change(make_news_item(dateline_place=""))).content.decode()
    listed = text.partition('id="draft-findings"')[2].partition("</section>")[0]
    assert "Before you submit" in listed
    assert 'href="#id_dateline_place"' in listed
