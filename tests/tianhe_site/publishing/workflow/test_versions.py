"""Versions of drafts: each save keeps one, restoring loses none, nobody gets past the review."""

from datetime import timedelta

import pytest

from news.models import Category, NewsItem
from tests.factories import make_category, make_image, make_news_item, make_page
from tianhe_site.publishing import clock, history, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import Autosave, DraftVersion, HistoryEntry
from tianhe_site.publishing.workflow import COMMAND_LINE

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def bob(person):
    return person("bob", "Authors")


def write(item, by, **values):
    item.refresh_from_db()
    for name, value in values.items():
        setattr(item, name, value)
    workflow.write(item, by=by)
    return item


def said(item):
    found = item.draft_versions.order_by("id")
    return [(each.kind, each.content["title"], each.saved_by_name) for each in found]


def version_of(item, title):
    return item.draft_versions.filter(content__title=title).latest("id")


def test_each_save_that_changes_something_keeps_a_version(noon, author, bob):
    item = make_news_item(title="One")
    write(item, author)
    write(item, author)
    write(item, bob, title="Two")
    page = write(make_page(), author, to_do="Ask Bob.")
    assert said(item) == [("saved", "One", "ann"), ("saved", "Two", "bob")]
    assert [each.content["to_do"] for each in page.draft_versions.order_by("id")] == [
        "",
        "Ask Bob.",
    ]


def test_what_a_program_saved_past_the_verbs_is_kept_before_it_is_replaced(noon, author, bob):
    item = write(make_news_item(title="One"), author)
    item.title = "By a program"
    item.save()
    write(item, bob, title="Two")
    assert said(item) == [
        ("saved", "One", "ann"),
        ("kept", "By a program", "ann"),
        ("saved", "Two", "bob"),
    ]


@pytest.mark.postgresql
def test_restoring_brings_back_all_but_the_address(noon, author):
    image = make_image()
    item = make_news_item(
        title="One",
        picture=image,
        sources=[{"title": "The register"}],
        date="2026-01-02",
        body="<p>First</p>",
    )
    write(item, author)
    before = item.kept_content()
    write(
        item,
        author,
        title="Two",
        slug="moved",
        picture=None,
        sources=[],
        body="",
        category=make_category("Other", "other"),
    )
    restored = workflow.restore_version(item, version_of(item, "One"), by=author)
    item.refresh_from_db()
    assert item.kept_content() == restored.kept_content() == before
    assert (item.slug, item.picture, item.category.slug) == ("moved", image, "patent")
    entry = HistoryEntry.objects.first()
    first = item.draft_versions.earliest("id")
    assert (entry.verb, entry.touched["restored"]) == ("restore", first.saved_at.isoformat())
    assert history.verify() == []


@pytest.mark.postgresql
def test_what_is_gone_by_now_is_left_out(noon, author):
    gone = make_category("Gone", "gone")
    item = write(make_news_item(title="One", category=gone), author)
    write(item, author, title="Two", category=make_category())
    Category.objects.filter(pk=gone.pk).delete()
    restored = workflow.restore_version(item, version_of(item, "One"), by=author)
    assert (restored.title, restored.category) == ("One", None)


def test_restoring_what_was_replaced_undoes_it(noon, author):
    item = write(make_news_item(title="One"), author)
    write(item, author, title="Two")
    kept = workflow.keep_draft(item, by=author)
    workflow.restore_version(item, version_of(item, "One"), by=author)
    assert workflow.restore_version(item, kept, by=author).title == "Two"
    # Each is there, and none twice in a row.
    assert [title for _kind, title, _who in said(item)] == ["One", "Two", "One", "Two"]


@pytest.mark.postgresql
def test_draft_without_what_readers_need_can_be_replaced_and_brought_back(noon, author):
    item = make_news_item(title="Whole")
    edition = workflow.freeze(item, by=author)
    write(item, author, title="Half", summary="", category=None)
    workflow.revert_draft_to(edition, by=author)
    half = version_of(item, "Half")
    assert workflow.restore_version(item, half, by=author).category is None


# Who wrote it


@pytest.mark.postgresql
def test_author_of_a_restored_version_still_counts_as_one(noon, author, bob, reviewer, publisher):
    item = write(make_news_item(title="By ann"), author)
    write(item, bob, title="By bob")
    workflow.approve(workflow.submit(item, by=bob), by=reviewer)
    workflow.restore_version(item, version_of(item, "By ann"), by=publisher)
    item.refresh_from_db()
    assert set(workflow.contributors(item).values()) == {"ann", "paul"}


def test_nobody_approves_their_own_words_by_letting_another_restore_them(
    noon, settings, publisher, reviewer, person
):
    settings.REVIEW_POLICY = "all"
    both = person("both", is_superuser=True)
    item = write(make_news_item(title="By both"), both)
    write(item, publisher, title="Agreed")
    workflow.approve(workflow.submit(item, by=publisher), by=reviewer)
    workflow.restore_version(item, version_of(item, "By both"), by=publisher)
    edition = workflow.submit(item, by=publisher)
    with pytest.raises(PublishingError, match="can't approve your own changes"):
        workflow.approve(edition, by=both)
    workflow.approve(edition, by=reviewer)


