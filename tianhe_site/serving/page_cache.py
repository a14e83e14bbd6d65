"""Keeps finished public pages, and their pictures, in memory in front of Django.

What readers see depends only on editions and addresses, so a finished page stays valid until one
of them changes. Each process asks the database once a second whether anything changed (one query).
Scheduled changes are known ahead. So every process on every host shows a change within a second,
and no invalidation message can get lost.

No reader waits longer than a second for that query. While the database is away, readers get pages
known to be current. Otherwise they get older pages that reveal nothing withdrawn, until the next
scheduled change.
"""

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from tianhe_site import unavailable
from tianhe_site.publishing import cache_version, clock

from . import negotiation

MAX_BYTES = 64 * 1024 * 1024
MAX_ENTRIES = 5_000
# What an entry takes besides its body and the characters of its texts: objects and table slots.
BYTES_OF_ENTRY = 1_000
BYTES_OF_TEXT = 50
# Seconds. A host cut off from the database for longer could show what was withdrawn since.
MAX_AWAY_SECONDS = 24 * 3600
# Maximum length of an address, and of the value of a known query key; longer ones are never
# cached.
MAX_PATH_LENGTH = 1_000
MAX_VALUE_LENGTH = 9
# Staff pages, previews, search results, and files that WhiteNoise serves from memory itself.
NEVER_CACHED = ("/admin/", "/accounts/", "/preview/", "/search/", "/static/")
# What changes with the day, with no change of an edition.
NEVER_CACHED += ("/.well-known/", "/sitemap-latest.xml")
# Documents may be large, and are rarely requested twice.
NEVER_CACHED_ENDINGS = (".pdf",)
CACHED_STATUSES = ("200", "301", "410")
# The one query key that public pages use; others change nothing and create no cache entry.
QUERY_KEYS = ("page",)
# All that Django sees of a request for a public page: nothing outside the key can poison the
# cache.
PASSED_TO_DJANGO = (
    "SCRIPT_NAME",
    "PATH_INFO",
    "HTTP_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "REMOTE_ADDR",
)
# Bytes; smaller responses hardly shrink.
MIN_BYTES_TO_COMPRESS = 500


class _Key(NamedTuple):
    """What a response depends on."""

    host: str
    # Behind a TLS proxy, Django redirects plain http to https.
    is_https: bool
    script_name: str
    path: str
    query: tuple

    @property
    def size(self):
        texts = [
            self.host,
            self.script_name,
            self.path,
            *(text for pair in self.query for text in pair),
        ]
        return _size_of_texts(texts)


@dataclass(frozen=True)
class _Page:
    """A finished response: its bytes, and the headers that don't depend on the request."""

    status: str
    headers: tuple
    etag: str
    body: bytes
    compressed: bytes

    @property
    def size(self):
        texts = [self.status, self.etag, *(text for header in self.headers for text in header)]
        return len(self.body) + len(self.compressed) + _size_of_texts(texts)


@dataclass(frozen=True)
class _Entry:
    """A cached page, and the version it is valid for."""

    page: _Page
    version: tuple
    size: int


class PageCache:
    """WSGI middleware: answers requests for public pages from memory, ignoring cookies."""

    def __init__(self, application, watch):
        """`watch` is the `DatabaseWatch` this relies on; its question is set here."""
        self.application = application
        self.watch = watch
        watch.ask = self._check_for_changes
        self.entries = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()
        # The newest public change, and when the database reported it; None until it first did.
        self.version = None
        # When, by this process's own clock, the next scheduled change takes effect.
        self.boundary = float("-inf")

    def __call__(self, environ, start_response):
        key = _key(environ)
        if key is None:
            return self._bypass(environ, start_response)
        version = self._current_version()
        page = self._find(key, version)
        if page is None:
            page = self._render_or_last_known(key, environ, version)
        return _answer(page, environ, start_response)

    def _bypass(self, environ, start_response):
        """Let Django answer what is never cached; refuse at once while the database is away."""
        # For middleware that only checks for presence: WhiteNoise and Django's own compression.
        taken = negotiation.encodings(environ.get("HTTP_ACCEPT_ENCODING", ""))
        environ = {**environ, "HTTP_ACCEPT_ENCODING": taken[0] if taken else ""}
        if not unavailable.needs_no_database(environ.get("PATH_INFO", "")):
            self.watch.note_request()
            if self.watch.is_away():
                environ = unavailable.marked(environ, unavailable.DATABASE_AWAY)
        answer = self.application(environ, start_response)
        return _without_body(answer) if environ["REQUEST_METHOD"] == "HEAD" else answer

    def _render_or_last_known(self, key, environ, version):
        """Return the page as Django renders it now; if the database is slow or Django fails, the
        last known page."""
        known = self._find(key)
        if known and self.watch.is_late():
            return known
        request = _request_for(key, environ)
        if self.watch.is_away() and not unavailable.needs_no_database(key.path):
            request = unavailable.marked(request, unavailable.DATABASE_AWAY)
        page = self._render(request)
        if page.status.startswith("503"):
            return known or page
        if _is_cacheable(page, key):
            self._store(key, page, version)
        return page

    def _current_version(self):
        """Return the version as of the last look; look again if that was a second ago.

        A change scheduled ahead takes effect to the moment.
        """
        self.watch.note_request()
        if self._is_due():
            self.watch.wait_until(lambda: not self._is_due())
        return self.version

    def _is_due(self):
        return self.watch.is_old() or self._has_passed_boundary()

    def _has_passed_boundary(self):
        now = time.monotonic()
        return now >= self.boundary or now - self.watch.asked_at >= MAX_AWAY_SECONDS

    def _find(self, key, version=None):
        """Return the page valid in `version`; without a version, the last page that may still be
        shown. None if there is none."""
        entry = None if self._has_passed_boundary() else self.entries.get(key)
        is_right = entry and version in (None, entry.version)
        return entry.page if is_right else None

    def _check_for_changes(self):
        """Ask the database what has changed; drop the pages that nobody may see anymore."""
        asked_at = time.monotonic()
        change = cache_version.last_change()
        is_over = self.version is None or self._has_passed_boundary()
        if not is_over and change == self.version[0]:
            return
        now = clock.now()
        ahead = (cache_version.next_boundary(now) - now).total_seconds()
        is_over = is_over or cache_version.removed_since(self.version[0], now)
        with self.lock:
            if is_over:
                self.entries, self.size = OrderedDict(), 0
            self.version = (change, now)
            self.boundary = asked_at + ahead

    def _render(self, environ):
        """Let Django answer, and finish its response."""
        answered = {}

        def start_response(status, headers, exc_info=None):
            answered.update(status=status, headers=headers)

        result = self.application(environ, start_response)
        try:
            body = b"".join(result)
        finally:
            if hasattr(result, "close"):
                result.close()
        return _finish(answered["status"], answered["headers"], body)

    def _store(self, key, page, version):
        """Cache a page, unless something public changed while it was rendered."""
        if not self.watch.ask_again():
            return
        size = BYTES_OF_ENTRY + key.size + page.size
        with self.lock:
            if version is None or self.version != version:
                return
            self._drop(key)
            self.entries[key] = _Entry(page, version, size)
            self.size += size
            while self.size > MAX_BYTES or len(self.entries) > MAX_ENTRIES:
                self._drop(next(iter(self.entries)))

    def _drop(self, key):
        entry = self.entries.pop(key, None)
        self.size -= entry.size if entry else 0


