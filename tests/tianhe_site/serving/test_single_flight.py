"""One thread makes a missing page, while the others get the old bytes or wait."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from tests.watch import WatchWithoutThread
from tianhe_site import unavailable
from tianhe_site.serving import page_cache, single_flight
from tianhe_site.serving.page_cache import PageCache
from tianhe_site.serving.single_flight import Flight

NOW = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
# Of what the tests wait for, and never come to wait for.
LONG = 60


class Site:
    """The cache before an application that shows the number of the last change, and takes as long
    as the test wants."""

    def __init__(self, monkeypatch):
        self.seconds, self.change, self.is_taken_away = 1000.0, 1, False
        self.headers, self.rendered, self.made_again = [], [], []
        self.began, self.may_go_on = threading.Semaphore(0), threading.Semaphore(1000)
        self.waits = threading.Semaphore(0)
        self.cache = PageCache(self._application, WatchWithoutThread())
        monkeypatch.setattr(page_cache, "cache_version", self._cache_version())
        monkeypatch.setattr(page_cache, "clock", SimpleNamespace(now=lambda: NOW))
        monkeypatch.setattr(page_cache, "in_background", lambda *call: self.made_again.append(call))
        monkeypatch.setattr(page_cache.time, "monotonic", lambda: self.seconds)
        monkeypatch.setattr(Flight, "wait", self._noted(Flight.wait))

    def _cache_version(self):
        return SimpleNamespace(
            last_change=lambda: (self.change, None),
            next_boundary=lambda now: now + timedelta(days=1),
            removed_since=lambda change, now: self.is_taken_away,
        )

    def _noted(self, wait):
        def noted(flight, is_hopeless):
            self.waits.release()
            return wait(flight, is_hopeless)

        return noted

    def _application(self, environ, start_response):
        shown = self.change
        if unavailable.is_marked(environ):
            start_response("503 Service Unavailable", [])
            return [b"Come again."]
        self.rendered.append(environ["PATH_INFO"])
        self.began.release()
        assert self.may_go_on.acquire(timeout=LONG)
        start_response("200 OK", [("Content-Type", "text/html"), *self.headers])
        return [f"Change {shown}".encode()]

    def stop(self):
        """Let pages take until `go_on`."""
        while self.may_go_on.acquire(blocking=False):
            pass

    def go_on(self):
        self.may_go_on.release(1000)

    def text(self, path="/"):
        return b"".join(self.cache(RequestFactory().get(path).environ, lambda *args: None)).decode()


@pytest.fixture
def site(monkeypatch):
    site = Site(monkeypatch)
    yield site
    site.go_on()


@pytest.fixture
def readers():
    with ThreadPoolExecutor(4) as readers:
        yield readers


def test_missing_page_is_made_once_for_all_who_want_it(site, readers):
    site.stop()
    first = readers.submit(site.text)
    assert site.began.acquire(timeout=LONG)
    others = [readers.submit(site.text) for _reader in range(3)]
    for _reader in others:
        assert site.waits.acquire(timeout=LONG)
    site.go_on()
    assert {reader.result() for reader in [first, *others]} == {"Change 1"}
    assert site.rendered == ["/"]


def test_others_get_the_old_bytes_for_a_second_after_they_were_last_confirmed(site, readers):
    site.text()
    site.change, site.seconds = 2, 1000.9
    site.cache.watch.wait_until(lambda: False)
    site.stop()
    first = readers.submit(site.text)
    assert site.began.acquire(timeout=LONG)
    site.seconds = 1000.99
    assert site.text() == "Change 1"
    site.seconds = 1001
    second = readers.submit(site.text)
    assert site.waits.acquire(timeout=LONG)
    site.go_on()
    assert (first.result(), second.result()) == ("Change 2", "Change 2")
    assert site.rendered == ["/", "/"]


def test_nobody_gets_the_old_bytes_of_two_changes_ago(site, readers):
    site.text()
    for change, seconds in ((2, 1001), (3, 1001.8)):
        site.change, site.seconds = change, seconds
        site.cache.watch.wait_until(lambda: False)
    site.stop()
    first = readers.submit(site.text)
    assert site.began.acquire(timeout=LONG)
    second = readers.submit(site.text)
    assert site.waits.acquire(timeout=LONG)
    site.go_on()
    assert (first.result(), second.result()) == ("Change 3", "Change 3")


def test_nobody_gets_the_old_bytes_of_what_was_taken_away(site, readers):
    site.text()
    site.change, site.seconds, site.is_taken_away = 2, 1000.9, True
    site.cache.watch.wait_until(lambda: False)
    site.stop()
    first = readers.submit(site.text)
    assert site.began.acquire(timeout=LONG)
    second = readers.submit(site.text)
    assert site.waits.acquire(timeout=LONG)
    site.go_on()
    assert (first.result(), second.result()) == ("Change 2", "Change 2")


def test_nobody_waits_for_a_page_that_was_begun_before_the_change(site, readers):
    site.stop()
    early = readers.submit(site.text)
    assert site.began.acquire(timeout=LONG)
    site.change, site.seconds = 2, 1001
    late = readers.submit(site.text)
    assert site.began.acquire(timeout=LONG)
    site.go_on()
    assert (early.result(), late.result()) == ("Change 1", "Change 2")
    assert site.text() == "Change 2"


def test_nobody_waits_for_a_page_that_was_begun_before_something_ended(site, readers, monkeypatch):
    site.stop()
    early = readers.submit(site.text)
    assert site.began.acquire(timeout=LONG)
    site.seconds += timedelta(days=1).total_seconds()
    # The database takes longer to say what is next than a reader waits to hear it.
    wait, waits = site.cache.watch._wait, []

    def wait_in_vain_once(is_done, seconds):
        waits.append(seconds)
        return wait(is_done, seconds) if waits[1:] else is_done()

    monkeypatch.setattr(site.cache.watch, "_wait", wait_in_vain_once)
    late = readers.submit(site.text)
    assert site.began.acquire(timeout=LONG)
    site.go_on()
    assert (early.result(), late.result()) == ("Change 1", "Change 1")
    assert site.rendered == ["/", "/"]


def test_page_has_no_value_that_was_kept_before_the_change(site, monkeypatch):
    """A page of a version is made while the version begins."""
    site.text()
    known = []

    def begun(begins, ends):
        known.append(site.cache.version[0])

    monkeypatch.setattr(page_cache.kept, "PublicState", begun)
    site.change, site.seconds = 2, 1001
    site.text()
    assert known == [(1, None)]


def test_nobody_gets_the_cookie_of_another(site, readers):
    """A section of one's own may have a form on a public page."""
    site.headers = [("Set-Cookie", "csrftoken=x")]
    site.stop()
    first = readers.submit(site.text)
    assert site.began.acquire(timeout=LONG)
    second = readers.submit(site.text)
    assert site.waits.acquire(timeout=LONG)
    site.go_on()
    assert (first.result(), second.result()) == ("Change 1", "Change 1")
    assert site.rendered == ["/", "/"]


