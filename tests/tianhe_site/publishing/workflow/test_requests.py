"""Requests that one person makes and another agrees to."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests.factories import make_page
from tianhe_site.publishing import clock, history, links, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import HistoryEntry
from tianhe_site.publishing.workflow import COMMAND_LINE

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def therapy(noon, author, reviewer, publisher):
    """A marked page, approved and live at /therapy/."""
    page = make_page("therapy", needs_second_person=True)
    edition = workflow.submit(page, by=author)
    workflow.approve(edition, by=reviewer)
    workflow.publish(edition, by=publisher)
    return page


@pytest.fixture
def request_(therapy, publisher):
    """The request of a publisher to rename the page."""
    return workflow.ask_move({therapy: {"slug": "archive"}}, by=publisher, reason="Out of date.")


def entries_since(since):
    """Return (action, actor, note) of each entry after the entry `since`."""
    entries = HistoryEntry.objects.filter(pk__gt=since.pk).order_by("id")
    return list(entries.values_list("verb", "actor_name", "note"))


def test_request_changes_nothing_and_describes_the_change(request_, therapy, publisher):
    assert links.link(therapy) == "/therapy/"
    assert workflow.open_requests(clock.now()) == [request_]
    assert (request_.verb, request_.actor_id, request_.note) == (
        "ask",
        publisher.pk,
        "Out of date.",
    )
    assert history.describe(request_) == ["/therapy/ → /archive/"]
    assert history.verify() == []


@pytest.mark.parametrize("group", ["Reviewers", "Publishers"])
def test_another_person_who_may_approve_or_publish_agrees(request_, therapy, person, group):
    other = person("other", group)
    workflow.agree(request_, by=other, note="Yes.")
    assert links.link(therapy) == "/archive/"
    assert entries_since(request_) == [
        ("agree", "other", "Yes."),
        ("move", "other", "Out of date."),
    ]
    moved, agreed = HistoryEntry.objects.all()[:2]
    assert history.describe(agreed) == ["Requested by paul."]
    assert history.describe(moved) == ["Requested by paul.", "Address: /archive/"]
    assert {entry.touched["request"] for entry in HistoryEntry.objects.all()[:2]} == {request_.pk}
    assert workflow.open_requests(clock.now()) == []
    assert history.verify() == []


def test_nobody_answers_their_own_request(request_, publisher):
    for answer in (workflow.agree, workflow.decline):
        with pytest.raises(PublishingError, match="You can't approve your own request"):
            answer(request_, by=publisher, note="x")
    assert workflow.open_requests(clock.now()) == [request_]


def test_administrator_who_asked_is_no_second_person(therapy, administrator):
    places = {therapy: {"slug": "archive"}}
    request = workflow.ask_move(places, by=administrator, reason="x")
    with pytest.raises(PublishingError, match="your own request"):
        workflow.agree(request, by=administrator)


def test_user_who_may_neither_approve_nor_publish_cannot_answer(request_, author):
    for answer in (workflow.agree, workflow.decline):
        with pytest.raises(PermissionDenied):
            answer(request_, by=author, note="x")


def test_command_line_cannot_ask_or_answer(request_, therapy):
    for answer in (workflow.agree, workflow.decline, workflow.take_back_request):
        with pytest.raises(PermissionDenied):
            answer(request_, by=COMMAND_LINE, note="x")
    with pytest.raises(PermissionDenied):
        workflow.ask_move({therapy: {"slug": "elsewhere"}}, by=COMMAND_LINE, reason="x")
    with pytest.raises(PublishingError, match="Request approval"):
        workflow.move({therapy: {"slug": "elsewhere"}}, by=COMMAND_LINE)


@pytest.mark.postgresql
def test_declined_request_is_closed_with_the_reason(request_, therapy, reviewer):
    with pytest.raises(PublishingError, match="Say why you're declining"):
        workflow.decline(request_, by=reviewer, note=" ")
    workflow.decline(request_, by=reviewer, note="It is linked from everywhere.")
    assert entries_since(request_) == [("decline", "rita", "It is linked from everywhere.")]
    assert (links.link(therapy), workflow.open_requests(clock.now())) == ("/therapy/", [])


def test_only_the_person_who_asked_takes_it_back(request_, publisher, reviewer):
    with pytest.raises(PermissionDenied):
        workflow.take_back_request(request_, by=reviewer)
    workflow.take_back_request(request_, by=publisher)
    assert entries_since(request_) == [("drop", "paul", "")]
    assert workflow.open_requests(clock.now()) == []


@pytest.mark.parametrize("answer", ["agree", "decline", "drop"])
def test_closed_request_cannot_be_answered_again(request_, therapy, reviewer, publisher, answer):
    close = {
        "agree": lambda: workflow.agree(request_, by=reviewer),
        "decline": lambda: workflow.decline(request_, by=reviewer, note="x"),
        "drop": lambda: workflow.take_back_request(request_, by=publisher),
    }
    close[answer]()
    for again in close.values():
        with pytest.raises(PublishingError, match="was answered or canceled"):
            again()


def test_request_lapses_after_fourteen_days(request_, noon, reviewer):
    with clock.set_to(noon + 14 * DAY - timedelta(hours=1)):
        assert workflow.open_requests(clock.now()) == [request_]
    with clock.set_to(noon + 15 * DAY):
        assert workflow.open_requests(clock.now()) == []
        with pytest.raises(PublishingError, match="no one approved it within 14 days"):
            workflow.agree(request_, by=reviewer)


@pytest.mark.postgresql
def test_open_request_cannot_be_made_twice(request_, therapy, publisher):
    ask = {"places": {therapy: {"slug": "archive"}}, "by": publisher, "reason": "Again."}
    with pytest.raises(PublishingError, match="already been requested"):
        workflow.ask_move(**ask)
    workflow.take_back_request(request_, by=publisher)
    assert workflow.ask_move(**ask).pk > request_.pk


def test_request_without_a_reason_is_refused(therapy, publisher):
    with pytest.raises(PublishingError, match="Explain why"):
        workflow.ask_move({therapy: {"slug": "archive"}}, by=publisher, reason=" ")


@pytest.mark.parametrize("loss", ["deactivated", "without the right"])
def test_request_is_not_carried_out_if_its_author_lost_the_permission(
    request_, therapy, publisher, reviewer, loss
):
    if loss == "deactivated":
        publisher.is_active = False
        publisher.save()
    else:
        publisher.groups.clear()
    with pytest.raises(PublishingError, match="paul no longer has permission"):
        workflow.agree(request_, by=reviewer)
    assert links.link(therapy) == "/therapy/"