def _without_body(answer):
    """Close a body that nobody gets: gunicorn logs a warning for each one it would write."""
    getattr(answer, "close", lambda: None)()
    return []


def _size_of_texts(texts):
    return sum(len(text) + BYTES_OF_TEXT for text in texts)


def _key(environ):
    """Return the cache key of a request; None if Django must answer it each time."""
    path = environ.get("PATH_INFO", "")
    # Without its trailing slash, an address redirects to the one with it, query included.
    is_never_cached = f"{path}/".startswith(NEVER_CACHED) or path.endswith(NEVER_CACHED_ENDINGS)
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or is_never_cached:
        return None
    query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    # A file ignores the query; some files take long to make. No slug contains a dot.
    names = () if "." in path.rpartition("/")[2] else QUERY_KEYS
    known = tuple((name, query[name]) for name in names if name in query)
    if len(path) > MAX_PATH_LENGTH or any(len(value) > MAX_VALUE_LENGTH for _name, value in known):
        return None
    is_https = environ.get("HTTP_X_FORWARDED_PROTO") == "https"
    host, script_name = environ.get("HTTP_HOST", ""), environ.get("SCRIPT_NAME", "")
    return _Key(host, is_https, script_name, path, known)


def _request_for(key, environ):
    """Return the canonical request for this key.

    A HEAD request is rendered as GET, so that it reports the length a GET would have.
    """
    request = {
        name: value
        for name, value in environ.items()
        if name in PASSED_TO_DJANGO or name.startswith(("wsgi.", "SERVER_"))
    }
    return {**request, "REQUEST_METHOD": "GET", "QUERY_STRING": urlencode(key.query)}


def _is_cacheable(page, key):
    names = {name.lower(): value for name, value in page.headers}
    is_private = "set-cookie" in names or "no-store" in names.get("cache-control", "")
    if page.status.startswith("301") and not _is_item_redirect(names["location"], key):
        return False
    return page.status.startswith(CACHED_STATUSES) and not is_private


def _is_item_redirect(location, key):
    """Return whether a redirect leads to an item's new address. Requests over plain http or
    without the trailing slash are redirected too, even if nothing is there."""
    return location.startswith("/") and location.partition("?")[0] != f"{key.path}/"


def _finish(status, headers, body):
    kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
    names = {name.lower(): value for name, value in kept}
    if "cache-control" not in names:
        # Browsers may keep it and must revalidate, so a withdrawal shows at once.
        kept.append(("Cache-Control", "no-cache"))
    kept.append(("Vary", "Accept-Encoding"))
    # Weak: the compressed and the plain body share it.
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    if "etag" in names:
        etag = names["etag"]
        kept = [(name, value) for name, value in kept if name.lower() != "etag"]
    compressed = gzip.compress(body, 6, mtime=0) if _is_worth_compressing(kept, body) else b""
    return _Page(status, tuple(kept), etag, body, compressed)


def _is_worth_compressing(headers, body):
    types = [value for name, value in headers if name.lower() == "content-type"]
    is_picture = any(each.startswith("image/") for each in types)
    return len(body) >= MIN_BYTES_TO_COMPRESS and not is_picture


def _answer(page, environ, start_response):
    headers = list(page.headers)
    if page.status.startswith("200"):
        headers.append(("ETag", page.etag))
        if negotiation.matches(environ.get("HTTP_IF_NONE_MATCH", ""), page.etag):
            start_response("304 Not Modified", headers)
            return []
    body = page.body
    taken = negotiation.encodings(environ.get("HTTP_ACCEPT_ENCODING", ""))
    if taken[:1] == ["gzip"] and (page.compressed or "identity" not in taken):
        body = page.compressed or gzip.compress(page.body, 6, mtime=0)
        headers.append(("Content-Encoding", "gzip"))
    # A client that accepts neither gets identity anyway: a page helps more than a 406.
    headers.append(("Content-Length", str(len(body))))
    start_response(page.status, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
