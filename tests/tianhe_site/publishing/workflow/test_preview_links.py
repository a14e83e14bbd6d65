"""Links to one edition for people without an account: made, ended, and who may."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests.factories import make_news_item
from tianhe_site.publishing import history, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import HistoryEntry, PreviewLink

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def edition(noon, author):
    return workflow.freeze(make_news_item(), by=author)


def test_link_says_what_for_whom_and_until_when(edition, author):
    link = workflow.share_preview(edition, by=author, note=" Dr. Li ", days=3)
    entry = HistoryEntry.objects.first()
    said = (link.kind, link.item_id, link.edition_id, link.made_by_name, link.note)
    assert said == ("news.newsedition", edition.item_id, edition.pk, "ann", "Dr. Li")
    assert (link.made_at, link.expires_at) == (entry.at, entry.at + timedelta(days=3))
    assert (entry.verb, entry.note) == ("share", "Dr. Li")


def test_link_is_open_until_the_moment_it_ends(edition, author):
    link = workflow.share_preview(edition, by=author, note="Dr. Li")
    ends = link.made_at + timedelta(days=7)
    assert link.is_open(ends - timedelta(microseconds=1))
    assert not link.is_open(ends)


def test_link_is_revoked_once(edition, author, publisher):
    link = workflow.share_preview(edition, by=author, note="Dr. Li")
    workflow.revoke_preview(link, item=edition.item, by=publisher)
    assert not PreviewLink.objects.get().is_open(link.made_at)
    entry = HistoryEntry.objects.first()
    assert (entry.verb, entry.actor_name, entry.note) == ("unshare", "paul", "Dr. Li")
    with pytest.raises(PublishingError, match="ended already"):
        workflow.revoke_preview(link, item=edition.item, by=author)
    assert history.verify() == []


@pytest.mark.parametrize("days", [0, -1, 31, 10**9])
def test_link_lasts_from_one_to_thirty_days(edition, author, days):
    with pytest.raises(PublishingError, match="from 1 to 30 days"):
        workflow.share_preview(edition, by=author, note="Dr. Li", days=days)
    for good in (1, 30):
        workflow.share_preview(edition, by=author, note="Dr. Li", days=good)


def test_link_is_for_somebody(edition, author):
    with pytest.raises(PublishingError, match="Say for whom"):
        workflow.share_preview(edition, by=author, note=" ")
    assert not PreviewLink.objects.exists()


def test_links_are_made_and_revoked_by_those_who_write(edition, author, reviewer):
    link = workflow.share_preview(edition, by=author, note="Dr. Li")
    with pytest.raises(PermissionDenied):
        workflow.share_preview(edition, by=reviewer, note="Dr. Li")
    with pytest.raises(PermissionDenied):
        workflow.revoke_preview(link, item=edition.item, by=reviewer)
