"""Review and the two-person rule: nobody can approve their own text."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied

from news.models import Category
from pages.models import Page
from tests.factories import approved, make_news_item, make_page, reasons_for
from tianhe_site.publishing import history, workflow
from tianhe_site.publishing.errors import ContentError, PublishingError
from tianhe_site.publishing.models import HistoryEntry, Review
from tianhe_site.publishing.workflow import COMMAND_LINE

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
OWN_CHANGES = "You can't approve your own changes"
ONLY_APPROVED = "needs approval by someone who didn't write it"


@pytest.fixture
def all_rounder(person):
    """Return a function that creates a user who writes, approves and publishes."""

    def make(name):
        user = person(name, "Authors")
        user.groups.add(*Group.objects.filter(name__in=["Reviewers", "Publishers"]))
        return user

    return make


@pytest.fixture
def marked(noon):
    return make_page(needs_second_person=True)


def write(draft, by, **values):
    """Save a draft as its form does."""
    draft.refresh_from_db()
    for name, value in values.items():
        setattr(draft, name, value)
    workflow.write(draft, by=by)
    return draft


def approve_refused(edition, by, match=OWN_CHANGES):
    with pytest.raises(PublishingError, match=match):
        workflow.approve(edition, by=by)
    edition.refresh_from_db()
    return edition.review == Review.WAITING


def publish_refused(edition, by, match=ONLY_APPROVED):
    with pytest.raises(PublishingError, match=match):
        workflow.publish(edition, by=by)
    return not type(edition).objects.live().filter(pk=edition.pk).exists()


def verbs(item):
    entries = HistoryEntry.objects.filter(item_id=item.pk).order_by("id")
    return list(entries.values_list("verb", flat=True))


# The rule


@pytest.mark.postgresql
def test_contributor_in_both_groups_cannot_approve_it(marked, all_rounder):
    ann = all_rounder("ann")
    edition = workflow.submit(write(marked, ann, body="<p>Hers</p>"), by=ann)
    assert approve_refused(edition, ann)
    assert publish_refused(edition, ann)


def test_superuser_needs_a_second_person_too(marked, administrator):
    edition = workflow.submit(write(marked, administrator, body="<p>His</p>"), by=administrator)
    assert approve_refused(edition, administrator)
    assert publish_refused(edition, administrator)


def test_colleague_approves_and_then_it_goes_live(marked, author, reviewer, publisher):
    edition = workflow.submit(write(marked, author, body="<p>Hers</p>"), by=author)
    workflow.approve(edition, by=reviewer, note="Read.")
    said = (edition.review, edition.reviewed_by_name, edition.by_second_person)
    assert said == (Review.APPROVED, "rita", True)
    workflow.publish(edition, by=publisher)
    assert marked.editions.live().get() == edition
    assert verbs(marked) == ["write", "freeze", "submit", "approve", "publish"]


def test_small_edit_by_a_colleague_does_not_help(marked, all_rounder):
    ann, bob = all_rounder("ann"), all_rounder("bob")
    write(marked, ann, body="<p>All of it hers</p>")
    edition = workflow.submit(write(marked, bob, body="<p>All of it, hers</p>"), by=bob)
    assert workflow.contributors(edition) == {ann.pk: "ann", bob.pk: "bob"}
    assert approve_refused(edition, ann)
    assert approve_refused(edition, bob)


@pytest.mark.postgresql
def test_approved_text_no_longer_counts(marked, all_rounder, reviewer):
    ann, bob = all_rounder("ann"), all_rounder("bob")
    first = workflow.submit(write(marked, ann, body="<p>Hers</p>"), by=ann)
    workflow.approve(first, by=reviewer)
    second = workflow.submit(write(marked, bob, body="<p>Hers, his</p>"), by=bob)
    assert workflow.contributors(second) == {bob.pk: "bob"}
    workflow.approve(second, by=ann)
    assert second.by_second_person


def test_removing_the_mark_from_the_draft_does_not_help(marked, all_rounder, reviewer):
    ann = all_rounder("ann")
    first = workflow.submit(write(marked, ann, body="<p>Hers</p>"), by=ann)
    workflow.approve(first, by=reviewer)
    second = workflow.freeze(
        write(marked, ann, body="<p>New</p>", needs_second_person=False), by=ann
    )
    assert not second.needs_second_person
    assert publish_refused(second, ann)


def test_removing_the_mark_before_any_edition_had_it_does_not_help(noon, all_rounder):
    ann, page = all_rounder("ann"), make_page()
    workflow.publish_draft(page, by=ann)
    write(page, ann, needs_second_person=True)
    write(page, ann, needs_second_person=False, body="<p>New</p>")
    assert workflow.needs_second_person(page)
    assert publish_refused(workflow.freeze(page, by=ann), ann)


def test_removed_mark_counts_after_the_next_approved_edition(marked, all_rounder, reviewer):
    ann = all_rounder("ann")
    write(marked, ann, body="<p>Hers</p>", needs_second_person=False)
    workflow.approve(workflow.submit(marked, by=ann), by=reviewer)
    third = workflow.freeze(write(marked, ann, body="<p>Alone</p>"), by=ann)
    workflow.publish(third, by=ann)
    assert marked.editions.live().get() == third


@pytest.mark.postgresql
def test_history_says_who_removed_the_mark(marked, author):
    write(marked, author, body="<p>Words</p>")
    write(marked, author, needs_second_person=False)
    write(marked, author, needs_second_person=True)
    notes = HistoryEntry.objects.filter(item_id=marked.pk).values_list("note", flat=True)
    assert list(notes) == [
        "Now needs a second approver.",
        "No longer needs a second approver.",
        "",
    ]


@pytest.mark.postgresql
def test_mark_of_the_category_counts(noon, all_rounder, reviewer):
    ann, item = all_rounder("ann"), make_news_item()
    Category.objects.update(needs_second_person=True)
    edition = workflow.submit(item, by=ann)
    assert approve_refused(edition, ann)
    assert publish_refused(edition, ann)
    workflow.approve(edition, by=reviewer)
    workflow.publish(edition, by=ann)
    assert item.editions.live().exists()


@pytest.mark.parametrize("was_frozen", [True, False])
def test_changing_the_category_does_not_help(noon, all_rounder, was_frozen):
    ann, item = all_rounder("ann"), make_news_item()
    Category.objects.update(needs_second_person=True)
    write(item, ann, body="<p>Hers</p>")
    if was_frozen:
        workflow.freeze(item, by=ann)
    other = Category.objects.create(name="Office", slug="office")
    edition = workflow.freeze(write(item, ann, category=other), by=ann)
    assert not edition.needs_second_person
    assert publish_refused(edition, ann)


def test_user_who_only_submitted_it_may_approve_it(marked, author, all_rounder):
    bob = all_rounder("bob")
    write(marked, author, body="<p>Hers alone</p>")
    edition = workflow.submit(marked, by=bob)
    workflow.approve(edition, by=bob)
    assert edition.by_second_person


def test_restored_text_counts_as_written_by_the_user_who_restored_it(marked, author, all_rounder):
    bob, cai = all_rounder("bob"), all_rounder("cai")
    old = workflow.submit(write(marked, author, body="<p>Old</p>"), by=author)
    workflow.approve(old, by=cai)
    newer = workflow.submit(write(marked, author, body="<p>New</p>"), by=author)
    workflow.approve(newer, by=cai)
    workflow.revert_draft_to(old, by=bob)
    edition = workflow.submit(marked, by=bob)
    assert workflow.contributors(edition) == {bob.pk: "bob"}
    assert approve_refused(edition, bob)


def test_correction_note_counts_as_writing(noon, author, all_rounder):
    bob, item = all_rounder("bob"), make_news_item()
    workflow.import_edition(item, by=COMMAND_LINE, live_from=noon - HOUR)
    Category.objects.update(needs_second_person=True)
    write(item, author, title="Hers")
    edition = workflow.submit(item, by=bob, correction="The number was wrong.")
    assert workflow.contributors(edition) == {author.pk: "ann", bob.pk: "bob"}
    assert approve_refused(edition, bob)
    assert edition.correction == "The number was wrong."


def test_draft_saved_without_the_verbs_counts_as_written_when_frozen(marked, author, all_rounder):
    bob = all_rounder("bob")
    write(marked, author, body="<p>Hers</p>")
    marked.body = "<p>Nobody's, as far as the record knows</p>"
    marked.save()
    edition = workflow.submit(marked, by=bob)
    assert workflow.contributors(edition) == {author.pk: "ann", bob.pk: "bob"}
    assert approve_refused(edition, bob)


def test_mark_set_without_the_verbs_counts_once_frozen(noon, all_rounder):
    ann, page = all_rounder("ann"), make_page(needs_second_person=True)
    workflow.freeze(page, by=ann)
    page.needs_second_person = False
    page.save()
    assert publish_refused(workflow.freeze(page, by=ann), ann)


def test_policy_for_everything_binds_what_no_rule_binds(noon, settings, all_rounder, reviewer):
    settings.REVIEW_POLICY = "all"
    ann, page = all_rounder("ann"), make_page()
    edition = workflow.submit(page, by=ann)
    assert approve_refused(edition, ann)
    assert publish_refused(edition, ann)
    workflow.approve(edition, by=reviewer)
    workflow.publish(edition, by=ann)
    assert page.editions.live().exists()


def test_import_needs_no_approval_and_later_changes_count_from_it(noon, all_rounder):
    ann, bob = all_rounder("ann"), all_rounder("bob")
    page = make_page(needs_second_person=True)
    write(page, ann, body="<p>Hers</p>")
    imported = workflow.import_edition(page, by=COMMAND_LINE, live_from=noon - HOUR)
    assert page.editions.live().get() == imported
    assert imported.review == Review.IMPORTED
    edition = workflow.submit(write(page, bob, body="<p>His</p>"), by=bob)
    assert workflow.contributors(edition) == {bob.pk: "bob"}
    workflow.approve(edition, by=ann)
    assert edition.by_second_person


def test_command_line_is_no_second_person(marked, author, publisher):
    edition = workflow.submit(write(marked, author, body="<p>Hers</p>"), by=author)
    assert approve_refused(edition, COMMAND_LINE)
    assert publish_refused(edition, COMMAND_LINE)


def test_unapproved_edition_is_not_published(marked, publisher):
    assert publish_refused(workflow.freeze(marked, by=publisher), publisher)
    with pytest.raises(PublishingError, match=ONLY_APPROVED):
        workflow.publish_draft(marked, by=publisher)
    edition = workflow.submit(marked, by=publisher)
    with pytest.raises(PublishingError, match=ONLY_APPROVED):
        workflow.publish(edition, by=publisher, at=HistoryEntry.objects.first().at + HOUR)


def test_approval_by_its_own_author_before_the_mark_does_not_help(noon, all_rounder):
    ann, page = all_rounder("ann"), make_page()
    edition = workflow.submit(write(page, ann, body="<p>Hers</p>"), by=ann)
    workflow.approve(edition, by=ann)
    assert (edition.review, edition.by_second_person) == (Review.APPROVED, False)
    write(page, ann, needs_second_person=True)
    assert publish_refused(edition, ann)


@pytest.mark.postgresql
def test_one_person_publishes_an_unmarked_item(noon, publisher):
    item = make_news_item()
    edition = workflow.submit(item, by=publisher)
    workflow.publish(edition, by=publisher)
    assert (edition.review, item.editions.live().get()) == (Review.NONE, edition)


def test_one_person_withdraws_a_marked_page(marked, author, reviewer, publisher):
    edition = workflow.submit(marked, by=author)
    workflow.approve(edition, by=reviewer)
    workflow.publish(edition, by=publisher)
    workflow.withdraw(marked, by=publisher, note="At night, alone.")
    assert not marked.editions.live().exists()


# Submitting and reviewing


def test_resubmission_takes_the_earlier_candidate_back(marked, author, reviewer):
    first = workflow.submit(marked, by=author)
    second = workflow.submit(write(marked, author, body="<p>Better</p>"), by=author)
    with pytest.raises(PublishingError, match="isn't waiting for review"):
        workflow.approve(first, by=reviewer)
    first.refresh_from_db()
    said = (first.review, first.reviewed_at, first.reviewed_by_id, first.reviewed_by_name)
    assert said == (Review.NONE, None, None, "")
    assert second.review == Review.WAITING
    assert history.verify() == []


@pytest.mark.postgresql
def test_same_text_is_not_submitted_twice(marked, author, reviewer, publisher):
    edition = workflow.submit(marked, by=author)
    with pytest.raises(PublishingError, match="already in review"):
        workflow.submit(marked, by=author)
    workflow.approve(edition, by=reviewer)
    with pytest.raises(PublishingError, match="is already approved"):
        workflow.submit(marked, by=author)
    workflow.publish(edition, by=publisher)
    with pytest.raises(PublishingError, match="This text is already live"):
        workflow.submit(marked, by=author)
    assert marked.editions.count() == 1


@pytest.mark.parametrize("note", ["", " \n\t"])
def test_requesting_changes_needs_a_note(marked, author, reviewer, note):
    edition = workflow.submit(marked, by=author)
    with pytest.raises(PublishingError, match="Say what should change"):
        workflow.request_changes(edition, by=reviewer, note=note)
    edition.refresh_from_db()
    assert edition.review == Review.WAITING


def test_text_sent_back_is_not_published_and_may_be_submitted_again(
    noon, author, reviewer, publisher
):
    item = make_news_item()
    edition = workflow.submit(item, by=author)
    workflow.request_changes(edition, by=reviewer, note="The year.")
    assert publish_refused(edition, publisher, "requested changes to this version")
    assert workflow.submit(item, by=author, note="It is right.") == edition
    edition.refresh_from_db()
    assert edition.review == Review.WAITING


def test_approval_can_be_withdrawn_until_it_is_published(marked, author, reviewer, publisher):
    edition = workflow.submit(marked, by=author)
    workflow.approve(edition, by=reviewer)
    workflow.request_changes(edition, by=reviewer, note="I overlooked a year.")
    assert (edition.review, edition.by_second_person) == (Review.CHANGES, False)
    assert publish_refused(edition, publisher, "requested changes")
    workflow.submit(marked, by=author)
    edition.refresh_from_db()
    workflow.approve(edition, by=reviewer)
    workflow.publish(edition, by=publisher)
    with pytest.raises(PublishingError, match="Withdraw it instead"):
        workflow.request_changes(edition, by=reviewer, note="Too late.")


@pytest.mark.postgresql
def test_scheduled_text_cannot_be_sent_back_until_its_schedule_is_canceled(
    marked, noon, author, reviewer, publisher
):
    edition = workflow.submit(marked, by=author)
    workflow.approve(edition, by=reviewer)
    workflow.publish(edition, by=publisher, at=noon + HOUR)
    with pytest.raises(PublishingError, match="Cancel the schedule first"):
        workflow.request_changes(edition, by=reviewer, note="Wait.")
    workflow.cancel_schedule(edition, by=publisher)
    edition.refresh_from_db()
    assert (edition.review, edition.by_second_person) == (Review.APPROVED, True)
    workflow.request_changes(edition, by=reviewer, note="Wait.")


def test_submission_can_be_withdrawn(marked, author, reviewer):
    edition = workflow.submit(marked, by=author)
    workflow.withdraw_submission(edition, by=author, note="Not yet.")
    assert edition.review == Review.NONE
    with pytest.raises(PublishingError, match="isn't waiting"):
        workflow.withdraw_submission(edition, by=author)
    assert verbs(marked) == ["write", "freeze", "submit", "take-back"]


def test_saving_the_draft_later_does_not_change_the_candidate(marked, author, reviewer, publisher):
    edition = workflow.submit(marked, by=author)
    write(marked, author, body="<p>Later thoughts</p>")
    workflow.approve(edition, by=reviewer)
    write(marked, author, body="<p>Still later thoughts</p>")
    workflow.publish(edition, by=publisher)
    assert marked.editions.live().get().body == "<p>The text.</p>"


def test_review_verbs_need_their_permissions(marked, author, reviewer, publisher):
    edition = workflow.submit(marked, by=author)
    for verb in (
        lambda: workflow.approve(edition, by=author),
        lambda: workflow.approve(edition, by=publisher),
        lambda: workflow.request_changes(edition, by=author, note="x"),
        lambda: workflow.submit(marked, by=reviewer),
        lambda: workflow.withdraw_submission(edition, by=reviewer),
        lambda: workflow.publish(edition, by=reviewer),
        lambda: workflow.write(marked, by=reviewer),
        lambda: workflow.freeze(marked, by=reviewer),
    ):
        with pytest.raises(PermissionDenied):
            verb()


# Checks


@pytest.mark.postgresql
def test_blocking_finding_stops_submission_and_publication(noon, author, publisher):
    item = make_news_item(company_announcement=False)
    for verb, by in ((workflow.submit, author), (workflow.publish_draft, publisher)):
        with pytest.raises(ContentError, match="Add a source") as error:
            verb(item, by=by, reasons={"no-source:sources:": "A reason doesn't help."})
        assert [finding.code for finding in error.value.findings] == ["no-source"]
    assert not item.editions.exists()


def test_warning_is_acknowledged_with_a_reason_in_the_history(noon, author, publisher):
    item = make_news_item(title="A patent is granted.")
    for verb, by in ((workflow.submit, author), (workflow.publish_draft, publisher)):
        for reasons in (None, {}, {"full-stop:title:": " "}):
            with pytest.raises(ContentError, match="ends with a period"):
                verb(item, by=by, reasons=reasons)
    edition = workflow.submit(item, by=author, reasons={"full-stop:title:": " As a sentence. "})
    entry = HistoryEntry.objects.first()
    sentence = "The title ends with a period. Remove it."
    passed = {"edition": edition.pk, "key": "full-stop:title:", "sentence": sentence}
    assert entry.passed == [{**passed, "reason": "As a sentence."}]
    assert history.describe(entry) == [f"{sentence} Acknowledged: As a sentence."]
    assert history.verify() == []


def test_reason_given_when_submitting_also_counts_when_publishing(
    noon, author, reviewer, publisher
):
    item = make_news_item(title="A patent is granted.")
    edition = workflow.submit(item, by=author, reasons=reasons_for(item))
    workflow.approve(edition, by=reviewer)
    workflow.publish(edition, by=publisher)
    assert item.editions.live().get() == edition
    # It is recorded once, where it was given.
    reasons = [entry.passed for entry in HistoryEntry.objects.order_by("id") if entry.passed]
    assert [[each["reason"] for each in passed] for passed in reasons] == [["For a test."]]


def test_reason_counts_only_for_its_edition(noon, author, publisher):
    item = make_news_item(title="A patent is granted.", body="<p>One</p>")
    first = workflow.freeze(item, by=author)
    write(item, author, body="<p>Two</p>")
    second = workflow.submit(item, by=author, reasons=reasons_for(item))
    # Publishing the second cancels the first, and so touches it.
    workflow.publish(second, by=publisher)
    workflow.withdraw(item, by=publisher, note="x")
    with pytest.raises(ContentError, match="ends with a period"):
        workflow.publish(first, by=publisher)


def test_live_text_with_a_new_end_is_not_examined_again(noon, publisher):
    item = make_news_item()
    edition = workflow.publish_draft(item, by=publisher)
    Category.objects.update(needs_second_person=True)
    workflow.publish(edition, by=publisher, until=noon + HOUR)
    edition.refresh_from_db()
    assert edition.live_until == noon + HOUR


def test_replacing_a_live_text_must_say_whether_it_is_a_correction(noon, author, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher)
    write(item, author, title="Corrected")
    for verb, by in ((workflow.submit, author), (workflow.publish_draft, publisher)):
        with pytest.raises(PublishingError, match="Say whether this is a correction"):
            verb(item, by=by)
    typo = workflow.submit(item, by=author, correction="")
    assert (typo.change_kind, typo.correction) == ("typo", "")
    other = workflow.submit(item, by=author, correction="It was wrong.")
    assert (other.change_kind, other.correction) == ("correction", "It was wrong.")
    assert other != typo


@pytest.mark.postgresql
def test_item_cannot_be_marked_while_an_unapproved_edition_is_scheduled(
    client, noon, author, publisher
):
    page, item = make_page("about"), make_news_item()
    for draft in (page, item):
        workflow.publish_draft(draft, by=publisher, at=noon + timedelta(days=9))
    page.needs_second_person = True
    with pytest.raises(PublishingError, match="Cancel its schedule first"):
        workflow.write(page, by=author)
    client.force_login(publisher)
    form = {"title": "Page about", "summary": "A page.", "layout": "standard", "slug": "about"}
    response = client.post(
        f"/admin/pages/page/{page.pk}/change/", form | {"needs_second_person": "on"}
    )
    assert "Cancel its schedule first" in response.content.decode()
    form = {"name": "Patent", "position": "0", "needs_second_person": "on"}
    response = client.post(f"/admin/news/category/{item.category_id}/change/", form)
    assert "Cancel its schedule first" in response.content.decode()
    item.refresh_from_db()
    assert not item.needs_second_person


@pytest.mark.postgresql
def test_schedule_marked_without_the_verbs_cannot_be_moved_earlier(noon, publisher):
    page = make_page("about")
    edition = workflow.publish_draft(page, by=publisher, at=noon + timedelta(days=9))
    Page.objects.filter(pk=page.pk).update(needs_second_person=True)
    with pytest.raises(PublishingError, match="by someone who didn't write it"):
        workflow.reschedule(edition, by=publisher, at=noon + timedelta(days=1))


def test_approval_cannot_be_withdrawn_after_a_later_approval(
    noon, author, reviewer, person, publisher
):
    page = make_page("about", needs_second_person=True)
    workflow.write(page, by=author)
    first = workflow.submit(page, by=author)
    workflow.approve(first, by=reviewer)
    page.title = "A comma, by a colleague"
    workflow.write(page, by=publisher)
    second = workflow.submit(page, by=publisher)
    author.groups.add(Group.objects.get(name="Reviewers"))
    author = type(author).objects.get(pk=author.pk)
    workflow.approve(second, by=author)
    with pytest.raises(PublishingError, match="based on this one was approved"):
        workflow.request_changes(first, by=reviewer, note="On second thoughts.")


def test_rejected_text_restored_by_a_colleague_still_counts_as_its_authors(
    noon, author, reviewer, publisher
):
    page = make_page("about", title="Alice's words", needs_second_person=True)
    workflow.write(page, by=author)
    refused = workflow.submit(page, by=author)
    workflow.request_changes(refused, by=reviewer, note="No.")
    page.title = "Bob's words"
    workflow.write(page, by=publisher)
    approved = workflow.submit(page, by=publisher)
    workflow.approve(approved, by=reviewer)
    workflow.revert_draft_to(refused, by=publisher)
    again = workflow.submit(page, by=publisher)
    assert set(workflow.contributors(again)) == {author.pk, publisher.pk}


def test_approved_text_restored_counts_only_as_written_by_the_user_who_restored_it(
    noon, author, reviewer, publisher
):
    page = make_page("about", needs_second_person=True)
    workflow.write(page, by=author)
    approved = workflow.submit(page, by=author)
    workflow.approve(approved, by=reviewer)
    page.title = "Other words"
    workflow.write(page, by=author)
    workflow.approve(workflow.submit(page, by=author), by=reviewer)
    workflow.revert_draft_to(approved, by=publisher)
    again = workflow.submit(page, by=publisher)
    assert set(workflow.contributors(again)) == {publisher.pk}


def test_mark_set_after_freezing_needs_another_edition(noon, author, publisher):
    page = make_page("about", body="<p><mark>It helps.</mark></p>")
    edition = workflow.freeze(page, by=author)
    page.medical = True
    page.save()
    with pytest.raises(PublishingError, match="has no source"):
        workflow.submit(page, by=publisher, reasons=reasons_for(page))
    assert edition.medical is False


def test_marking_a_category_leaves_a_note_on_each_of_its_items(client, noon, publisher):
    item = make_news_item()
    client.force_login(publisher)
    form = {"name": "Patent", "position": "0", "needs_second_person": "on", "medical": "on"}
    client.post(f"/admin/news/category/{item.category_id}/change/", form)
    item.refresh_from_db()
    assert item.needs_second_person
    assert HistoryEntry.objects.first().note == ("Now needs a second approver. Marked as medical.")


def test_renaming_a_category_counts_as_writing_even_in_the_trash(client, noon, author, publisher):
    item = make_news_item()
    workflow.write(item, by=author)
    workflow.archive(item, by=author)
    client.force_login(publisher)
    form = {"name": "Miracle cure", "position": "0"}
    client.post(f"/admin/news/category/{item.category_id}/change/", form)
    workflow.restore(item, by=author)
    edition = workflow.submit(item, by=author, reasons=reasons_for(item))
    assert set(workflow.contributors(edition)) == {author.pk, publisher.pk}


def test_correction_note_is_examined_too(noon, author, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher)
    item.title = "Other"
    item.save()
    with pytest.raises(PublishingError, match="You wrote 'miracle'"):
        workflow.submit(item, by=author, correction="It was a miracle.")


@pytest.mark.postgresql
@pytest.mark.parametrize("way", ["form", "move"])
def test_user_who_chose_the_first_address_cannot_approve_it(
    noon, author, all_rounder, reviewer, way
):
    bob = all_rounder("bob")
    page = Page(slug="results", title="Results", summary="S.", needs_second_person=True)
    workflow.write(page, by=author)
    if way == "form":
        page.slug = "all-is-well"
        workflow.write(page, by=bob)
    else:
        workflow.move({page: {"slug": "all-is-well"}}, by=bob)
    page.refresh_from_db()
    edition = workflow.submit(page, by=author)
    with pytest.raises(PublishingError, match="You can't approve your own changes"):
        workflow.approve(edition, by=bob)
    assert workflow.approve(edition, by=reviewer).by_second_person
    written = HistoryEntry.objects.filter(item_id=page.pk, verb="write").values_list(
        "actor_name", "note"
    )
    assert list(written) == [
        ("bob", "Address: /results/ → /all-is-well/."),
        ("ann", ""),
    ]


def test_approval_that_removed_a_mark_cannot_be_withdrawn_while_a_schedule_depends_on_it(
    noon, author, reviewer, publisher
):
    page = make_page(needs_second_person=True)
    workflow.publish(approved(page, by=author), by=publisher)
    page.needs_second_person, page.title = False, "No mark"
    workflow.write(page, by=author)
    without_mark = workflow.approve(workflow.submit(page, by=author), by=reviewer)
    page.title = "Nobody has approved this"
    workflow.write(page, by=publisher)
    scheduled = workflow.publish_draft(page, by=publisher, at=noon + timedelta(hours=1))
    with pytest.raises(PublishingError, match="is scheduled without a second approver"):
        workflow.request_changes(without_mark, by=reviewer, note="The mark stays.")
    workflow.cancel_schedule(scheduled, by=publisher)
    workflow.request_changes(without_mark, by=reviewer, note="The mark stays.")
    assert workflow.needs_second_person(page)
