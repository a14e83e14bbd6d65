"""Readers are answered from the replica as long as it has all that is public on the primary."""

import pytest
from django.conf import settings
from django.db import OperationalError

from news.models import NewsItem
from tianhe_site import replica, unavailable
from tianhe_site.serving import read_replica
from tianhe_site.serving.read_replica import ReadReplica, with_change

BEFORE, LAST = (1, None, ""), (2, None, "")


class Watch:
    """Asks when it hears of a request, at once."""

    is_failing = False

    def note_request(self):
        try:
            self.ask()
            self.is_failing = False
        except OperationalError:
            self.is_failing = True

    def is_late(self):
        return self.is_failing

    def is_old(self):
        return False


class Site:
    """A Django that says which database it was to read from. `statuses` are what it answers with
    from each; `closed` counts answers that were begun and not sent."""

    def __init__(self):
        self.replica_has, self.closed = LAST, 0
        self.statuses = {"replica": "200 OK", "default": "200 OK"}
        self.readers = ReadReplica(self._django, Watch())

    def last_change(self):
        assert replica.alias() == "replica"
        if self.replica_has is None:
            raise OperationalError("The replica is away.")
        return self.replica_has

    def ask(self, path="/", change=LAST, method="GET", **environ):
        """Return the status of an answer, and where it was read."""
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, **environ}
        said = []
        answer = self.readers(
            with_change(environ, change), lambda status, headers: said.append(status)
        )
        assert len(said) == 1
        return said[0], answer.read_from

    def _django(self, environ, start_response):
        read_from = replica.alias()
        start_response(self.statuses[read_from], [])
        return _Answer(self, read_from)


class _Answer:
    def __init__(self, site, read_from):
        self.site, self.read_from = site, read_from

    def close(self):
        self.site.closed += 1


@pytest.fixture
def site(monkeypatch):
    site = Site()
    monkeypatch.setattr(read_replica.cache_version, "last_change", site.last_change)
    return site


@pytest.mark.parametrize("path", ["/", "/search/", "/media/x/320.webp", "/sitemap-latest.xml"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_readers_are_answered_from_the_replica(site, path, method):
    assert site.ask(path, method=method) == ("200 OK", "replica")
    assert site.closed == 0


def test_replica_that_is_behind_is_not_used_until_it_has_caught_up(site):
    site.replica_has = BEFORE
    assert site.ask() == ("200 OK", "default")
    site.replica_has = LAST
    assert site.ask() == ("200 OK", "replica")


def test_replica_is_not_used_while_the_last_change_is_not_known(site):
    assert site.ask(change=None) == ("200 OK", "default")


def test_replica_that_is_away_is_not_used(site):
    assert site.ask() == ("200 OK", "replica")
    site.replica_has = None
    assert site.ask() == ("200 OK", "default")


@pytest.mark.parametrize(
    "request_of_staff",
    [
        {"path": "/admin/news/"},
        {"path": "/preview/x/"},
        {"path": "/search/", "HTTP_COOKIE": f"a=b; {settings.SESSION_COOKIE_NAME}=x"},
        {"path": "/search/", "method": "POST"},
    ],
)
def test_staff_are_answered_from_the_primary(site, request_of_staff):
    assert site.ask(**request_of_staff) == ("200 OK", "default")


def test_request_that_is_refused_asks_no_replica(site):
    refused = unavailable.marked({}, unavailable.CROWDED)
    assert site.ask(**refused) == ("200 OK", "default")


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "503 Service Unavailable"])
def test_what_the_replica_does_not_have_is_asked_of_the_primary(site, status):
    site.statuses["replica"] = status
    assert site.ask() == ("200 OK", "default")
    assert site.closed == 1


def test_queries_go_to_the_replica_only_where_readers_are_answered():
    router, row = replica.Router(), NewsItem()
    row._state.db = "replica"
    assert router.db_for_read(NewsItem, instance=row) == "default"
    with replica.reading():
        assert router.db_for_read(NewsItem, instance=row) == "replica"
        # A row that came from the replica is saved on the primary.
        assert router.db_for_write(NewsItem, instance=row) == "default"
    assert router.allow_relation(row, NewsItem())
    assert router.allow_migrate("replica", "news") is False
    # Others, such as one that the site moves to, are none of its business.
    assert router.allow_migrate("default", "news") is router.allow_migrate("other", "news") is None
