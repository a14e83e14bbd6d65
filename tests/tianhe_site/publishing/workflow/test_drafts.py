"""Trash and archive: what was public is never destroyed, and everything is recorded."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from news.models import Category, NewsItem
from pages.models import Page
from tests.factories import make_news_item, make_page
from tianhe_site.publishing import history, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import HistoryEntry, OpenForm, Review

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def verbs(item_id):
    entries = HistoryEntry.objects.filter(item_id=item_id).order_by("id")
    return list(entries.values_list("verb", flat=True))


@pytest.fixture
def withdrawn(noon, publisher):
    """An item that was public."""
    item = make_news_item()
    workflow.publish_draft(item, by=publisher)
    workflow.withdraw(item, by=publisher, note="x")
    return item


def written(draft, by):
    """Return a draft that only `by` wrote."""
    workflow.write(draft, by=by)
    return draft


@pytest.mark.postgresql
def test_draft_is_moved_to_the_trash_and_restored(noon, author):
    item = written(make_news_item(), author)
    workflow.archive(item, by=author, note="A duplicate.")
    assert NewsItem.objects.get().trashed_at == HistoryEntry.objects.first().at
    workflow.restore(item, by=author)
    assert NewsItem.objects.get().trashed_at is None
    assert verbs(item.pk) == ["write", "trash", "bring-back"]
    with pytest.raises(PublishingError, match="already restored this"):
        workflow.restore(item, by=author)


@pytest.mark.postgresql
def test_emptying_the_trash_destroys_drafts_and_is_recorded(noon, author):
    item, other = make_news_item("gone", title="Gone"), make_news_item("kept")
    workflow.write(item, by=author)
    item_id = item.pk
    OpenForm.objects.create(item_id=item_id, user_id=1, user_name="x", seen_at=noon)
    workflow.archive(item, by=author)
    assert workflow.empty_trash(NewsItem, by=author) == (1, [])
    assert list(NewsItem.objects.all()) == [other]
    entry = HistoryEntry.objects.first()
    said = (entry.verb, entry.item_id, entry.item_title, entry.actor_name)
    assert said == ("destroy", item_id, "Gone", "ann")
    assert history.verify() == []


def test_draft_with_an_edition_stays_in_the_trash(noon, author):
    item = make_news_item()
    workflow.submit(item, by=author)
    workflow.archive(item, by=author)
    assert workflow.empty_trash(NewsItem, by=author) == (0, [item])
    assert verbs(item.pk) == ["write", "freeze", "submit", "trash"]


def test_archiving_withdraws_a_submission(noon, author):
    item = make_news_item()
    edition = workflow.submit(item, by=author)
    workflow.archive(item, by=author)
    edition.refresh_from_db()
    assert edition.review == Review.NONE


@pytest.mark.postgresql
def test_public_item_is_archived_and_never_destroyed(withdrawn, publisher):
    workflow.archive(withdrawn, by=publisher)
    assert verbs(withdrawn.pk)[-1] == "archive"
    assert workflow.empty_trash(NewsItem, by=publisher) == (0, [])
    assert NewsItem.objects.filter(pk=withdrawn.pk).exists()
    workflow.restore(withdrawn, by=publisher)
    workflow.publish_draft(withdrawn, by=publisher)
    assert withdrawn.editions.live().exists()


def test_readers_still_learn_that_an_archived_item_is_gone(client, withdrawn, publisher):
    workflow.archive(withdrawn, by=publisher)
    assert client.get("/news/2026/grant/").status_code == 410


def test_live_or_scheduled_item_is_not_archived(noon, publisher):
    live, scheduled = make_news_item("live"), make_news_item("scheduled")
    workflow.publish_draft(live, by=publisher)
    pending = workflow.publish_draft(scheduled, by=publisher, at=noon + HOUR)
    for item in (live, scheduled):
        with pytest.raises(PublishingError, match="Withdraw it or cancel its schedule first"):
            workflow.archive(item, by=publisher)
    workflow.cancel_schedule(pending, by=publisher)
    workflow.archive(scheduled, by=publisher)
    assert verbs(scheduled.pk)[-1] == "trash"


@pytest.mark.postgresql
def test_page_with_pages_below_is_not_archived(noon, author):
    above = written(make_page("above"), author)
    below = written(make_page("below", parent=above), author)
    with pytest.raises(PublishingError, match="'Page below' is below this page"):
        workflow.archive(above, by=author)
    workflow.archive(below, by=author)
    workflow.archive(above, by=author)
    # Both at once, in any order.
    assert workflow.empty_trash(Page, by=author) == (2, [])


@pytest.mark.postgresql
@pytest.mark.parametrize("reason", ["an edition", "brought back"])
def test_page_stays_in_the_trash_while_one_below_it_stays(noon, author, reason):
    above = written(make_page("above"), author)
    below = written(make_page("below", parent=above), author)
    if reason == "an edition":
        workflow.submit(below, by=author)
    workflow.archive(below, by=author)
    workflow.archive(above, by=author)
    if reason == "brought back":
        workflow.restore(below, by=author)
    gone, stay = workflow.empty_trash(Page, by=author)
    assert gone == 0
    assert above in stay
    assert Page.objects.count() == 2
    assert "destroy" not in verbs(above.pk)
    assert history.verify() == []


def test_authors_move_drafts_to_the_trash_but_archive_no_public_items(withdrawn, author, reviewer):
    with pytest.raises(PermissionDenied):
        workflow.archive(withdrawn, by=author)
    draft = written(make_news_item("draft"), author)
    with pytest.raises(PermissionDenied):
        workflow.archive(draft, by=reviewer)
    workflow.archive(draft, by=author)
    for verb in (
        lambda: workflow.restore(draft, by=reviewer),
        lambda: workflow.empty_trash(NewsItem, by=reviewer),
    ):
        with pytest.raises(PermissionDenied):
            verb()


def test_draft_in_the_trash_refuses_every_other_verb(noon, author, reviewer, administrator):
    item = make_news_item()
    edition = workflow.submit(item, by=author)
    workflow.archive(item, by=author)
    before = HistoryEntry.objects.count()
    for verb in (
        lambda: workflow.write(item, by=author),
        lambda: workflow.freeze(item, by=author),
        lambda: workflow.submit(item, by=author),
        lambda: workflow.withdraw_submission(edition, by=author),
        lambda: workflow.approve(edition, by=reviewer),
        lambda: workflow.request_changes(edition, by=reviewer, note="x"),
        lambda: workflow.publish(edition, by=administrator),
        lambda: workflow.publish_draft(item, by=administrator),
        lambda: workflow.publish_many([edition], by=administrator),
        lambda: workflow.reschedule(edition, by=administrator, at=noon + HOUR),
        lambda: workflow.cancel_schedule(edition, by=administrator),
        lambda: workflow.withdraw(item, by=administrator, note="x"),
        lambda: workflow.move({item: {"slug": "elsewhere"}}, by=administrator),
        lambda: workflow.import_edition(item, by=administrator, live_from=noon),
        lambda: workflow.revert_draft_to(edition, by=author),
        lambda: workflow.archive(item, by=author),
        lambda: workflow.share_preview(edition, by=author, note="x"),
    ):
        with pytest.raises(PublishingError, match="Restore it first"):
            verb()
    assert HistoryEntry.objects.count() == before


def test_preview_link_of_a_draft_ends_when_it_is_moved_to_the_trash(noon, author):
    edition = workflow.freeze(make_news_item(), by=author)
    link = workflow.share_preview(edition, by=author, note="Dr. Li")
    workflow.archive(edition.item, by=author)
    link.refresh_from_db()
    assert link.revoked_at


@pytest.mark.postgresql
def test_writing_is_recorded_once_per_text(noon, author, publisher):
    item = make_news_item()
    workflow.write(item, by=author)
    workflow.write(item, by=publisher)
    item.title = "Changed"
    workflow.write(item, by=publisher)
    entries = HistoryEntry.objects.filter(item_id=item.pk).order_by("id")
    said = [(entry.actor_name, entry.item_title) for entry in entries]
    assert said == [("ann", "A patent is granted"), ("paul", "Changed")]
    assert [entry.touched["draft"] for entry in entries][-1] == item.content_hash


def test_writing_needs_the_permission(noon, reviewer):
    for draft in (make_news_item(), NewsItem(title="New")):
        with pytest.raises(PermissionDenied):
            workflow.write(draft, by=reviewer)


# Restoring an edition


@pytest.mark.postgresql
def test_replaced_draft_is_kept_and_can_be_restored(noon, author, publisher):
    item = make_news_item(title="Old")
    workflow.write(item, by=author)
    old = workflow.freeze(item, by=author)
    item.title = "Written since"
    workflow.write(item, by=author)
    assert workflow.revert_draft_to(old, by=publisher).title == "Old"
    kept = item.draft_versions.get(content__title="Written since")
    assert (kept.kind, kept.saved_by_name, item.editions.count()) == ("saved", "ann", 1)
    assert verbs(item.pk) == ["write", "freeze", "write", "restore"]
    assert workflow.restore_version(item, kept, by=publisher).title == "Written since"
    assert verbs(item.pk)[4:] == ["restore"]
    assert history.verify() == []


def test_draft_is_kept_once(noon, author):
    item = make_news_item(title="One")
    one = workflow.keep_draft(item, by=author)
    assert (one.kind, one.content["title"], one.saved_by_name) == ("kept", "One", "")
    assert workflow.keep_draft(item, by=author) == one
    item.title = "Two"
    workflow.write(item, by=author)
    two = workflow.keep_draft(item, by=author)
    assert (two.kind, two.content["title"], two.saved_by_name) == ("saved", "Two", "ann")


def test_approval_still_counts_after_another_text_was_tried(noon, author, reviewer, publisher):
    item = make_news_item(title="Agreed")
    approved = workflow.submit(item, by=author)
    workflow.approve(approved, by=reviewer)
    item.title = "Tried out"
    item.save()
    workflow.revert_draft_to(approved, by=author)
    item.refresh_from_db()
    assert workflow.existing_edition(item) == approved
    assert workflow.publish_draft(item, by=publisher) == approved


def test_edition_of_a_marked_category_cannot_be_restored_while_an_unapproved_edition_is_scheduled(
    noon, author, publisher
):
    item = make_news_item()
    marked = Category.objects.create(name="Trial", slug="trial")
    unmarked, item.category = item.category, marked
    item.save()
    old = workflow.freeze(item, by=author)
    Category.objects.filter(pk=marked.pk).update(needs_second_person=True)
    item.category = unmarked
    item.save()
    workflow.publish_draft(item, by=publisher, at=noon + HOUR)
    with pytest.raises(PublishingError, match="without a second approver"):
        workflow.revert_draft_to(old, by=author)
    item.refresh_from_db()
    assert item.category == unmarked


@pytest.mark.parametrize(
    ("writers", "sentence"),
    [
        ([], "You didn't write this draft."),
        (["bob"], "bob worked on this draft."),
        (["ann", "bob", "cy"], "bob, cy worked on this draft."),
    ],
)
def test_authors_archive_only_drafts_that_they_alone_wrote(
    noon, person, publisher, writers, sentence
):
    people = {name: person(name, "Authors") for name in ("ann", "bob", "cy")}
    item = make_news_item()
    for name in writers:
        item.title = f"By {name}"
        workflow.write(item, by=people[name])
    before = HistoryEntry.objects.count()
    with pytest.raises(PublishingError, match=sentence):
        workflow.archive(item, by=people["ann"])
    assert HistoryEntry.objects.count() == before
    workflow.archive(item, by=publisher)
    assert workflow.empty_trash(NewsItem, by=people["ann"]) == (0, [item])
    assert workflow.empty_trash(NewsItem, by=publisher) == (1, [])


def test_author_whose_text_a_colleague_restored_is_a_contributor(noon, author, person):
    bob = person("bob", "Authors")
    item = written(make_news_item(), author)
    edition = workflow.freeze(item, by=author)
    workflow.revert_draft_to(edition, by=bob)
    with pytest.raises(PublishingError, match="ann worked on this draft."):
        workflow.archive(edition.item, by=bob)


@pytest.mark.parametrize("number", [1, 3])
def test_contributors_of_the_drafts_in_the_trash_take_one_query(
    noon, author, django_assert_num_queries, number
):
    drafts = [written(make_news_item(f"item-{each}"), author) for each in range(number)]
    author.has_perm("news.publish_newsitem")
    with django_assert_num_queries(1):
        assert workflow.why_not_destroyed(drafts, author) == {}


@pytest.mark.postgresql
def test_mark_from_a_restored_edition_counts_like_any_other(noon, author, reviewer, publisher):
    item = make_news_item()
    unmarked = item.category
    item.category = Category.objects.create(name="Trial", slug="trial")
    item.save()
    old = workflow.freeze(item, by=author)
    item.category = unmarked
    workflow.write(item, by=author)
    workflow.approve(workflow.submit(item, by=author), by=reviewer)
    Category.objects.filter(slug="trial").update(needs_second_person=True)
    draft = workflow.revert_draft_to(old, by=author)
    assert draft.needs_second_person
    draft.category, draft.title = unmarked, "Words that nobody approved"
    workflow.write(draft, by=author)
    assert workflow.needs_second_person(draft)
    with pytest.raises(PublishingError, match="by someone who didn't write it"):
        workflow.publish_draft(draft, by=publisher)
