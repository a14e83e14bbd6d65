"""Finished public pages, and the pictures on them, kept in memory in front of Django.

What a reader may see is a function of editions and addresses, so a page is kept as finished
bytes until the next change of either. Once a second each process asks the database whether
there was one (one query); changes that times bring are known ahead. So every process of every
host shows a change within a second, and no message that empties a cache can get lost.
"""

import gzip
import hashlib
import logging
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.db import DatabaseError, close_old_connections

from tianhe_site.publishing import clock, generation

logger = logging.getLogger("tianhe.page_cache")

SECONDS_BETWEEN_LOOKS = 1.0
MOST_BYTES = 64 * 1024 * 1024
# Staff's pages and previews, what readers search for, the health of the process, and files that
# WhiteNoise holds itself.
NEVER_KEPT = ("/admin/", "/accounts/", "/preview/", "/search/", "/healthz", "/static/")
# What changes with the day, with no change of an edition.
NEVER_KEPT += ("/.well-known/", "/sitemap-latest.xml")
# Documents, which may be large, and are asked for once.
NEVER_KEPT_ENDINGS = (".pdf",)
KEPT_STATUSES = ("200", "301", "410")
# The one query key that public pages know; others change nothing and make no entry of their own.
KNOWN_KEYS = ("page",)
# All that Django gets to see of a request for a public page: nothing that is not in its key can
# poison what is kept.
SEEN = ("SCRIPT_NAME", "PATH_INFO", "HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "REMOTE_ADDR")
# Below this a compressed answer is hardly smaller.
WORTH_COMPRESSING = 500


@dataclass(frozen=True)
class _Page:
    """A finished answer: headers without those that depend on the request, and its bytes."""

    status: str
    headers: tuple
    etag: str
    body: bytes
    compressed: bytes

    @property
    def size(self):
        return len(self.body) + len(self.compressed)


class PageCache:
    """WSGI middleware: answers for public pages from memory, whatever cookies come along."""

    def __init__(self, application):
        self.application = application
        self.pages = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()
        self.generation = None
        self.looked_at = float("-inf")
        self.boundary = float("-inf")

    def __call__(self, environ, start_response):
        key = _key(environ)
        if key is None:
            return self.application(environ, start_response)
        before = self._current_generation()
        page = self.pages.get(key)
        if page is None:
            page = self._render(_request_for(key, environ))
            if _may_be_kept(page):
                self._keep(key, page, before)
        return _answer(page, environ, start_response)

    def _current_generation(self):
        """Return the generation as of the last look, looking again where a second has passed.

        A boundary that was known ahead is met to the moment. One thread looks; the others go
        on with what they know, unless a boundary has passed.
        """
        if self._is_due() and self.lock.acquire(blocking=self._has_passed_boundary()):
            try:
                # While this thread waited, another may have looked.
                if self._is_due():
                    self._look()
            finally:
                self.lock.release()
        return self.generation

    def _is_due(self):
        is_old = time.monotonic() - self.looked_at >= SECONDS_BETWEEN_LOOKS
        return is_old or self._has_passed_boundary()

    def _has_passed_boundary(self):
        return time.monotonic() >= self.boundary

    def _look(self):
        """Ask the database for the generation; empty the cache where it is a new one."""
        self.looked_at = time.monotonic()
        try:
            close_old_connections()
            last_change = generation.last_change()
            is_new = self.generation is None or last_change != self.generation[0]
            if is_new or self._has_passed_boundary():
                self._begin(last_change)
        except DatabaseError:
            logger.exception("The database does not answer; serving what is known.")
            if self._has_passed_boundary():
                # What is known held until here. Ask again in a second, not with each request.
                self._empty()
                self.boundary = self.looked_at + SECONDS_BETWEEN_LOOKS

    def _begin(self, last_change):
        now = clock.now()
        ahead = (generation.next_boundary(now) - now).total_seconds()
        self._empty()
        self.generation = (last_change, now)
        self.boundary = self.looked_at + ahead

    def _empty(self):
        self.pages = OrderedDict()
        self.size = 0

    def _render(self, environ):
        """Let Django answer, and finish what it says."""
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

    def _keep(self, key, page, before):
        """Keep a page, if nothing public changed while it was rendered."""
        with self.lock:
            self._look()
            if self.generation != before or before is None or key in self.pages:
                return
            self.pages[key] = page
            self.size += page.size
            while self.size > MOST_BYTES:
                _oldest, dropped = self.pages.popitem(last=False)
                self.size -= dropped.size


def _key(environ):
    """Return what the answer depends on, None where it must come from Django each time."""
    path = environ.get("PATH_INFO", "")
    # Without its slash an address leads to the one with it, query and all.
    is_never_kept = f"{path}/".startswith(NEVER_KEPT) or path.endswith(NEVER_KEPT_ENDINGS)
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or is_never_kept:
        return None
    query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    # Files are one each, whatever is asked: some take long to make. No slug holds a dot.
    names = () if "." in path.rpartition("/")[2] else KNOWN_KEYS
    known = tuple((name, query[name]) for name in names if name in query)
    # Where TLS ends in front, Django answers plain http with a redirect to https.
    is_https = environ.get("HTTP_X_FORWARDED_PROTO") == "https"
    return environ.get("HTTP_HOST"), is_https, environ.get("SCRIPT_NAME", ""), path, known


def _request_for(key, environ):
    """Return the request that stands for all with this key.

    A HEAD is rendered as a GET, so that it says the length that a GET would have.
    """
    request = {
        name: value
        for name, value in environ.items()
        if name in SEEN or name.startswith(("wsgi.", "SERVER_"))
    }
    return {**request, "REQUEST_METHOD": "GET", "QUERY_STRING": urlencode(key[-1])}


def _may_be_kept(page):
    names = {name.lower(): value for name, value in page.headers}
    is_private = "set-cookie" in names or "no-store" in names.get("cache-control", "")
    return page.status.startswith(KEPT_STATUSES) and not is_private


def _finish(status, headers, body):
    kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
    names = {name.lower() for name, _value in kept}
    if "cache-control" not in names:
        # Kept by whom it may be, asked for again each time: a withdrawal is seen at once.
        kept.append(("Cache-Control", "no-cache"))
    kept.append(("Vary", "Accept-Encoding"))
    # Weak: compressed and plain bytes share it.
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    compressed = gzip.compress(body, 6, mtime=0) if _is_worth_compressing(kept, body) else b""
    return _Page(status, tuple(kept), etag, body, compressed)


def _is_worth_compressing(headers, body):
    types = [value for name, value in headers if name.lower() == "content-type"]
    is_picture = any(each.startswith("image/") for each in types)
    return len(body) >= WORTH_COMPRESSING and not is_picture


def _answer(page, environ, start_response):
    headers = list(page.headers)
    if page.status.startswith("200"):
        headers.append(("ETag", page.etag))
        if page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 Not Modified", headers)
            return []
    body = page.body
    if page.compressed and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        body = page.compressed
        headers.append(("Content-Encoding", "gzip"))
    headers.append(("Content-Length", str(len(body))))
    start_response(page.status, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
