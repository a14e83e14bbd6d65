"""Submitting a draft for review."""

import pytest

from news.models import NewsItem
from tests.factories import change, make_news_item, make_page, news_form
from tests.reading import HOSTILE, errors, seen, text_of
from tianhe_site.publishing.models import HistoryEntry, Review

pytestmark = pytest.mark.django_db
LIST = "/admin/news/newsitem/"


def test_author_saves_and_submits_in_one_step(client, noon, author):
    client.force_login(author)
    response = client.post(f"{LIST}add/", news_form(_submit="x"), follow=True)
    item = NewsItem.objects.get(slug="sent-by-form")
    assert response.redirect_chain == [(change(item, "submit"), 302)]
    data = {"seen": response.context["form"]["seen"].value(), "note": "Please."}
    text = text_of(client.post(change(item, "submit"), data, follow=True))
    assert "Submitted for review. You'll see the response on your dashboard." in text
    when = "2 March 2026 12:00 (New York), 3 March 2026 01:00 (Jinan)"
    assert f"Submitted by ann on {when}. Please." in text
    assert item.editions.get().review == Review.WAITING
    assert HistoryEntry.objects.first().note == "Please."


def test_submit_page_says_if_a_second_approver_is_needed(client, noon, author):
    client.force_login(author)
    sentence = "Needs approval by someone who didn't write it:"
    for marked in (False, True):
        page = make_page(f"page-{marked}", needs_second_person=marked)
        assert (sentence in text_of(client.get(change(page, "submit")))) == marked


def test_submitting_asks_about_warnings_and_corrections_and_keeps_typed_text(
    client, live_item, author
):
    live_item.title = "Another title."
    live_item.save()
    client.force_login(author)
    page = client.get(change(live_item, "submit"))
    assert "The title ends with a period." in text_of(page)
    assert "An earlier version is live. What kind of change is this?" in text_of(page)
    data = {"seen": seen(live_item), "note": "typed", "change_kind": "correction"}
    response = client.post(change(live_item, "submit"), data)
    assert errors(response) == [
        "Say what was corrected. Readers will see it.",
        "Fix this, or explain why you're keeping it.",
    ]
    assert ">\ntyped</textarea>" in response.content.decode()
    assert 'value="correction" required id="id_change_kind_0" checked' in response.content.decode()
    data |= {"correction": "The number was 15; it is 12.", "reason:full-stop:title:": "Inc."}
    client.post(change(live_item, "submit"), data)
    edition = live_item.editions.latest("pk")
    said = (edition.review, edition.change_kind, edition.correction)
    assert said == (Review.WAITING, "correction", "The number was 15; it is 12.")
    assert HistoryEntry.objects.first().passed[0]["reason"] == "Inc."


def test_typo_needs_no_correction_note(client, live_item, author):
    live_item.title = "Another title"
    live_item.save()
    client.force_login(author)
    data = {"seen": seen(live_item), "change_kind": "typo", "correction": "Not to be shown."}
    client.post(change(live_item, "submit"), data)
    edition = live_item.editions.latest("pk")
    assert (edition.change_kind, edition.correction) == ("typo", "")


def test_nothing_is_asked_about_a_correction_before_the_first_publication(client, noon, author):
    client.force_login(author)
    page = client.get(change(make_news_item(), "submit")).content.decode()
    assert "change_kind" not in page


@pytest.mark.parametrize("verb", ["submit", "publish", "schedule"])
def test_errors_are_listed_with_links_instead_of_a_form(client, noon, administrator, verb):
    item = make_news_item(title="Full stop.", company_announcement=False, dateline_place="")
    client.force_login(administrator)
    before = HistoryEntry.objects.count()
    response = client.get(change(item, verb))
    text = response.content.decode()
    assert f'<a href="{change(item)}#id_dateline_place">Enter the city where' in text
    assert f'<a href="{change(item)}#id_sources">Add a source' in text
    assert '<form method="post" class="verb-form">' not in text
    assert HistoryEntry.objects.count() == before


def test_draft_form_shows_findings_in_a_list_and_at_their_fields(client, noon, author, reviewer):
    item = make_news_item(dateline_place="", title=f"{HOSTILE}.")
    client.force_login(author)
    text = client.get(change(item)).content.decode()
    assert '<a href="#id_dateline_place">Enter the city where this release is issued' in text
    assert 'class="finding finding-block">Enter the city' in text
    assert HOSTILE not in text
    client.force_login(reviewer)
    assert "Enter the city where" not in client.get(change(item)).content.decode()


def test_draft_changed_since_the_page_was_opened_is_not_submitted(client, noon, author):
    item = make_news_item()
    data = {"seen": seen(item), "note": "typed"}
    item.title = "Changed by somebody else meanwhile"
    item.save()
    client.force_login(author)
    response = client.post(change(item, "submit"), data)
    assert "while you had this page open" in text_of(response)
    assert "typed" in response.content.decode()
    assert not item.editions.exists()
