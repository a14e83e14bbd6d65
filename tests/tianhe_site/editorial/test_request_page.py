"""Requesting approval and responding to it, from the form of a move to the public page."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import change, make_page
from tests.reading import text_of
from tianhe_site.publishing import clock, links, workflow
from tianhe_site.publishing.models import HistoryEntry

pytestmark = pytest.mark.django_db

INDEX = "/admin/"


@pytest.fixture
def therapy(noon, author, reviewer, publisher):
    page = make_page("therapy", title="The therapy", needs_second_person=True)
    edition = workflow.submit(page, by=author)
    workflow.approve(edition, by=reviewer)
    workflow.publish(edition, by=publisher)
    return page


@pytest.fixture
def asked(therapy, publisher):
    """The publisher's request to rename the page."""
    return workflow.ask_move({therapy: {"slug": "archive"}}, by=publisher, reason="Out of date.")


def page_of(request):
    return f"/admin/requests/{request.pk}/"


def test_move_that_needs_approval_requests_it_from_its_form(client, therapy, publisher):
    client.force_login(publisher)
    data = {"slug": "archive", "parent": "", "swap_with": ""}
    shown = client.post(change(therapy, "move"), data)
    text = text_of(shown)
    assert "Someone else must approve this first." in text
    assert "The therapy: 'Second approver' is turned on." in text
    assert 'name="confirmed"' not in shown.content.decode()
    planned = shown.context["form"]["planned"].value()
    data |= {"planned": planned, "asked": "1"}
    refused = client.post(change(therapy, "move"), data)
    assert "Explain why." in text_of(refused)
    assert refused.context["plan"]
    answer = client.post(change(therapy, "move"), {**data, "reason": "Out of date."}, follow=True)
    assert "Approval requested." in text_of(answer)
    assert links.link(therapy) == "/therapy/"
    assert [each.note for each in workflow.open_requests(clock.now())] == ["Out of date."]


def test_forged_confirmation_of_a_move_that_needs_approval_is_refused_and_offers_a_request(
    client, therapy, publisher
):
    client.force_login(publisher)
    data = {"slug": "archive", "parent": "", "swap_with": ""}
    planned = client.post(change(therapy, "move"), data).context["form"]["planned"].value()
    forged = client.post(change(therapy, "move"), {**data, "planned": planned, "confirmed": "1"})
    assert "This needs a second approver. Request approval for: The therapy." in text_of(forged)
    assert 'name="asked"' in forged.content.decode()
    assert links.link(therapy) == "/therapy/"


def test_second_approver_gets_from_the_dashboard_to_a_response(client, asked, therapy, reviewer):
    client.force_login(reviewer)
    listed = client.get(INDEX)
    for words in ("Requests for your approval", "/therapy/ → /archive/", "Out of date."):
        assert words in text_of(listed)
    assert f'href="{page_of(asked)}"' in listed.content.decode()
    text = text_of(client.get(page_of(asked)))
    for words in ("The therapy", "Requested by paul", "Out of date.", "/therapy/ → /archive/"):
        assert words in text
    answer = client.post(page_of(asked), {"_agree": "1", "note": ""}, follow=True)
    assert "Request approved and carried out." in text_of(answer)
    assert "Requests for your approval" not in text_of(answer)
    assert client.get("/therapy/").headers["Location"] == "/archive/"


def test_declining_needs_a_reason_and_changes_nothing(client, asked, therapy, reviewer):
    client.force_login(reviewer)
    assert "Say why you're declining." in text_of(client.post(page_of(asked), {"_decline": "1"}))
    client.post(page_of(asked), {"_decline": "1", "note": "No."})
    assert (links.link(therapy), workflow.open_requests(clock.now())) == ("/therapy/", [])


def test_requester_finds_the_request_and_cancels_it(client, asked, publisher):
    client.force_login(publisher)
    text = text_of(client.get(INDEX))
    assert "Your requests" in text
    assert "Requests for your approval" not in text
    page = client.get(page_of(asked)).content.decode()
    assert "_agree" not in page
    client.post(page_of(asked), {"_take_back": "1"})
    assert HistoryEntry.objects.first().verb == "drop"
    assert "Your requests" not in text_of(client.get(INDEX))


def test_request_that_cannot_be_carried_out_says_so_before_anyone_approves(
    client, asked, publisher, reviewer
):
    publisher.groups.clear()
    client.force_login(reviewer)
    page = client.get(page_of(asked))
    assert "paul no longer has permission to do this." in text_of(page)
    assert 'name="_agree"' not in page.content.decode()
    assert "paul no longer has permission to do this." in text_of(
        client.post(page_of(asked), {"_agree": "1"})
    )


def test_answered_request_says_so(client, asked, reviewer, person):
    workflow.decline(asked, by=reviewer, note="x")
    client.force_login(person("rob", "Reviewers"))
    assert "This request was answered or canceled" in text_of(client.get(page_of(asked)))


def test_people_who_neither_made_the_request_nor_may_respond_are_refused(client, asked, author):
    client.force_login(author)
    assert client.get(page_of(asked)).status_code == 403
    assert "Requests for your approval" not in text_of(client.get(INDEX))


def test_page_of_something_that_is_not_a_request_is_a_404(client, therapy, administrator):
    client.force_login(administrator)
    other = HistoryEntry.objects.first().pk
    for pk in (other, 99999, "9" * 18, "9" * 30):
        assert client.get(f"/admin/requests/{pk}/").status_code == 404


def test_emails_go_to_people_who_may_respond_and_back_to_the_requester(
    therapy, person, django_capture_on_commit_callbacks
):
    people = {
        name: person(name, group, email=f"{name}@example.org")
        for name, group in (
            ("amy", "Authors"),
            ("rob", "Reviewers"),
            ("pia", "Publishers"),
            ("pat", "Publishers"),
        )
    }
    with django_capture_on_commit_callbacks(execute=True):
        places = {therapy: {"slug": "archive"}}
        request = workflow.ask_move(places, by=people["pia"], reason="Out of date.")
    assert [letter.to for letter in mail.outbox] == [["pat@example.org"], ["rob@example.org"]]
    for words in ("/therapy/ → /archive/", "pia", "Out of date.", page_of(request)):
        assert words in mail.outbox[0].body
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        workflow.agree(request, by=people["rob"])
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["pia@example.org"], "Approved a request: The therapy")


def test_dashboard_takes_as_many_queries_for_three_requests_as_for_one(
    client, asked, therapy, publisher, reviewer
):
    client.force_login(reviewer)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(INDEX)
        return len(found)

    one = queries()
    for slug in ("second", "third"):
        workflow.ask_move({therapy: {"slug": slug}}, by=publisher, reason="x")
    assert queries() == one
