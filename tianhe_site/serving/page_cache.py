"""Keeps finished public pages, and their pictures, in memory in front of Django.

What readers see depends only on editions and addresses, so a finished page stays valid until one
of them changes. Each process asks the database once a second whether anything changed (one query).
Scheduled changes are known ahead. So every process on every host shows a change within a second,
and no invalidation message can get lost.

No reader waits longer than a second for that query. While the database is away, readers get pages
known to be current. Otherwise they get older pages that reveal nothing withdrawn, until the next
scheduled change.
"""

import threading
import time
from collections import OrderedDict
from datetime import timedelta

from django.db import connections

from tianhe_site import unavailable
from tianhe_site.monitoring import counts
from tianhe_site.monitoring.requests import for_all
from tianhe_site.publishing import cache_version, clock, kept

from . import negotiation, read_replica, request_key, traffic
from .database_watch import SECONDS_UNTIL_OLD
from .finished_page import FinishedPage
from .page_store import PageStore
from .ready_answers import ReadyAnswers
from .single_flight import Flights

# Seconds. A host cut off from the database for longer could show what was withdrawn since.
MAX_AWAY_SECONDS = 24 * 3600
# After the database was asked, a proxy in front shows what it was told for as long at most.
SECONDS_TO_HOLD = 2
CACHED_STATUSES = ("200", "301")
# Pages that are made again after a change before anyone asks: those that the menu leads to, and
# the newest items.
MAX_MADE_AGAIN = 20
# Pages that say that something is missing or gone are the same at most addresses.
MESSAGES = ("404", "410")
MAX_MESSAGES = 16


