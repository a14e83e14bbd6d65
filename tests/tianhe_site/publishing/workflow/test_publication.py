"""The verbs, from the point of view of readers."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from news.models import Category, NewsEdition
from tests.factories import (
    make_news_item,
    make_page,
    make_site_details,
    publish_approved,
)
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import FOREVER, HistoryEntry
from tianhe_site.publishing.workflow import COMMAND_LINE

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
PATH = "/news/2026/grant/"


def text_at(client, moment, path=PATH):
    """Return the status of `path` at `moment`, and its content."""
    with clock.set_to(moment):
        response = client.get(path)
    return response.status_code, response.content.decode()


def verbs(item):
    return list(
        HistoryEntry.objects.filter(item_id=item.pk).order_by("id").values_list("verb", flat=True)
    )


def test_draft_is_not_public(client, noon):
    make_news_item()
    assert client.get(PATH).status_code == 404


@pytest.mark.postgresql
def test_published_draft_is_public_at_once(client, noon, publisher):
    workflow.publish_draft(make_news_item(), by=publisher)
    assert "A patent is granted" in client.get(PATH).content.decode()


def test_saving_the_draft_does_not_change_the_live_edition(client, noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher)
    item.title = "Rewritten in peace"
    item.save()
    assert "A patent is granted" in client.get(PATH).content.decode()


def test_frozen_text_is_what_goes_live(client, noon, publisher):
    item = make_news_item(title="As read and approved")
    edition = workflow.freeze(item, by=publisher)
    item.title = "A later thought"
    item.save()
    workflow.publish(edition, by=publisher)
    assert "As read and approved" in client.get(PATH).content.decode()


def test_scheduled_edition_is_hidden_before_its_time(client, noon, publisher):
    workflow.publish_draft(make_news_item(), by=publisher, at=noon + HOUR)
    just_before = noon + HOUR - timedelta(microseconds=1)
    assert text_at(client, just_before)[0] == 404
    assert text_at(client, noon + HOUR)[0] == 200


def test_edition_is_gone_at_the_moment_of_its_end(client, noon, publisher):
    workflow.publish_draft(make_news_item(), by=publisher, until=noon + HOUR)
    just_before = noon + HOUR - timedelta(microseconds=1)
    assert text_at(client, just_before)[0] == 200
    assert text_at(client, noon + HOUR)[0] == 410


def test_scheduled_successor_takes_over_at_its_time(client, noon, publisher):
    item = make_news_item(title="First")
    workflow.publish_draft(item, by=publisher)
    item.title = "Second"
    item.save()
    workflow.publish_draft(item, by=publisher, correction="", at=noon + HOUR)
    assert "First" in text_at(client, noon + HOUR - timedelta(microseconds=1))[1]
    assert "Second" in text_at(client, noon + HOUR)[1]


@pytest.mark.postgresql
def test_publishing_the_same_twice_is_recorded_once(noon, publisher):
    item = make_news_item()
    first = workflow.publish_draft(item, by=publisher)
    second = workflow.publish_draft(item, by=publisher)
    assert first == second
    assert verbs(item) == ["write", "freeze", "publish"]


@pytest.mark.postgresql
def test_scheduling_the_same_twice_is_recorded_once(noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher, at=noon + HOUR)
    workflow.publish_draft(item, by=publisher, at=noon + HOUR)
    assert verbs(item) == ["write", "freeze", "schedule"]


@pytest.mark.postgresql
def test_item_has_one_pending_edition_at_most(noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher, at=noon + HOUR)
    item.title = "Other"
    item.save()
    workflow.publish_draft(item, by=publisher, at=noon + 2 * HOUR)
    assert [edition.title for edition in item.editions.pending(noon)] == ["Other"]


def test_publishing_now_cancels_what_is_scheduled(client, noon, publisher):
    item = make_news_item(title="Later")
    workflow.publish_draft(item, by=publisher, at=noon + HOUR)
    item.title = "Now"
    item.save()
    workflow.publish_draft(item, by=publisher)
    assert "Now" in text_at(client, noon + 2 * HOUR)[1]


def test_canceling_a_successor_restores_the_requested_end(client, noon, publisher):
    item = make_news_item(title="First")
    first = workflow.publish_draft(item, by=publisher, until=noon + 5 * HOUR)
    item.title = "Second"
    item.save()
    second = workflow.publish_draft(item, by=publisher, correction="", at=noon + HOUR)
    first.refresh_from_db()
    assert first.live_until == noon + HOUR
    workflow.cancel_schedule(second, by=publisher)
    first.refresh_from_db()
    assert first.live_until == noon + 5 * HOUR
    assert text_at(client, noon + 6 * HOUR)[0] == 410


def test_canceling_the_first_publication_frees_the_address(client, noon, publisher):
    edition = workflow.publish_draft(make_news_item(), by=publisher, at=noon + HOUR)
    workflow.cancel_schedule(edition, by=publisher)
    assert text_at(client, noon + 2 * HOUR)[0] == 404
    workflow.publish_draft(make_news_item(title="Another"), by=publisher)
    assert "Another" in text_at(client, noon + 2 * HOUR)[1]


def test_rescheduling_moves_the_pending_edition(client, noon, publisher):
    edition = workflow.publish_draft(make_news_item(), by=publisher, at=noon + HOUR)
    workflow.reschedule(edition, by=publisher, at=noon + 3 * HOUR, until=noon + 4 * HOUR)
    statuses = [text_at(client, noon + hours * HOUR)[0] for hours in (1, 3, 4)]
    assert statuses == [404, 200, 410]


def test_rescheduling_changes_the_end_of_the_live_edition(client, noon, publisher):
    edition = workflow.publish_draft(make_news_item(), by=publisher)
    workflow.reschedule(edition, by=publisher, until=noon + HOUR)
    assert text_at(client, noon + HOUR)[0] == 410
    workflow.reschedule(edition, by=publisher)
    assert text_at(client, noon + HOUR)[0] == 200


def test_withdrawn_item_is_gone_with_the_reason_readers_were_given(client, noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher)
    workflow.withdraw(item, by=publisher, reason="There was an error on this page.")
    response = client.get(PATH)
    assert response.status_code == 410
    assert "There was an error on this page." in response.content.decode()


def test_withdrawing_keeps_the_note_from_readers(client, noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher)
    workflow.withdraw(item, by=publisher, note="Counsel asked for it.")
    assert "Counsel" not in client.get(PATH).content.decode()
    assert HistoryEntry.objects.first().note == "Counsel asked for it."


def test_withdrawing_cancels_what_is_scheduled(client, noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher)
    item.title = "Second"
    item.save()
    workflow.publish_draft(item, by=publisher, correction="", at=noon + HOUR)
    workflow.withdraw(item, by=publisher, note="No.")
    assert text_at(client, noon + 2 * HOUR)[0] == 410


def test_withdrawn_item_can_be_published_again(client, noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher)
    workflow.withdraw(item, by=publisher, note="Too early.")
    workflow.publish_draft(item, by=publisher)
    assert client.get(PATH).status_code == 200


def test_edition_that_was_live_is_not_published_again(noon, publisher):
    item = make_news_item()
    edition = workflow.publish_draft(item, by=publisher)
    workflow.withdraw(item, by=publisher, note="Wrong.")
    with pytest.raises(PublishingError, match="Restore it to the draft"):
        workflow.publish(edition, by=publisher)


def test_restoring_copies_into_the_draft_and_publishes_nothing(client, noon, publisher):
    item = make_news_item(title="Old", sources=[{"title": "Register"}])
    old = workflow.publish_draft(item, by=publisher)
    other = Category.objects.create(name="Trial", slug="trial")
    item.title, item.sources, item.category = "New", [], other
    item.save()
    workflow.publish_draft(item, by=publisher, correction="")
    restored = workflow.revert_draft_to(old, by=publisher)
    assert restored.content() == old.content()
    assert "New" in client.get(PATH).content.decode()


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "times", [{"at": -HOUR}, {"at": 0 * HOUR}, {"until": -HOUR}, {"at": HOUR, "until": HOUR}]
)
def test_past_times_and_empty_periods_are_refused(noon, publisher, times):
    moments = {name: noon + offset for name, offset in times.items()}
    item = make_news_item()
    with pytest.raises(PublishingError):
        workflow.publish_draft(item, by=publisher, **moments)
    assert not NewsEdition.objects.exists()


def test_withdrawing_needs_a_reason(noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher)
    with pytest.raises(PublishingError, match="Say why"):
        workflow.withdraw(item, by=publisher, reason=" ", note="")


def test_item_that_is_not_live_cannot_be_withdrawn(noon, publisher):
    with pytest.raises(PublishingError, match="isn't live"):
        workflow.withdraw(make_news_item(), by=publisher, note="Why not")


def test_author_may_freeze_and_not_publish(noon, author):
    item = make_news_item()
    edition = workflow.freeze(item, by=author)
    for verb in (
        lambda: workflow.publish(edition, by=author),
        lambda: workflow.publish_draft(item, by=author),
        lambda: workflow.reschedule(edition, by=author),
        lambda: workflow.cancel_schedule(edition, by=author),
        lambda: workflow.withdraw(item, by=author, note="x"),
        lambda: workflow.import_edition(item, by=author, live_from=noon),
    ):
        with pytest.raises(PermissionDenied):
            verb()


@pytest.mark.postgresql
def test_home_page_and_site_details_stay_public(noon, publisher):
    for item in (make_page("", layout="home"), make_site_details()):
        publish_approved(item, by=publisher)
        with pytest.raises(PublishingError, match="can't withdraw"):
            workflow.withdraw(item, by=publisher, note="x")
        with pytest.raises(PublishingError, match="can't withdraw"):
            workflow.reschedule(item.editions.get(), by=publisher, until=noon + HOUR)
        assert item.editions.live(noon + HOUR).exists()


def test_page_with_live_children_stays_public(client, noon, publisher):
    parent = make_page("about")
    child = make_page("people", parent=parent)
    workflow.publish_draft(parent, by=publisher)
    workflow.publish_draft(child, by=publisher)
    with pytest.raises(PublishingError, match="is below"):
        workflow.withdraw(parent, by=publisher, note="x")
    with pytest.raises(PublishingError, match="is below"):
        workflow.reschedule(parent.editions.get(), by=publisher, until=noon + HOUR)
    workflow.withdraw(child, by=publisher, note="x")
    workflow.withdraw(parent, by=publisher, note="x")
    assert client.get("/about/").status_code == 410


def test_page_is_public_only_while_the_page_above_is(noon, publisher):
    parent = make_page("about")
    child = make_page("people", parent=parent)
    with pytest.raises(PublishingError, match="parent page"):
        workflow.publish_draft(child, by=publisher)
    workflow.publish_draft(parent, by=publisher, at=noon + HOUR)
    with pytest.raises(PublishingError, match="parent page"):
        workflow.publish_draft(child, by=publisher)
    pending = workflow.publish_draft(child, by=publisher, at=noon + HOUR)
    assert pending.live_from == noon + HOUR
    with pytest.raises(PublishingError, match="is below"):
        workflow.cancel_schedule(parent.editions.get(), by=publisher)


def test_page_above_another_can_be_published_again(client, noon, publisher):
    parent = make_page("about", title="Old")
    child = make_page("people", parent=parent)
    workflow.publish_draft(parent, by=publisher)
    workflow.publish_draft(child, by=publisher)
    parent.title = "New"
    parent.save()
    workflow.publish_draft(parent, by=publisher, at=noon + HOUR)
    assert "New" in text_at(client, noon + HOUR, "/about/")[1]


def test_import_is_live_in_the_past_and_records_when_it_was_entered(client, noon):
    item = make_news_item(date=date(2014, 1, 25))
    long_ago = datetime(2014, 1, 25, 12, tzinfo=UTC)
    edition = workflow.import_edition(item, by=COMMAND_LINE, live_from=long_ago)
    assert text_at(client, long_ago, "/news/2014/grant/")[0] == 200
    assert text_at(client, long_ago - HOUR, "/news/2014/grant/")[0] == 404
    entered = HistoryEntry.objects.get().at
    assert entered >= noon
    assert (edition.live_from, edition.frozen_at) == (long_ago, entered)


def test_only_items_without_editions_are_imported(noon, publisher):
    item = make_news_item()
    workflow.freeze(item, by=publisher)
    with pytest.raises(PublishingError, match="without versions"):
        workflow.import_edition(item, by=COMMAND_LINE, live_from=noon - HOUR)


def test_nothing_is_imported_to_where_another_item_was_at_the_time(noon):
    moved = make_page("about")
    workflow.import_edition(moved, by=COMMAND_LINE, live_from=noon - 2 * HOUR)
    workflow.move({moved: {"slug": "company"}}, by=COMMAND_LINE)
    with pytest.raises(PublishingError, match="Another item already uses"):
        workflow.import_edition(make_page("about"), by=COMMAND_LINE, live_from=noon - HOUR)


@pytest.mark.postgresql
def test_publishers_may_not_import(noon, publisher, administrator):
    with pytest.raises(PermissionDenied):
        workflow.import_edition(make_news_item(), by=publisher, live_from=noon)
    workflow.import_edition(make_news_item("b"), by=administrator, live_from=noon)


def test_open_end_is_a_value_not_null(noon, publisher):
    item = make_news_item()
    frozen = workflow.freeze(item, by=publisher)
    assert (frozen.live_from, frozen.live_until, frozen.asked_until) == (FOREVER,) * 3
    live = workflow.publish(frozen, by=publisher)
    assert (live.live_from, live.live_until) == (HistoryEntry.objects.first().at, FOREVER)


def test_edition_keeps_the_name_its_category_had(client, noon, publisher):
    item = make_news_item()
    publish_approved(item, by=publisher)
    item.category.name = "Renamed"
    item.category.save()
    assert "Patent" in client.get(PATH).content.decode()
    assert "Renamed" not in client.get(PATH).content.decode()


def test_deleted_draft_cannot_be_published(noon, publisher):
    item = make_news_item()
    gone = make_news_item("gone")
    type(item).objects.get(pk=gone.pk).delete()
    with pytest.raises(PublishingError, match="deleted"):
        workflow.publish_draft(gone, by=publisher)


def test_home_page_cannot_get_an_end_with_its_first_publication(noon, publisher):
    for item in (make_page("", layout="home"), make_site_details()):
        with pytest.raises(PublishingError, match="end date"):
            publish_approved(item, by=publisher, at=noon + HOUR, until=noon + 2 * HOUR)


def test_restoring_finds_a_recreated_category(noon, publisher):
    item = make_news_item()
    old = workflow.publish_draft(item, by=publisher)
    item.category = Category.objects.create(name="Trial", slug="trial")
    item.save()
    Category.objects.filter(slug="patent").delete()
    Category.objects.create(name="Patent", slug="patents")
    assert workflow.revert_draft_to(old, by=publisher).category.slug == "patents"


def test_scheduling_the_live_text_again_is_refused(noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher)
    with pytest.raises(PublishingError, match="This text is already live"):
        workflow.publish_draft(item, by=publisher, at=noon + HOUR)
