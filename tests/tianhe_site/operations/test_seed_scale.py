"""`manage.py seed_scale`: an archive that looks as if people had worked in it for years."""

from collections import Counter
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from news.models import NewsEdition, NewsItem
from pages.models import Page
from tests.factories import make_news_item
from tianhe_site.operations import starter_content
from tianhe_site.publishing import clock, history, links, states, workflow
from tianhe_site.publishing.models import HistoryEntry, MediaUse
from tianhe_site.publishing.review_policy import binding_codes
from tianhe_site.publishing.search import edition_index

COUNT = 300

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def seed():
    said = StringIO()
    call_command("seed_scale", str(COUNT), stdout=said)
    return said.getvalue()


def differs_when_saved(draft):
    before = (draft.content_hash, draft.body)
    draft.save()
    return (draft.content_hash, draft.body) != before


def uses_of_media():
    return set(MediaUse.objects.values_list("item", "kind", "edition_id", "asset", "file"))


def test_an_archive_is_as_the_verbs_would_have_made_it(client):
    assert f"{COUNT} of {COUNT} items" in seed()
    assert history.verify() == []
    assert edition_index.missing() == 0
    items = NewsItem.objects.filter(slug__startswith="item-")
    drafts = [*items, *Page.objects.filter(slug__startswith="page-")]
    assert len(drafts) == COUNT
    before = uses_of_media()
    assert [draft for draft in drafts if differs_when_saved(draft)] == []
    assert uses_of_media() == before
    editions = NewsEdition.objects.filter(item__in=items).select_related("item")
    assert [each for each in editions if binding_codes(each.item, each) != each.bound_by] == []
    entries = list(HistoryEntry.objects.order_by("id").values_list("at", flat=True))
    assert entries == sorted(entries)
    assert entries[-1] < clock.now()
    found = map(states.state_of, states.with_state(items, clock.now()))
    assert set(found) == set(states.State)


def test_an_archive_can_be_worked_on(client):
    seed()
    item = make_news_item(slug="new")
    workflow.publish_draft(item, by=User.objects.get(username="kim"))
    assert client.get(links.link(item)).status_code == 200
    assert history.verify() == []


def test_a_site_with_content_is_refused():
    starter_content.load()
    before = Counter(HistoryEntry.objects.values_list("verb", flat=True))
    with pytest.raises(CommandError, match="has accounts or an audit log"):
        seed()
    assert Counter(HistoryEntry.objects.values_list("verb", flat=True)) == before


def test_a_site_with_an_account_is_refused(publisher):
    with pytest.raises(CommandError, match="has accounts or an audit log"):
        seed()
