"""Publishing an approved version, whatever its draft says now."""

from datetime import timedelta

import pytest

from tests.factories import change, make_page
from tests.reading import seen, text_of
from tianhe_site.publishing import workflow

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_publisher_publishes_the_approved_version_whatever_the_draft_says_now(
    client, candidate, author, reviewer, publisher
):
    workflow.approve(candidate, by=reviewer)
    item = candidate.item
    item.title = "Later thoughts"
    workflow.write(item, by=author)
    client.force_login(publisher)
    path = change(item, f"publish/{candidate.pk}")
    assert path in client.get(change(item)).content.decode()
    text = text_of(client.get(path))
    assert "Approved rita, 2 March 2026 12:00 (New York), 3 March 2026 01:00 (Jinan)" in text
    assert "The draft has changed since then. Those changes aren't included." in text
    client.post(path, {"note": "Agreed."})
    assert "A patent is granted" in client.get("/news/2026/grant/").content.decode()


def test_publisher_schedules_the_approved_version(client, noon, candidate, reviewer, publisher):
    workflow.approve(candidate, by=reviewer)
    client.force_login(publisher)
    data = {"at": "2026-03-05T09:00", "zone": "Asia/Shanghai"}
    client.post(change(candidate.item, f"schedule/{candidate.pk}"), data)
    candidate.refresh_from_db()
    assert candidate.live_from.isoformat() == "2026-03-05T01:00:00+00:00"


def test_page_that_needs_approval_cannot_be_published_from_its_draft(
    client, noon, author, reviewer, publisher
):
    page = make_page(needs_second_person=True)
    client.force_login(publisher)
    assert 'name="_publish"' not in client.get(change(page)).content.decode()
    for verb in ("publish", "schedule"):
        text = text_of(client.get(change(page, verb)))
        assert "needs approval by someone who didn't write it" in text
    edition = workflow.submit(page, by=author)
    workflow.approve(edition, by=reviewer)
    assert 'class="verb-form"' in client.get(change(page, "schedule")).content.decode()


def test_page_below_a_scheduled_page_can_be_scheduled_with_it(client, noon, publisher):
    above = make_page("above")
    below = make_page("below", parent=above)
    workflow.publish_draft(above, by=publisher, at=noon + HOUR)
    client.force_login(publisher)
    assert 'class="verb-form"' in client.get(change(below, "schedule")).content.decode()
    data = {"seen": seen(below), "at": "2026-03-02T20:00", "zone": "UTC"}
    client.post(change(below, "schedule"), data)
    assert below.editions.pending(noon).exists()
