"""Someone who leaves is deactivated: what they have in work goes to a colleague, and what can't is
listed with what happens to it."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from tests.factories import make_news_item, make_page, news_form, publish_approved, reasons_for
from tests.reading import errors, text_of
from tests.tianhe_site.accounts.pages_of_people import may_log_in, page_of
from tianhe_site.accounts.people import deactivation, links
from tianhe_site.publishing import clock, history, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import HistoryEntry, PreviewLink

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def root(client, noon, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def ann(noon, person):
    return person("ann", "Publishers", first_name="Ann Meyer", email="ann@example.org")


@pytest.fixture
def bo(person):
    return person("bo", "Authors", first_name="Bo Li", email="bo@example.org")


@pytest.fixture
def work(noon, ann, publisher):
    """What Ann has in work: one of each kind."""
    draft = make_news_item("draft", title="A draft")
    workflow.write(draft, by=ann)
    submitted = make_news_item("submitted", title="Submitted news")
    workflow.write(submitted, by=ann)
    edition = workflow.submit(submitted, by=ann, reasons=reasons_for(submitted))
    workflow.share_preview(edition, by=ann, note="Dr. Li")
    scheduled = make_news_item("scheduled", title="Scheduled news")
    workflow.write(scheduled, by=ann)
    publish_approved(scheduled, by=ann, reasons=reasons_for(scheduled), at=noon + timedelta(days=1))
    page = make_page("therapy", title="A therapy", needs_second_person=True)
    workflow.import_edition(page, by=workflow.COMMAND_LINE, live_from=clock.now())
    workflow.ask_move({page: {"slug": "cure"}}, by=ann, reason="Shorter.")
    return {"draft": draft, "submitted": submitted, "edition": edition, "scheduled": scheduled}


def deactivate(client, user, receiver=None):
    data = {"receiver": receiver.pk} if receiver else {}
    return client.post(page_of(user, "deactivate"), data)


def test_the_page_lists_what_goes_to_a_colleague_and_what_happens_to_the_rest(root, ann, work):
    page = text_of(root.get(page_of(ann, "deactivate")))
    given, rest = page.split("Can't be handed over")
    for line in ("Draft: A draft", "Submitted: Submitted news In review"):
        assert line in given
    for line in (
        "Request that closes: A therapy",
        "Preview link that closes, for: Dr. Li",
        "Goes live as scheduled: Scheduled news, 3 March 2026 12:00",
    ):
        assert line in rest


def test_someone_without_work_is_deactivated_with_one_button(root, ann):
    page = text_of(root.get(page_of(ann, "deactivate")))
    assert "To hand over" not in page
    assert "Can't be handed over" not in page
    assert deactivate(root, ann).headers["Location"] == page_of(ann)
    assert not may_log_in(root, "ann", "correct horse")


def test_only_colleagues_who_may_write_can_take_over(root, ann, bo, work, reviewer, person):
    person("gone", "Authors", is_active=False)
    page = root.get(page_of(ann, "deactivate")).content.decode()
    names = re.findall(r"<option[^>]*>([^<]+)</option>", page)
    assert names == ["No one: leave drafts where they are", "Bo Li", "paul", "root"]
    response = deactivate(root, ann, reviewer)
    assert errors(response) == [
        "Select a valid choice. That choice is not one of the available choices."
    ]
    ann.refresh_from_db()
    assert ann.is_active
    with pytest.raises(PublishingError, match="rita can't change 'A draft'"):
        deactivation.deactivate(
            ann, by=ann.__class__.objects.get(username="root"), receiver=reviewer
        )


@pytest.mark.postgresql
def test_the_colleague_takes_over_and_who_wrote_what_stays(root, ann, bo, work, reviewer):
    before = list(HistoryEntry.objects.order_by("id").values_list("hash", flat=True))
    contributors = workflow.contributors(work["edition"])
    mail.outbox.clear()
    deactivate(root, ann, bo)
    assert (
        list(HistoryEntry.objects.order_by("id").values_list("hash", flat=True))[: len(before)]
        == before
    )
    assert history.verify() == []
    assert workflow.contributors(work["edition"]) == contributors == {ann.pk: "Ann Meyer"}
    handed = [
        (entry.actor_name, entry.item_title, history.describe(entry))
        for entry in HistoryEntry.objects.filter(verb="hand-over").order_by("item_title")
    ]
    assert handed == [
        ("root", "A draft", ["From Ann Meyer to Bo Li."]),
        ("root", "Submitted news", ["From Ann Meyer to Bo Li."]),
    ]
    [message] = [each for each in mail.outbox if each.to == ["bo@example.org"]]
    assert message.subject == "Handed over to you by Ann Meyer"
    assert "A draft" in message.body

    root.force_login(bo)
    dashboard = text_of(root.get("/admin/"))
    assert "Handed over to you" in dashboard
    assert "A draft from Ann Meyer" in dashboard
    assert "Your submissions in review Submitted news" in dashboard
    mail.outbox.clear()
    workflow.request_changes(work["edition"], by=reviewer, note="Shorter.")
    assert [message.to for message in mail.outbox] == [["bo@example.org"]]
    assert "Changes requested Submitted news" in text_of(root.get("/admin/"))


def test_the_colleague_may_cancel_the_submission_that_they_took_over(root, ann, bo, work, person):
    other = person("cy", "Authors")
    deactivate(root, ann, bo)
    edition = work["edition"]
    assert workflow.why_not_taken_back(edition, bo) == ""
    assert "Ask them or a publisher" in workflow.why_not_taken_back(edition, other)
    workflow.withdraw_submission(edition, by=bo)


def test_what_is_worked_on_leaves_the_list_of_what_was_handed_over(root, ann, bo, work):
    deactivate(root, ann, bo)
    assert [draft.title for draft, _entry in workflow.items_received_by(bo)] == [
        "Submitted news",
        "A draft",
    ]
    root.force_login(bo)
    root.post(
        f"/admin/news/newsitem/{work['draft'].pk}/change/",
        {**news_form(title="Mine now"), "slug": "draft"},
    )
    assert [draft.title for draft, _entry in workflow.items_received_by(bo)] == ["Submitted news"]


def test_what_was_taken_over_can_be_handed_on(root, ann, bo, work, publisher):
    deactivate(root, ann, bo)
    deactivate(root, bo, publisher)
    titles = [draft.title for draft, _entry in workflow.items_received_by(publisher)]
    assert sorted(titles) == ["A draft", "Submitted news"]
    assert set(history.responsible_for([work["edition"]]).values()) == {publisher.pk}
    assert workflow.items_received_by(bo) == []


@pytest.mark.postgresql
def test_links_close_requests_close_and_the_schedule_stays(root, ann, bo, work, publisher):
    link = links.create(ann, links.Kind.PASSWORD, by=workflow.COMMAND_LINE)
    deactivate(root, ann, bo)
    assert not PreviewLink.open(clock.now()).exists()
    assert workflow.open_requests(clock.now()) == []
    closed = HistoryEntry.objects.get(verb="drop")
    assert (closed.actor_name, closed.note) == ("root", "Ann Meyer was deactivated.")
    assert work["scheduled"].editions.pending(clock.now()).count() == 1
    link.refresh_from_db()
    assert link.expires_at <= clock.now()


@pytest.mark.postgresql
def test_without_a_colleague_everything_stays_where_it_is(root, ann, work):
    deactivate(root, ann)
    ann.refresh_from_db()
    assert not ann.is_active
    assert not HistoryEntry.objects.filter(verb="hand-over").exists()


def test_nobody_deactivates_themselves_or_the_last_administrator(root, administrator, person):
    for path in (root.get, root.post):
        response = path(page_of(administrator, "deactivate"), follow=True)
        assert "You can't deactivate yourself. Ask another administrator." in text_of(response)
    other = person("other", is_superuser=True)
    deactivate(root, other)
    other.refresh_from_db()
    assert not other.is_active
    with pytest.raises(PublishingError, match="This is the only administrator"):
        deactivation.deactivate(administrator, by=other)
    administrator.refresh_from_db()
    assert administrator.is_active


def test_someone_is_reactivated_with_their_role_and_password(root, ann):
    deactivate(root, ann)
    assert root.get(page_of(ann, "deactivate")).status_code == 404
    response = root.post(page_of(ann, "reactivate"), follow=True)
    assert "Ann Meyer can log in again." in text_of(response)
    assert may_log_in(root, "ann", "correct horse")
    ann.refresh_from_db()
    assert [group.name for group in ann.groups.all()] == ["Publishers"]


def test_an_open_session_ends_with_the_account(root, ann, administrator):
    root.force_login(ann)
    assert root.get("/admin/").status_code == 200
    deactivation.deactivate(ann, by=administrator)
    assert root.get("/admin/").status_code == 302
