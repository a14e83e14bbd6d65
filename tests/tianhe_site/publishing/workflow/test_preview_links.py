"""Links to one edition for people without an account."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied

from tests.factories import make_news_item, make_page
from tianhe_site.publishing import clock, history, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import HistoryEntry, PreviewLink

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(noon, author):
    return workflow.freeze(make_news_item(), by=author)


def test_link_records_its_edition_recipient_and_end(edition, author):
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


def test_link_can_be_revoked_once(edition, author, publisher):
    link = workflow.share_preview(edition, by=author, note="Dr. Li")
    workflow.revoke_preview(link, item=edition.item, by=publisher)
    assert not PreviewLink.objects.get().is_open(link.made_at)
    entry = HistoryEntry.objects.first()
    assert (entry.verb, entry.actor_name, entry.note) == ("unshare", "paul", "Dr. Li")
    with pytest.raises(PublishingError, match="already expired"):
        workflow.revoke_preview(link, item=edition.item, by=author)
    assert history.verify() == []


@pytest.mark.parametrize("days", [0, -1, 31, 10**9])
def test_link_lasts_from_one_to_thirty_days(edition, author, days):
    with pytest.raises(PublishingError, match="last 1 to 30 days"):
        workflow.share_preview(edition, by=author, note="Dr. Li", days=days)
    for good in (1, 30):
        workflow.share_preview(edition, by=author, note="Dr. Li", days=good)


@pytest.mark.postgresql
def test_link_needs_a_recipient(edition, author):
    with pytest.raises(PublishingError, match="Say who the link is for"):
        workflow.share_preview(edition, by=author, note=" ")
    assert not PreviewLink.objects.exists()


def test_authors_create_and_revoke_links(edition, author, reviewer):
    link = workflow.share_preview(edition, by=author, note="Dr. Li")
    with pytest.raises(PermissionDenied):
        workflow.share_preview(edition, by=reviewer, note="Dr. Li")
    with pytest.raises(PermissionDenied):
        workflow.revoke_preview(link, item=edition.item, by=reviewer)


@pytest.fixture
def bound(noon, author):
    """An edition that needs a second approver."""
    return workflow.freeze(make_page("therapy", needs_second_person=True), by=author)


@pytest.mark.parametrize("days", [8, 30])
def test_link_to_a_bound_edition_lasts_seven_days_at_most(bound, author, days):
    with pytest.raises(PublishingError, match="last 1 to 7 days"):
        workflow.share_preview(bound, by=author, note="Dr. Li", days=days)
    assert workflow.share_preview(bound, by=author, note="Dr. Li", days=7).is_open(clock.now())


def deactivate(user):
    user.is_active = False
    user.save()


def lose_the_right_of_the_group(user):
    permission = Permission.objects.get(codename="change_newsitem")
    Group.objects.get(name="Authors").permissions.remove(permission)


LOSSES = {
    "deactivated": deactivate,
    "in no group": lambda user: user.groups.clear(),
    "in another group": lambda user: user.groups.set(Group.objects.filter(name="Reviewers")),
    "left by the group": lambda user: Group.objects.get(name="Authors").user_set.remove(user),
    "of a group that was deleted": lambda user: Group.objects.get(name="Authors").delete(),
    "of a group with fewer rights": lose_the_right_of_the_group,
}


@pytest.mark.postgresql
@pytest.mark.parametrize("loss", LOSSES)
def test_links_end_when_their_creator_may_no_longer_change_the_item(
    edition, author, publisher, loss
):
    own = workflow.share_preview(edition, by=author, note="Dr. Li")
    other = workflow.share_preview(edition, by=publisher, note="Dr. Wu")
    LOSSES[loss](User.objects.get(pk=author.pk))
    own.refresh_from_db()
    other.refresh_from_db()
    assert not own.is_open(own.made_at)
    assert other.is_open(other.made_at)
    entry = HistoryEntry.objects.filter(verb="unshare").get()
    said = (entry.actor_name, entry.item_id, entry.note, entry.touched["reason"])
    assert said == (
        "command line",
        edition.item_id,
        "Dr. Li",
        "ann no longer has permission to change this.",
    )
    assert history.verify() == []


def test_links_stay_when_their_creator_is_renamed(edition, author):
    link = workflow.share_preview(edition, by=author, note="Dr. Li")
    author.username = "anna"
    author.save()
    link.refresh_from_db()
    assert link.is_open(link.made_at)


@pytest.mark.postgresql
def test_older_links_get_the_account_of_their_creator(edition, author, person):
    known = workflow.share_preview(edition, by=author, note="Dr. Li")
    gone = workflow.share_preview(edition, by=person("bob", "Authors"), note="Dr. Wu")
    PreviewLink.objects.update(made_by_id=None)
    PreviewLink.objects.filter(pk=gone.pk).update(made_by_name="who left")
    migration = import_module("tianhe_site.publishing.migrations.0009_preview_link_makers")
    migration.find_makers(apps, None)
    found = dict(PreviewLink.objects.values_list("pk", "made_by_id"))
    assert found == {known.pk: author.pk, gone.pk: None}
