"""An approval is for what the reviewer saw: it lapses, and it includes the address."""

from datetime import timedelta

import pytest
from django.conf import settings

from news.models import Category
from pages.models import Page
from tests.factories import approved, change, make_news_item, make_page, publish_approved
from tests.reading import text_of
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import Review

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def therapy(noon):
    return make_page("therapy", needs_second_person=True)


def reworded(draft, title):
    draft.refresh_from_db()
    draft.title = title
    draft.save()
    return draft


def after(noon, **times):
    """Set the clock to some time after noon."""
    return clock.set_to(lambda: noon + timedelta(**times))


# Age


def test_approval_lapses_after_ninety_days(noon, therapy, publisher):
    edition = approved(therapy, by=publisher)
    with (
        after(noon, days=91),
        pytest.raises(PublishingError, match="The approval expires on .* May 2026"),
    ):
        workflow.publish(edition, by=publisher)
    with after(noon, days=89):
        assert workflow.publish(edition, by=publisher).live_from == noon + 89 * DAY


def test_approval_must_still_be_valid_when_a_scheduled_text_goes_live(noon, therapy, publisher):
    edition = approved(therapy, by=publisher)
    with pytest.raises(PublishingError, match="Choose an earlier time"):
        workflow.publish(edition, by=publisher, at=noon + 91 * DAY)
    workflow.publish(edition, by=publisher, at=noon + 89 * DAY)
    with pytest.raises(PublishingError, match="Choose an earlier time"):
        workflow.reschedule(edition, by=publisher, at=noon + 91 * DAY)


@pytest.mark.postgresql
def test_setting_decides_how_long_an_approval_is_valid(noon, therapy, publisher, settings):
    settings.APPROVAL_DAYS = 7
    edition = approved(therapy, by=publisher)
    with after(noon, days=8), pytest.raises(PublishingError, match="The approval expires on"):
        workflow.publish(edition, by=publisher)


def test_text_with_a_lapsed_approval_can_be_submitted_and_approved_again(noon, therapy, publisher):
    old = approved(therapy, by=publisher)
    with after(noon, days=91):
        new = approved(therapy, by=publisher)
        workflow.publish(new, by=publisher)
    old.refresh_from_db()
    assert (old.review, new.review, therapy.editions.count()) == (
        Review.APPROVED,
        Review.APPROVED,
        2,
    )


def test_text_with_a_valid_approval_cannot_be_submitted_again(therapy, publisher):
    approved(therapy, by=publisher)
    with pytest.raises(PublishingError, match="already approved"):
        workflow.submit(therapy, by=publisher)


def test_approval_lapses_once_another_version_went_live(therapy, publisher):
    old = approved(therapy, by=publisher)
    publish_approved(reworded(therapy, "Newer"), by=publisher)
    with pytest.raises(PublishingError, match="Another version has gone live since"):
        workflow.publish(old, by=publisher)


@pytest.mark.postgresql
def test_old_text_goes_live_again_when_it_is_restored_and_approved(therapy, publisher):
    old = publish_approved(therapy, by=publisher)
    publish_approved(reworded(therapy, "Newer"), by=publisher)
    workflow.revert_draft_to(old, by=publisher)
    again = publish_approved(Page.objects.get(), by=publisher)
    assert (again.title, again == old) == (old.title, False)


def test_unbound_text_is_published_however_old_its_approval(noon, publisher):
    edition = approved(make_news_item(), by=publisher)
    with after(noon, days=91):
        assert workflow.publish(edition, by=publisher).live_from == noon + 91 * DAY


def test_pages_say_that_an_approval_has_lapsed(client, noon, therapy, publisher):
    edition = approved(therapy, by=publisher)
    client.force_login(publisher)
    publishes = f"publish/{edition.pk}/"
    for verb in ("change", f"review/{edition.pk}"):
        assert publishes in client.get(change(therapy, verb)).content.decode()
    with after(noon, days=91):
        client.force_login(publisher)
        for verb in ("change", f"review/{edition.pk}"):
            text = client.get(change(therapy, verb)).content.decode()
            assert "Submit this version for review again." in text
            assert publishes not in text


