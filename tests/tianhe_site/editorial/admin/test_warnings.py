"""Warnings, and the reasons for keeping what they warn about."""

import pytest

from tests.factories import change, make_news_item, make_page
from tests.reading import errors, seen, text_of
from tianhe_site.publishing import history, workflow
from tianhe_site.publishing.models import HistoryEntry, Review

pytestmark = pytest.mark.django_db


def test_new_warning_since_the_page_was_opened_asks_for_a_reason(client, noon, author):
    item, other = make_page("first"), make_page("second")
    workflow.publish_draft(other, by=workflow.COMMAND_LINE)
    item.body = f'<p><a href="item:{other.pk}">Second page</a></p>'
    item.save()
    client.force_login(author)
    client.get(change(item, "submit"))
    workflow.withdraw(other, by=workflow.COMMAND_LINE, note="x")
    response = client.post(change(item, "submit"), {"seen": seen(item), "note": "typed"})
    assert "leads to /second/, which readers can't open" in text_of(response)
    reason = f"reason:dead-link:body:item:{other.pk}"
    assert f'name="{reason}"' in response.content.decode()
    client.post(change(item, "submit"), {"seen": seen(item), reason: "It comes back tomorrow."})
    assert item.editions.get().review == Review.WAITING


def test_reason_given_when_submitting_is_not_asked_for_again(client, noon, author, publisher):
    item = make_news_item(title="A full stop.")
    edition = workflow.submit(item, by=author, reasons={"full-stop:title:": "Inc."})
    client.force_login(publisher)
    for path in (f"publish/{edition.pk}", f"schedule/{edition.pk}", "publish", "schedule"):
        page = client.get(change(item, path)).content.decode()
        assert "reason:full-stop" not in page
        assert 'class="verb-form"' in page
    client.post(change(item, f"publish/{edition.pk}"), {"note": ""})
    assert item.editions.live().get() == edition


def test_withdrawn_text_with_a_warning_can_be_published_again(client, noon, publisher):
    item = make_news_item(title="A full stop.")
    reasons = {"full-stop:title:": "Inc."}
    workflow.publish_draft(item, by=publisher, reasons=reasons)
    workflow.withdraw(item, by=publisher, note="x")
    client.force_login(publisher)
    assert 'name="reason:full-stop:title:"' in client.get(change(item, "publish")).content.decode()
    data = {"seen": f"{seen(item)} withdrawn", "reason:full-stop:title:": "Still Inc."}
    client.post(change(item, "publish"), data)
    assert item.editions.live().exists()


def test_approved_correction_with_a_warning_can_be_published_from_the_draft(
    client, live_item, author, reviewer, publisher
):
    live_item.title = "A full stop."
    reasons = {"full-stop:title:": "Inc."}
    workflow.write(live_item, by=author)
    edition = workflow.submit(live_item, by=author, correction="It was wrong.", reasons=reasons)
    workflow.approve(edition, by=reviewer)
    client.force_login(publisher)
    assert 'class="verb-form"' in client.get(change(live_item, "publish")).content.decode()
    data = {"seen": seen(live_item), "change_kind": "correction", "correction": "It was wrong."}
    client.post(change(live_item, "publish"), data)
    assert live_item.editions.live().get() == edition


@pytest.mark.parametrize("reason", ["", " ", "\u2060\x00", "r" * 100_000])
def test_impossible_reason_is_refused(client, noon, author, reason):
    item = make_news_item(title="A full stop.")
    client.force_login(author)
    data = {"seen": seen(item), "reason:full-stop:title:": reason}
    response = client.post(change(item, "submit"), data)
    assert response.status_code == 200
    assert errors(response)
    assert not item.editions.exists()


@pytest.fixture
def overdue(client, noon, publisher, settings):
    """What is sent to schedule a page whose review is overdue by then, and the name of the reason
    for that: now it is not, so the form asks for none when it is opened."""
    # A page with a review date needs a second approver, which doesn't matter here.
    settings.REVIEW_POLICY = "marked"
    page = make_page(next_review="2026-03-03")
    client.force_login(publisher)
    data = {"seen": seen(page), "at": "2026-04-01T09:00", "zone": "UTC"}
    name = "reason:review-due:next_review:2026-03-03"
    response = client.post(change(page, "schedule"), data)
    assert f'name="{name}"' in response.content.decode()
    return page, data, name


def test_reason_the_form_did_not_ask_for_is_cleaned_and_kept(client, overdue):
    page, data, name = overdue
    client.post(change(page, "schedule"), {**data, name: "a\x00b"})
    assert HistoryEntry.objects.first().passed[0]["reason"] == "ab"
    assert history.verify() == []


@pytest.mark.parametrize(
    ("reason", "values", "sentence"),
    [
        ("r" * 501, {}, "This text has 501 characters. Shorten it to 500 or fewer."),
        ("Read today.", {"at": "no time"}, "Enter the date and time like this: 2026-12-03 09:00."),
    ],
)
def test_reason_the_form_did_not_ask_for_comes_back_with_an_error(
    client, overdue, reason, values, sentence
):
    page, data, name = overdue
    response = client.post(change(page, "schedule"), {**data, name: reason, **values})
    assert errors(response) == [sentence]
    assert f'name="{name}" value="{reason}"' in response.content.decode()
    assert not page.editions.exists()
