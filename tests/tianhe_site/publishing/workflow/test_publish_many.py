"""Publishing several items at once: all, or none."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests.factories import make_news_item, make_page, reasons_for
from tianhe_site.publishing import clock, history, workflow
from tianhe_site.publishing.errors import ContentError, PublishingError
from tianhe_site.publishing.models import FOREVER, Address, HistoryEntry

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def approved(noon, author, reviewer):
    """Return a function that submits and approves a draft, and returns the edition."""

    def make(draft):
        edition = workflow.submit(draft, by=author, reasons=reasons_for(draft))
        return workflow.approve(edition, by=reviewer)

    return make


def states(editions):
    for edition in editions:
        edition.refresh_from_db()
    return {(edition.live_from, edition.live_until) for edition in editions}


@pytest.mark.postgresql
def test_all_items_go_live_at_once(client, approved, publisher):
    editions = [approved(make_news_item()), approved(make_page("about"))]
    workflow.publish_many(editions, by=publisher, note="The launch.")
    entries = HistoryEntry.objects.filter(verb="publish")
    assert {entry.note for entry in entries} == {"The launch."}
    assert states(editions) == {(entries[0].at, FOREVER)}
    assert {entry.at for entry in entries} == {entries[0].at}
    addresses = Address.objects.values_list("path", "live_from")
    assert set(addresses) == {("/news/2026/grant/", entries[0].at), ("/about/", entries[0].at)}
    for path in ("/news/2026/grant/", "/about/"):
        assert client.get(path).status_code == 200
    assert history.verify() == []


@pytest.mark.postgresql
def test_all_items_are_scheduled_for_one_time(client, noon, approved, publisher):
    editions = [approved(make_news_item()), approved(make_page("about"))]
    workflow.publish_many(editions, by=publisher, at=noon + HOUR)
    assert states(editions) == {(noon + HOUR, FOREVER)}
    assert set(HistoryEntry.objects.values_list("verb", flat=True)[:2]) == {"schedule"}
    for moment, status in ((noon + HOUR - timedelta(microseconds=1), 404), (noon + HOUR, 200)):
        with clock.set_to(moment):
            for path in ("/news/2026/grant/", "/about/"):
                assert client.get(path).status_code == status


@pytest.mark.postgresql
def test_no_item_goes_live_if_one_is_refused(approved, author, publisher):
    good, bad = approved(make_news_item()), make_page("about", needs_second_person=True)
    editions = [good, workflow.submit(bad, by=author)]
    before = HistoryEntry.objects.count()
    for order in (editions, editions[::-1]):
        with pytest.raises(PublishingError, match="needs approval by someone who didn't write it"):
            workflow.publish_many(order, by=publisher)
    assert states(editions) == {(FOREVER, FOREVER)}
    assert not Address.objects.exists()
    assert HistoryEntry.objects.count() == before


@pytest.mark.postgresql
def test_blocking_finding_in_one_item_stops_all(noon, publisher):
    good = workflow.freeze(make_news_item(), by=publisher)
    bad = workflow.freeze(make_news_item("bad", dateline_place=""), by=publisher)
    with pytest.raises(ContentError, match="Enter the city"):
        workflow.publish_many([good, bad], by=publisher)
    assert states([good, bad]) == {(FOREVER, FOREVER)}


@pytest.mark.postgresql
@pytest.mark.parametrize("turned", [False, True])
def test_page_and_its_parent_are_published_in_any_order(client, approved, publisher, turned):
    above = make_page("about")
    below = make_page("people", parent=above)
    editions = [approved(above), approved(below)]
    workflow.publish_many(editions[::-1] if turned else editions, by=publisher)
    assert client.get("/about/people/").status_code == 200


@pytest.mark.postgresql
@pytest.mark.parametrize("turned", [False, True])
def test_links_between_the_items_are_not_dead(approved, publisher, turned):
    first, second = make_page("first"), make_page("second")
    for page, other in ((first, second), (second, first)):
        page.body = f'<p><a href="item:{other.pk}">Page {other.slug}</a></p>'
        page.save()
    editions = [workflow.freeze(page, by=publisher) for page in (first, second)]
    with pytest.raises(ContentError, match="which readers can't open"):
        workflow.publish(editions[0], by=publisher)
    workflow.publish_many(editions[::-1] if turned else editions, by=publisher)
    assert states(editions).pop()[0] < FOREVER


def test_two_editions_of_one_item_are_not_published_together(approved, publisher):
    item = make_news_item(title="One")
    one = approved(item)
    item.title = "Two"
    item.save()
    two = approved(item)
    with pytest.raises(PublishingError, match="versions of the same item. Choose one"):
        workflow.publish_many([one, two], by=publisher)
    assert states([one, two]) == {(FOREVER, FOREVER)}


@pytest.mark.postgresql
def test_item_given_twice_is_published_once(approved, publisher):
    edition = approved(make_news_item())
    workflow.publish_many([edition, edition], by=publisher)
    assert HistoryEntry.objects.filter(verb="publish").count() == 1
    assert history.verify() == []


def test_user_who_may_not_publish_one_item_publishes_none(approved, author, reviewer):
    editions = [approved(make_news_item()), approved(make_page("about"))]
    for by in (author, reviewer):
        with pytest.raises(PermissionDenied):
            workflow.publish_many(editions, by=by)
    assert states(editions) == {(FOREVER, FOREVER)}


@pytest.mark.parametrize("offset", [-HOUR, 0 * HOUR])
def test_past_time_is_refused(noon, approved, publisher, offset):
    edition = approved(make_news_item())
    with pytest.raises(PublishingError, match="This time is in the past"):
        workflow.publish_many([edition], by=publisher, at=noon + offset)