# The address


def test_address_of_a_first_publication_is_part_of_what_is_approved(therapy, publisher):
    edition = approved(therapy, by=publisher)
    workflow.move({therapy: {"slug": "cure"}}, by=publisher)
    with pytest.raises(PublishingError, match="approved for the address /therapy/"):
        workflow.publish(edition, by=publisher)
    therapy.refresh_from_db()
    assert publish_approved(therapy, by=publisher).first_path == "/cure/"


def test_address_of_the_page_above_is_part_of_what_is_approved(noon, publisher):
    above = make_page("about")
    workflow.publish_draft(above, by=publisher)
    therapy = make_page("therapy", parent=above, needs_second_person=True)
    edition = approved(therapy, by=publisher)
    workflow.move({above: {"slug": "cures"}}, by=publisher)
    with pytest.raises(PublishingError, match="would be published at /cures/therapy/"):
        workflow.publish(edition, by=publisher)


@pytest.mark.postgresql
def test_reviewer_sees_the_address_of_a_first_publication(client, therapy, author, reviewer):
    edition = workflow.submit(therapy, by=author)
    client.force_login(reviewer)
    text = text_of(client.get(change(therapy, f"review/{edition.pk}")))
    assert f"Where {settings.SITE_URL}/therapy/" in text


# Scheduled pages below


def test_page_cannot_be_marked_while_an_unapproved_page_below_is_scheduled(noon, publisher):
    above = make_page("about")
    workflow.publish_draft(above, by=publisher)
    below = make_page("trial", parent=above)
    workflow.publish_draft(below, by=publisher, at=noon + DAY)
    above.needs_second_person = True
    with pytest.raises(
        PublishingError, match="'Page trial' is scheduled without a second approver"
    ):
        workflow.write(above, by=publisher)


@pytest.mark.postgresql
def test_bound_text_cannot_be_published_above_an_unapproved_scheduled_page(noon, publisher):
    above = make_page("about")
    workflow.publish_draft(above, by=publisher)
    below = make_page("trial", parent=above)
    pending = workflow.publish_draft(below, by=publisher, at=noon + DAY)
    above.status = "A trial has been initiated"
    above.status_date = noon.date()
    above.save()
    edition = approved(above, by=publisher)
    with pytest.raises(
        PublishingError, match="'Page trial' is scheduled without a second approver"
    ):
        workflow.publish(edition, by=publisher)
    workflow.cancel_schedule(pending, by=publisher)
    workflow.publish(edition, by=publisher)


def test_unapproved_scheduled_page_cannot_be_moved_below_a_bound_page(noon, publisher):
    therapy = make_page("therapy", needs_second_person=True)
    publish_approved(therapy, by=publisher)
    therapy = make_page("trial")
    workflow.publish_draft(therapy, by=publisher, at=noon + DAY)
    with pytest.raises(PublishingError):
        workflow.move({therapy: {"parent": therapy}}, by=publisher)


@pytest.mark.postgresql
def test_marked_edition_cannot_be_restored_while_an_unapproved_page_below_is_scheduled(
    noon, publisher
):
    trials = Category.objects.create(name="Trial", slug="trial")
    item = make_news_item(category=trials)
    old = workflow.freeze(item, by=publisher)
    item.category = Category.objects.create(name="Office", slug="office")
    item.save()
    workflow.publish_draft(item, by=publisher, at=noon + DAY)
    Category.objects.filter(pk=trials.pk).update(needs_second_person=True)
    with pytest.raises(PublishingError, match="is scheduled without a second approver"):
        workflow.revert_draft_to(old, by=publisher)
    item.refresh_from_db()
    assert not item.needs_second_person
