"""Reviewing what was submitted."""

import pytest

from tests.factories import change, make_news_item, make_page
from tests.reading import errors, text_of
from tianhe_site.publishing import workflow
from tianhe_site.publishing.models import HistoryEntry, Review

pytestmark = pytest.mark.django_db


def test_review_page_shows_contributors_changes_and_acknowledged_warnings(
    client, live_item, author, publisher, reviewer
):
    live_item.title = "A patent is refused."
    workflow.write(live_item, by=author)
    reasons = {"full-stop:title:": "Quoted."}
    edition = workflow.submit(
        live_item, by=author, note="Read the title.", correction="It was refused.", reasons=reasons
    )
    client.force_login(reviewer)
    response = client.get(change(live_item, f"review/{edition.pk}"))
    text = text_of(response)
    for sentence in (
        "In review",
        "Note: Read the title.",
        "Written by: ann, paul.",
        "Readers will see this correction: It was refused.",
        "The title ends with a period. Remove it. Author's reason: Quoted.",
        "Changes to review",
    ):
        assert sentence in text
    assert "<del>granted</del>" in response.content.decode()
    assert '<th scope="col">Live version</th>' in response.content.decode()
    assert response.context["contributors"] == ["ann", "paul"]


def test_review_page_of_a_first_edition_shows_all_of_its_text(client, candidate, reviewer):
    client.force_login(reviewer)
    text = text_of(client.get(change(candidate.item, f"review/{candidate.pk}")))
    assert "Text to review" in text
    assert "added: A patent is granted" in text


def test_review_page_compares_with_the_last_approved_edition(client, candidate, author, reviewer):
    item = candidate.item
    workflow.request_changes(candidate, by=reviewer, note="No.")
    item.title = "A patent is refused"
    second = workflow.submit(_saved(item, author), by=author)
    client.force_login(reviewer)
    page = client.get(change(item, f"review/{second.pk}"))
    assert "Text to review" in text_of(page)
    workflow.approve(second, by=reviewer)
    item.title = "A patent is refused again"
    third = workflow.submit(_saved(item, author), by=author)
    page = client.get(change(item, f"review/{third.pk}"))
    assert "Changes to review" in text_of(page)
    assert "<ins>again</ins>" in page.content.decode()
    assert page.content.decode().count('<th scope="col">Version of 2 March 2026') == 2


def _saved(item, by):
    workflow.write(item, by=by)
    return item


def test_review_page_shows_the_note_on_its_own_edition(client, candidate, author, reviewer):
    item = candidate.item
    item.title = "Second thoughts"
    workflow.submit(_saved(item, author), by=author, note="About the second.")
    client.force_login(reviewer)
    text = text_of(client.get(change(item, f"review/{candidate.pk}")))
    assert "Please read the date." in text
    assert "About the second." not in text


def test_reviewer_approves_with_a_button(client, candidate, reviewer):
    client.force_login(reviewer)
    path = change(candidate.item, f"review/{candidate.pk}")
    response = client.post(path, {"note": "Good.", "_approve": "x"}, follow=True)
    assert "Approved. Publishers will see it on their dashboard." in text_of(response)
    candidate.refresh_from_db()
    assert (candidate.review, candidate.by_second_person) == (Review.APPROVED, True)
    assert HistoryEntry.objects.first().note == "Good."


def test_reviewer_who_requests_changes_must_say_which(client, candidate, reviewer):
    client.force_login(reviewer)
    path = change(candidate.item, f"review/{candidate.pk}")
    response = client.post(path, {"note": "", "_request_changes": "x"})
    assert errors(response) == ["Say what should change. The author will see it."]
    client.post(path, {"note": "The year.", "_request_changes": "x"})
    candidate.refresh_from_db()
    assert candidate.review == Review.CHANGES


def test_approving_own_text_is_refused_and_the_note_is_kept(client, noon, administrator):
    page = make_page(needs_second_person=True)
    edition = workflow.submit(page, by=administrator)
    client.force_login(administrator)
    path = change(page, f"review/{edition.pk}")
    assert "Needs approval by someone who didn't write it:" in text_of(client.get(path))
    response = client.post(path, {"note": "typed", "_approve": "x"})
    assert "You can't approve your own changes." in errors(response)[0]
    assert "typed" in response.content.decode()


@pytest.mark.parametrize("meanwhile", ["taken back", "sent back"])
def test_late_response_says_so_and_keeps_the_note(
    client, candidate, author, reviewer, person, meanwhile
):
    if meanwhile == "taken back":
        workflow.withdraw_submission(candidate, by=author)
    else:
        workflow.request_changes(candidate, by=person("rob", "Reviewers"), note="No.")
    client.force_login(reviewer)
    path = change(candidate.item, f"review/{candidate.pk}")
    response = client.post(path, {"note": "A long note of mine", "_approve": "x"})
    assert "Someone may have reviewed it" in errors(response)[0]
    assert "A long note of mine" in response.content.decode()


def test_authors_and_publishers_see_the_review_but_cannot_respond(
    client, candidate, author, publisher
):
    path = change(candidate.item, f"review/{candidate.pk}")
    for user in (author, publisher):
        client.force_login(user)
        assert 'name="_approve"' not in client.get(path).content.decode()
        assert client.post(path, {"note": "x", "_approve": "x"}).status_code == 403
    candidate.refresh_from_db()
    assert candidate.review == Review.WAITING


def test_author_cancels_a_submission_from_the_form(client, candidate, author):
    client.force_login(author)
    item = candidate.item
    assert change(item, f"take-back/{candidate.pk}") in client.get(change(item)).content.decode()
    client.post(change(item, f"take-back/{candidate.pk}"), {"note": "Not yet."})
    candidate.refresh_from_db()
    assert candidate.review == Review.NONE
    response = client.get(change(item, f"take-back/{candidate.pk}"))
    assert "This isn't waiting for review." in text_of(response)
    assert 'class="verb-form"' not in response.content.decode()


def test_author_cannot_cancel_a_submission_of_others_and_reads_why(
    client, noon, author, publisher, person
):
    bob = person("bob", "Authors")
    item = make_news_item()
    candidate = workflow.submit(item, by=bob)
    address = change(item, f"take-back/{candidate.pk}")
    client.force_login(author)
    why = "bob submitted this. Ask them or a publisher to cancel it."
    page = client.get(change(item))
    assert address not in page.content.decode()
    assert why in text_of(page)
    assert why in text_of(client.get(address))
    assert errors(client.post(address, {"note": ""})) == [why]
    candidate.refresh_from_db()
    assert candidate.review == Review.WAITING
    client.force_login(publisher)
    client.post(address, {"note": ""})
    candidate.refresh_from_db()
    assert candidate.review == Review.NONE


def test_form_lists_fields_changed_since_the_submission(client, candidate, author):
    item = candidate.item
    client.force_login(author)
    assert "The draft has changed since then" not in text_of(client.get(change(item)))
    item.title, item.body = "Later thoughts", "<p>More</p>"
    workflow.write(item, by=author)
    page = client.get(change(item))
    assert "The draft has changed since then: Title, Text." in text_of(page)
    assert f"{change(item, 'compare')}?old={candidate.pk}&amp;new=draft" in page.content.decode()


def test_form_shows_the_response_with_its_note(client, candidate, author, reviewer):
    workflow.request_changes(candidate, by=reviewer, note="The year\nis wrong.")
    client.force_login(author)
    page = client.get(change(candidate.item)).content.decode()
    assert "The year<br>is wrong.</blockquote>" in page
    assert "Changes requested</strong>" in page
