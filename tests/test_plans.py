"""What readers wait for is found by an index, on both databases: no table is read from end to end,
however much is in it."""

import pytest

from tests.factories import make_category, make_news_item
from tests.plans import scans_noted
from tianhe_site.operations import starter_content
from tianhe_site.publishing import cache_version, clock, lists, workflow

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture(autouse=True)
def site(monkeypatch):
    """The starter content, and a list of several pages."""
    monkeypatch.setattr(lists, "ITEMS_PER_PAGE", 1)
    starter_content.load()


PATHS = [
    "/",
    "/therapy/",
    "/glossary/cb-scs/",
    "/news/",
    "/news/?page=2",
    "/news/?page=4",
    "/news/2014/",
    "/news/category/patent/?page=1",
    "/news/2014/partnership-with-corduse/",
    "/news/feed/",
    "/sitemap.xml",
    "/sitemap-latest.xml",
    "/nothing-here/",
]


# One test: most of the time of each would go into the starter content.
def test_pages(client):
    found = {}
    for path in PATHS:
        with scans_noted() as scans:
            client.get(path)
        found[path] = scans
    assert found == {path: [] for path in PATHS}


def test_when_something_begins_or_ends_next():
    with scans_noted() as scans:
        cache_version.next_boundary(clock.now())
        cache_version.removed_since((1, None), clock.now())
    assert scans == []


def test_last_public_change():
    with scans_noted() as scans:
        cache_version.last_change()
    # Sizes of pictures are read newest first, up to one of a public picture.
    assert {step for step, _sql in scans} <= {"SCAN U0"}


def test_publication(publisher):
    edition = workflow.freeze(make_news_item(category=make_category()), by=publisher)
    with scans_noted() as scans:
        workflow.publish(edition, by=publisher)
    # A text is searched for all watched words.
    assert [each for each in scans if '"publishing_watchedword"' not in each[1]] == []