def test_everyone_who_ever_wrote_counts_for_what_was_typed_and_not_saved(
    noon, author, bob, reviewer, publisher
):
    item = write(make_news_item(title="By ann"), author)
    workflow.approve(workflow.submit(item, by=author), by=reviewer)
    write(item, publisher, title="Agreed later")
    workflow.approve(workflow.submit(item, by=publisher), by=reviewer)
    typed = NewsItem.objects.get(pk=item.pk)
    typed.title = "Typed into what ann wrote"
    workflow.keep_autosaved(typed, by_id=bob.pk, by_name="bob", at=clock.now())
    workflow.restore_version(item, version_of(item, typed.title), by=publisher)
    item.refresh_from_db()
    assert set(workflow.contributors(item).values()) == {"ann", "bob", "paul"}


def test_what_a_command_wrote_is_restored(noon, author):
    item = write(make_news_item(title="Imported"), COMMAND_LINE)
    write(item, author, title="Two")
    workflow.restore_version(item, version_of(item, "Imported"), by=author)
    item.refresh_from_db()
    assert workflow.contributors(item)[author.pk] == "ann"


def test_marked_category_does_not_come_back_while_an_unapproved_edition_is_scheduled(
    noon, author, publisher
):
    marked = make_category("Trial", "trial")
    item = write(make_news_item(title="Marked", category=marked), author)
    write(item, author, title="Unmarked", category=make_category())
    Category.objects.filter(pk=marked.pk).update(needs_second_person=True)
    workflow.publish_draft(item, by=publisher, at=noon + DAY)
    with pytest.raises(PublishingError, match="without a second approver"):
        workflow.restore_version(item, version_of(item, "Marked"), by=author)
    item.refresh_from_db()
    assert item.title == "Unmarked"


@pytest.mark.postgresql
def test_archived_draft_and_erased_version_are_not_restored(noon, author, publisher):
    item = write(make_news_item(title="One"), author)
    version = version_of(item, "One")
    workflow.archive(item, by=publisher)
    with pytest.raises(PublishingError, match="in the trash"):
        workflow.restore_version(item, version, by=author)
    workflow.restore(item, by=publisher)
    version.delete()
    version.pk = 999
    with pytest.raises(PublishingError, match="Someone deleted this"):
        workflow.restore_version(item, version, by=author)


# How long they stay


def test_versions_go_once_they_are_old_and_fifty_are_newer(noon, author):
    item = make_news_item()
    with clock.set_to(noon - 91 * DAY):
        write(item, author, title="Old")
        workflow.keep_autosaved(
            NewsItem(pk=item.pk, title="Typed long ago"),
            by_id=1,
            by_name="ann",
            at=noon - 91 * DAY,
        )
    for number in range(49):
        write(item, author, title=f"Title {number}")
    titles = [title for _kind, title, _who in said(item)]
    assert titles[:3] == ["Old", "Typed long ago", "Title 0"]
    write(item, author, title="The fiftieth")
    titles = [title for _kind, title, _who in said(item)]
    assert (titles[0], len(titles)) == ("Title 0", 50)


def test_fifty_newer_versions_keep_what_is_younger_than_ninety_days(noon, author):
    item = make_news_item()
    with clock.set_to(noon - 89 * DAY):
        write(item, author, title="Young")
    for number in range(51):
        write(item, author, title=f"Title {number}")
    assert "Young" in [title for _kind, title, _who in said(item)]


@pytest.mark.postgresql
@pytest.mark.parametrize("number", [1, 3])
def test_saving_takes_as_many_queries_however_many_versions_there_are(
    noon, author, django_assert_max_num_queries, number
):
    item = make_news_item()
    for title in range(number):
        write(item, author, title=f"Title {title}")
    item.title = "The last"
    with django_assert_max_num_queries(19):
        workflow.write(item, by=author)


@pytest.mark.postgresql
def test_redaction_deletes_every_version_and_what_is_typed(noon, author, publisher, person):
    item = write(make_news_item(title="Secret"), author)
    edition = workflow.freeze(item, by=author)
    write(item, author, title="Clean")
    other = write(make_news_item("other"), author)
    for draft in (item, other):
        Autosave.objects.create(
            item_id=draft.pk, kind=draft.kind, user_id=1, data={"title": ["x"]}, saved_at=noon
        )
    request = workflow.ask_redaction([edition], by=publisher, reason="A court order.")
    workflow.redact(request, by=person("pia", "Publishers"))
    assert set(DraftVersion.objects.values_list("item", flat=True)) == {other.pk}
    assert set(Autosave.objects.values_list("item", flat=True)) == {other.pk}


@pytest.mark.postgresql
def test_versions_go_with_the_draft(noon, author, publisher):
    item = write(make_news_item(title="One"), author)
    workflow.archive(item, by=publisher)
    workflow.empty_trash(NewsItem, by=publisher)
    assert not DraftVersion.objects.exists()