def test_those_who_wait_for_a_page_that_takes_too_long_are_asked_to_come_again(
    site, readers, monkeypatch
):
    site.stop()
    first = readers.submit(site.text)
    assert site.began.acquire(timeout=LONG)
    second = readers.submit(site.text)
    assert site.waits.acquire(timeout=LONG)
    site.seconds += single_flight.SECONDS_TO_WAIT
    assert second.result() == "Come again."
    site.go_on()
    assert first.result() == "Change 1"


def test_pages_asked_for_again_are_made_after_a_change_before_anyone_asks(site):
    for path, times in {"/": 3, "/news/": 2, "/once/": 1}.items():
        for _turn in range(times):
            site.text(path)
    site.change, site.seconds, site.is_taken_away = 2, 1001, True
    site.text("/other/")
    site.rendered.clear()
    [(make_again, *arguments)] = site.made_again
    make_again(*arguments)
    assert site.rendered == ["/", "/news/"]
    assert [site.text(path) for path in ("/", "/news/")] == ["Change 2", "Change 2"]
    assert site.rendered == ["/", "/news/"]


def test_pages_are_not_made_again_for_a_version_that_is_over(site):
    for _turn in range(2):
        site.text()
    for change in (2, 3):
        site.change, site.seconds = change, site.seconds + 1
        site.text("/other/")
    site.rendered.clear()
    make_again, *arguments = site.made_again[0]
    make_again(*arguments)
    assert site.rendered == []