class PageCache:
    """WSGI middleware: answers requests for public pages from memory, ignoring cookies."""

    def __init__(self, application, watch):
        """`watch` is the `DatabaseWatch` this relies on; its question is set here."""
        self.application = application
        self.watch = watch
        watch.ask = self._check_for_changes
        self.store = PageStore()
        self.flights = Flights()
        # The newest public change, and when the database reported it; None until it first did.
        self.version = None
        # When, by this process's own clock, the next scheduled change takes effect.
        self.boundary = float("-inf")
        # The version that the last answer was about, and the header until when proxies may hold it.
        self.hold = None, ()
        # The answers of the last look at the database.
        self.ready = ReadyAnswers()
        # The version before this one, and until when its pages are at most a second behind.
        self.outdated = None, float("-inf")
        self.messages = OrderedDict()
        # What Django keeps values in, such as the menu.
        self.state = None

    def __call__(self, environ, start_response):
        ready = self.ready
        answer = ready.find(environ)
        if answer is None:
            key = request_key.key_of(environ)
            if key is None:
                return self._bypass(environ, start_response)
            answer = self._answer(key, environ, ready)
        status, headers, body = answer
        counts.FINISHED[status[0]] += 1
        start_response(status, headers)
        return body

    def _answer(self, key, environ, ready):
        """Return the status, the headers and the body for a request. Keep them in `ready` if they
        stay right until the next look at the database."""
        version = self._current_version()
        page = self._find(key, version)
        first = self._hold_of(version, page) if page else ()
        page = page or self._make_or_wait(key, version)
        coding = page.coding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        form = page.forms.get(coding) or self.store.add_form(key, page, coding)
        answer = page.answer(environ, form, first)
        entry = self.store.entries.get(key)
        # A page that nginx may hold stays right for longer than that.
        if first and entry:
            ready.keep(environ, entry, answer)
        return answer

    def _hold_of(self, version, page):
        """Return the header by which nginx may hold a page of that version; nothing if there has
        been another version since, or if its words change before nginx would ask again."""
        held, headers = self.hold
        is_ending = page.ends <= time.monotonic() + SECONDS_TO_HOLD
        return headers if held is version and not is_ending else ()

    def _bypass(self, environ, start_response):
        """Let Django answer what is never cached; refuse at once while the database is away."""
        environ = {**environ, "HTTP_ACCEPT_ENCODING": _accepted_of_django(environ)}
        if self._is_hopeless(environ.get("PATH_INFO", "")):
            environ = unavailable.marked(environ, unavailable.DATABASE_AWAY)
        with kept.within(self._current_state()):
            started = traffic.counted(environ, start_response)
            answer = self.application(self._told(environ), started)
        return _without_body(answer) if environ["REQUEST_METHOD"] == "HEAD" else answer

    def _make_or_wait(self, key, version):
        """Return the page as Django renders it now, once for all who want it; if the database is
        slow or Django fails, the last known page."""
        counts.add("page_cache", "miss")
        known = self._find(key)
        if known and self.watch.is_late():
            return known
        flight, is_ours = self.flights.join(key, version)
        if is_ours:
            page = self._make(key, version, flight)
        else:
            page = self._find_outdated(key) or self._wait_for(flight, key)
        return self._find(key) or page if page.status.startswith("503") else page

    def _wait_for(self, flight, key):
        """Return the page that another thread makes, or one of our own if that sets cookies: those
        are for one reader alone."""
        page = flight.wait(self.watch.is_late) or self._refuse(key)
        return self._render(self._request_for(key)) if page.sets_cookies else page

    def _make(self, key, version, flight):
        """Return the page for a flight of ours, which is in the store then if it may be."""
        # Another thread may have made it between our look and our flight.
        page = self._find(key, version)
        try:
            page = page or self._render_and_store(key, version)
        finally:
            self.flights.end(key, flight, page)
        return page

    def _render_and_store(self, key, version):
        page = self._render(self._request_for(key))
        if _is_cacheable(page, key):
            self._store(key, page, version)
        return page

    def _request_for(self, key):
        request = key.request()
        is_hopeless = self._is_hopeless(key.path)
        return unavailable.marked(request, unavailable.DATABASE_AWAY) if is_hopeless else request

    def _is_hopeless(self, path):
        """Return whether a path needs the database, which doesn't answer."""
        if unavailable.needs_no_database(path):
            return False
        self.watch.note_request()
        return not self.watch.is_answering()

    def _refuse(self, key):
        """Return the page that asks to come again."""
        is_hung = self.watch.is_late()
        reason = unavailable.DATABASE_AWAY if is_hung else unavailable.CROWDED
        return self._render(unavailable.marked(key.request(), reason))

    def _current_version(self):
        """Return the version as of the last look; look again if that was a second ago.

        A change scheduled ahead takes effect to the moment: None from then until the next answer.
        """
        self.watch.note_request()
        if not self._is_due():
            return self.version
        self.watch.wait_until(lambda: not self._is_due())
        return None if self._has_passed_boundary() else self.version

    def _current_state(self):
        """Return the state that values may be kept in; None if it is too old."""
        return None if self._is_due() else self.state

    def _told(self, environ):
        """Return a request that says what the last public change is, unless that is too old."""
        version = self.version
        is_known = version is not None and not self._is_due()
        return read_replica.with_change(environ, version[0]) if is_known else environ

    def _is_due(self):
        return self.watch.is_old() or self._has_passed_boundary()

    def _has_passed_boundary(self):
        now = time.monotonic()
        return now >= self.boundary or now - self.watch.asked_at >= MAX_AWAY_SECONDS

    def _find(self, key, version=None):
        """Return the page valid in `version`; without a version, the last page that may still be
        shown. None if there is none."""
        entry = self.store.entries.get(key)
        if entry is None or version not in (None, entry.version) or self._has_passed_boundary():
            return None
        # Without a database, an age that is a year behind is better than no page.
        if version is not None and entry.page.ends <= time.monotonic():
            return None
        entry.hits += 1
        return entry.page

    def _find_outdated(self, key):
        """Return the page of the version before this one, None if that may be a second behind. One
        of an earlier version still may have missed a change that is older than a second."""
        version, until = self.outdated
        return self._find(key, version) if time.monotonic() < until else None

    def _check_for_changes(self):
        """Ask the database what has changed; drop the pages that nobody may see anymore, and say
        until when proxies may hold the others."""
        asked_at, time_of_day = time.monotonic(), time.time()
        change = cache_version.last_change()
        is_over = self.version is None or self._has_passed_boundary()
        if is_over or change != self.version[0]:
            self._begin_version(change, asked_at, is_over)
        self.hold = self.version, _hold(time_of_day, time_of_day + self.boundary - asked_at)
        self.ready = ReadyAnswers(min(asked_at + SECONDS_UNTIL_OLD, self.boundary))

    def _begin_version(self, change, asked_at, is_over):
        """Begin the version of a change that was found by the question of `asked_at`."""
        now = clock.now()
        boundary = cache_version.next_boundary(now)
        ahead = (boundary - now).total_seconds()
        is_over = is_over or cache_version.removed_since(self.version[0], now)
        # Until then the version before this one was confirmed.
        confirmed_at = self.watch.asked_at
        with self.store.lock:
            wanted = self.store.most_requested(MAX_MADE_AGAIN)
            # A page made later may show what is neither in the older version nor in this one.
            self.store.drop_made_after(float("-inf") if is_over else confirmed_at)
            self.outdated = self.version, confirmed_at + SECONDS_UNTIL_OLD
            # Before the version: its pages may have no value of the state before, and once it is
            # known, nobody gets an answer of an earlier one.
            self.state = kept.PublicState(now, boundary)
            self.ready = ReadyAnswers()
            self.version = (change, now)
            self.boundary = asked_at + ahead
        if wanted:
            in_background(self._make_again, wanted, self.version)

    def _make_again(self, keys, version):
        """Make pages before anyone asks for them, at leisure: readers have the same processor."""
        for key in keys:
            if self.version != version or self.watch.is_late():
                return
            began = time.monotonic()
            flight, is_ours = self.flights.join(key, version)
            if is_ours:
                self._make(key, version, flight)
            time.sleep(time.monotonic() - began)

    def _render(self, environ):
        """Let Django answer, and finish its response."""
        answered = {}

        def start_response(status, headers, exc_info=None):
            answered.update(status=status, headers=for_all(status, headers))

        began = time.monotonic()
        with kept.within(self._current_state()), kept.noting_limits() as limits:
            result = self.application(self._told(environ), start_response)
        counts.add_duration(traffic.PUBLIC, time.monotonic() - began)
        try:
            body = b"".join(result)
        finally:
            if hasattr(result, "close"):
                result.close()
        ends = began + min(limit.total_seconds() for limit in [*limits, timedelta.max])
        return self._finish(answered["status"], answered["headers"], body, ends)

    def _finish(self, status, headers, body, ends):
        """Return a finished page; of messages the one that was finished before, if it has the same
        words."""
        if not status.startswith(MESSAGES):
            return FinishedPage(status, headers, body, ends)
        said = (status, tuple(headers), body)
        with self.store.lock:
            page = self.messages.pop(said, None) or FinishedPage(status, headers, body)
            self.messages[said] = page
            if len(self.messages) > MAX_MESSAGES:
                self.messages.popitem(last=False)
        return page

    def _store(self, key, page, version):
        """Cache a page, unless the version it was made for is over."""
        with self.store.lock:
            if version is not None and self.version == version:
                self.store.put(key, page, version)


