"""E-mail about reviews: who gets it, what it says, and that it gets in nobody's way."""

import re
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from news.models import NewsItem
from tests.factories import change, make_news_item, make_page, reasons_for
from tests.reading import seen
from tianhe_site.outbox import sending
from tianhe_site.outbox.models import Message
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import HistoryEntry, Review

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def done(django_capture_on_commit_callbacks):
    """Return a function that runs a verb as in its own transaction."""

    def do(verb, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return verb(*args, **kwargs)

    return do


@pytest.fixture
def people(person):
    """All users, with addresses, by name."""
    return {
        name: person(name, group, email=f"{name}@example.org")
        for name, group in (
            ("ann", "Authors"),
            ("amy", "Authors"),
            ("rita", "Reviewers"),
            ("rob", "Reviewers"),
            ("paul", "Publishers"),
        )
    }


def sent():
    """Return (recipient, subject) of each message."""
    assert all(len(letter.recipients()) == 1 for letter in mail.outbox)
    return [(letter.to[0], letter.subject) for letter in mail.outbox]


def test_each_reviewer_gets_a_separate_email(noon, done, people, settings):
    item = make_news_item()
    edition = done(workflow.submit, item, by=people["ann"], note="Read the date.")
    subject = "For review: A patent is granted"
    assert sent() == [("rita@example.org", subject), ("rob@example.org", subject)]
    assert mail.outbox[0].body == "\n\n".join(
        [
            "In review: A patent is granted",
            "From: ann",
            "Note: Read the date.",
            f"{settings.SITE_URL}{change(item, f'review/{edition.pk}')}",
        ]
    )
    assert mail.outbox[0].from_email == settings.DEFAULT_FROM_EMAIL


def test_email_without_a_note_has_no_line_for_it(noon, done, people):
    done(workflow.submit, make_page(), by=people["ann"])
    assert "Note" not in mail.outbox[0].body
    assert "/admin/pages/page/" in mail.outbox[0].body


def test_nobody_gets_email_about_their_own_actions(noon, done, people):
    people["ann"].groups.add(Group.objects.get(name="Reviewers"))
    edition = done(workflow.submit, make_news_item(), by=people["ann"])
    assert [to for to, _subject in sent()] == ["rita@example.org", "rob@example.org"]
    mail.outbox.clear()
    done(workflow.approve, edition, by=people["ann"])
    assert sent() == [("paul@example.org", "To publish: A patent is granted")]
    mail.outbox.clear()
    people["ann"].groups.add(Group.objects.get(name="Publishers"))
    done(workflow.publish, edition, by=type(people["ann"]).objects.get(username="ann"))
    assert sent() == []


def test_deactivated_users_and_users_without_an_address_get_no_email(noon, done, people, person):
    people["rita"].is_active = False
    people["rita"].save()
    person("ron", "Reviewers")
    done(workflow.submit, make_news_item(), by=people["ann"])
    assert [to for to, _subject in sent()] == ["rob@example.org"]


def test_every_user_with_the_permission_is_notified(noon, done, people, person):
    person("root", is_superuser=True, email="root@example.org")
    done(workflow.submit, make_news_item(), by=people["ann"])
    assert "root@example.org" in [to for to, _subject in sent()]


@pytest.mark.parametrize("answer", ["approve", "request_changes"])
def test_submitter_gets_the_answer(noon, done, people, settings, answer):
    item = make_news_item()
    edition = done(workflow.submit, item, by=people["ann"])
    mail.outbox.clear()
    done(getattr(workflow, answer), edition, by=people["rita"], note="The year.")
    said = {"approve": "Approved", "request_changes": "Changes requested"}[answer]
    assert sent()[0] == ("ann@example.org", f"{said}: A patent is granted")
    assert "From: rita\n\nNote: The year." in mail.outbox[0].body
    assert mail.outbox[0].body.endswith(change(item, f"review/{edition.pk}"))


def test_answer_goes_to_the_submitter_not_to_whoever_froze_the_edition(noon, done, people):
    item = make_news_item()
    edition = done(workflow.submit, item, by=people["ann"])
    done(workflow.withdraw_submission, edition, by=people["ann"])
    done(workflow.submit, item, by=people["amy"])
    edition.refresh_from_db()
    mail.outbox.clear()
    done(workflow.approve, edition, by=people["rita"])
    assert sent()[0] == ("amy@example.org", "Approved: A patent is granted")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x85", "\u2028"])
def test_line_break_in_a_title_adds_no_email_header(noon, done, people, end):
    item = make_news_item(title=f"One{end}Bcc: eve@example.org{end}{end}Hello")
    edition = done(workflow.submit, item, by=people["ann"], reasons=reasons_for(item))
    done(workflow.approve, edition, by=people["rita"])
    assert {letter.subject.partition(":")[0] for letter in mail.outbox} == {
        "For review",
        "Approved",
        "To publish",
    }
    for letter in mail.outbox:
        assert letter.subject.endswith(": One Bcc: eve@example.org Hello")
        assert letter.recipients() != ["eve@example.org"]
        assert letter.message()["Bcc"] is None


def test_refused_action_sends_no_email(noon, done, people):
    edition = done(workflow.submit, make_page(needs_second_person=True), by=people["ann"])
    people["ann"].groups.add(Group.objects.get(name="Reviewers"))
    mail.outbox.clear()
    approver = type(people["ann"]).objects.get(pk=people["ann"].pk)
    with pytest.raises(PublishingError, match="your own changes"):
        done(workflow.approve, edition, by=approver)
    with pytest.raises(PublishingError, match="already in review"):
        done(workflow.submit, edition.item, by=people["ann"])
    assert sent() == []


def test_dry_run_and_confirmation_page_send_no_email(
    client, noon, people, django_capture_on_commit_callbacks
):
    item = make_news_item()
    with django_capture_on_commit_callbacks(execute=True):
        workflow.dry_run(workflow.submit, item, by=people["ann"])
        client.force_login(people["ann"])
        client.get(change(item, "submit"))
    assert sent() == []
    with django_capture_on_commit_callbacks(execute=True):
        client.post(change(item, "submit"), {"seen": seen(item)})
    assert len(sent()) == 2


class Away(EmailBackend):
    def open(self):
        raise ConnectionRefusedError("The mail server is away.")


class PickyBackend(EmailBackend):
    """A mail server that refuses one address, as for a deleted mailbox."""

    def send_messages(self, messages):
        for message in messages:
            if message.to == ["rita@example.org"]:
                raise SMTPRecipientsRefused({"rita@example.org": (550, b"No such user")})
        return super().send_messages(messages)


def test_unreachable_mail_server_undoes_nothing(
    client, noon, people, settings, caplog, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    item = make_news_item()
    client.force_login(people["ann"])
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(change(item, "submit"), {"seen": seen(item)}, follow=True)
    assert response.status_code == 200
    assert "Submitted for review." in response.content.decode()
    assert NewsItem.objects.get().editions.get().review == Review.WAITING
    assert HistoryEntry.objects.first().verb == "submit"
    assert "The mail server is away." in caplog.text


def test_refused_address_does_not_stop_other_emails(noon, done, people, settings, caplog):
    settings.EMAIL_BACKEND = f"{__name__}.PickyBackend"
    done(workflow.submit, make_news_item(), by=people["ann"])
    assert [to for to, _subject in sent()] == ["rob@example.org"]
    assert re.search(r"Message \d+ wasn't sent\.", caplog.text)


WISH = "To go live at 2 March 2026 14:00 (New York), 3 March 2026 03:00 (Jinan)"


def test_publishers_learn_of_an_approval_and_when_it_should_go_live(noon, done, people, settings):
    item = make_news_item()
    edition = done(workflow.submit, item, by=people["ann"], at=noon + 2 * HOUR)
    assert {WISH in letter.body for letter in mail.outbox} == {True}
    mail.outbox.clear()
    done(workflow.approve, edition, by=people["rita"], note="Fine.")
    [letter] = [each for each in mail.outbox if each.to == ["paul@example.org"]]
    assert letter.subject == "To publish: A patent is granted"
    assert letter.body == "\n\n".join(
        [
            "Approved: A patent is granted",
            "From: rita",
            WISH,
            "Note: Fine.",
            f"{settings.SITE_URL}{change(item, f'review/{edition.pk}')}",
        ]
    )


def test_reviewers_and_publishers_learn_which_kind_of_change_it_is(noon, done, people):
    item = make_news_item()
    workflow.publish_draft(item, by=people["paul"])
    item.title = "A patent was granted"
    item.save()
    edition = done(workflow.submit, item, by=people["ann"], correction="")
    done(workflow.approve, edition, by=people["rita"])
    bodies = [letter.body for letter in mail.outbox if letter.to != ["ann@example.org"]]
    assert ["Kind of change: Minor: spelling or layout" in body for body in bodies] == [True] * 3


def test_authors_learn_at_once_that_readers_see_it(noon, done, people, settings):
    item = make_news_item()
    edition = approved_by_two(item, people)
    done(workflow.publish, edition, by=people["paul"])
    assert sent() == [("ann@example.org", "Live: A patent is granted")]
    assert mail.outbox[0].body == "\n\n".join(
        [
            "Readers can see this now: A patent is granted",
            f"Live from {clock.describe(edition.live_from)}",
            f"{settings.SITE_URL}/news/2026/grant/",
            f"{settings.SITE_URL}{change(item)}",
        ]
    )


@pytest.fixture
def scheduled(noon, done, people):
    """An edition of Ann, approved, and scheduled for an hour after noon."""
    edition = approved_by_two(make_news_item(), people)
    done(workflow.publish, edition, by=people["paul"], at=noon + HOUR)
    assert sent() == []
    return edition


def sent_at(moment):
    """Return who gets what is due at a time."""
    with clock.set_to(moment):
        sending.send_due()
    return sent()


LIVE = [("ann@example.org", "Live: A patent is granted")]


def test_scheduled_item_is_announced_once_readers_see_it(noon, scheduled):
    assert sent_at(noon + HOUR - timedelta(seconds=1)) == []
    assert sent_at(noon + HOUR) == LIVE
    assert sent_at(noon + 2 * HOUR) == LIVE


def test_canceled_schedule_is_not_announced(noon, done, people, scheduled):
    done(workflow.cancel_schedule, scheduled, by=people["paul"])
    assert sent_at(noon + HOUR) == []


def test_changed_schedule_is_announced_at_its_new_time(noon, done, people, scheduled):
    done(workflow.reschedule, scheduled, by=people["paul"], at=noon + 3 * HOUR)
    assert sent_at(noon + 2 * HOUR) == []
    assert sent_at(noon + 3 * HOUR) == LIVE


def test_item_that_goes_live_before_its_time_is_announced_once(noon, done, people, scheduled):
    done(workflow.publish, scheduled, by=people["paul"])
    assert sent() == LIVE
    assert sent_at(noon + HOUR) == LIVE


def test_withdrawn_item_takes_its_scheduled_successor_with_it(noon, done, people):
    item = make_news_item()
    workflow.publish(approved_by_two(item, people), by=people["paul"])
    item.title = "A second patent is granted"
    item.save()
    edition = approved_by_two(item, people, correction="")
    done(workflow.publish, edition, by=people["paul"], at=noon + HOUR)
    done(workflow.withdraw, item, by=people["paul"], note="x")
    assert sent_at(noon + HOUR) == []


def approved_by_two(item, people, **answers):
    """Return an edition that Ann wrote and Rita approved, without email about that."""
    edition = workflow.submit(item, by=people["ann"], **answers)
    workflow.approve(edition, by=people["rita"])
    Message.objects.all().delete()
    return edition