def _hold(asked_at, boundary):
    """Return the header that lets nginx hold a page until `SECONDS_TO_HOLD` after the database was
    asked, or until something begins or ends. Both are seconds since 1970.

    nginx shows a page through the whole second that is named.
    """
    last = min(int(asked_at) + SECONDS_TO_HOLD, int(boundary)) - 1
    return [("X-Accel-Expires", f"@{last}")]


def in_background(function, *arguments):
    """Run a function in a thread of its own, which leaves no connection open."""

    def run():
        try:
            function(*arguments)
        finally:
            connections.close_all()

    threading.Thread(target=run, name="pages-made-again", daemon=True).start()


def _accepted_of_django(environ):
    """Return the `Accept-Encoding` that Django gets to see. Static files have all forms; Django's
    own compression only looks whether its encoding is named."""
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    if environ.get("PATH_INFO", "").startswith(unavailable.STATIC):
        return accepted
    taken = negotiation.encodings(accepted)
    return next((coding for coding in taken if coding in ("gzip", "identity")), "")


def _without_body(answer):
    """Close a body that nobody gets: gunicorn logs a warning for each one it would write."""
    getattr(answer, "close", lambda: None)()
    return []


def _is_cacheable(page, key):
    if page.status.startswith("301") and not _is_item_redirect(page.location, key):
        return False
    return page.status.startswith(CACHED_STATUSES) and not page.is_private


def _is_item_redirect(location, key):
    """Return whether a redirect leads to an item's new address. Requests over plain http or
    without the trailing slash are redirected too, even if nothing is there."""
    return location.startswith("/") and location.partition("?")[0] != f"{key.path}/"
