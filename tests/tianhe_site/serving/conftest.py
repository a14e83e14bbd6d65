"""The page cache before a Django, as tests of it use them."""

import pytest
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, close_old_connections
from django.test import RequestFactory

from tests.watch import WatchWithoutThread
from tianhe_site.serving import page_cache
from tianhe_site.serving.page_cache import PageCache


class Server:
    """The cache before a Django whose calls are counted, and a hand on the cache's own clock."""

    def __init__(self, monkeypatch):
        self.rendered = 0
        self.seconds = 1000.0
        self.django = WSGIHandler()
        self.cache = PageCache(self._application, WatchWithoutThread())
        self.store = self.cache.store
        monkeypatch.setattr(page_cache.time, "monotonic", lambda: self.seconds)
        # No other thread sees what the test's transaction wrote.
        monkeypatch.setattr(page_cache, "in_background", lambda *call: None)

    def _application(self, environ, start_response):
        self.rendered += 1
        return self.django(environ, start_response)

    def request(self, path, method="get", **headers):
        """Return the status (a number), the headers that readers see and the body of a response.
        `held` is what its first header tells nginx, None if it tells nothing."""
        environ = getattr(RequestFactory(), method)(path, headers=headers).environ
        said = {}

        def start_response(status, headers, exc_info=None):
            said.update(status=int(status[:3]), headers=dict(headers))

        answer = self.cache(environ, start_response)
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        first = next(iter(said["headers"]), "")
        self.held = said["headers"].pop(first) if first == "X-Accel-Expires" else None
        assert "X-Accel-Expires" not in said["headers"]
        return said["status"], said["headers"], body

    def text(self, path, **headers):
        return self.request(path, **headers)[2].decode()


@pytest.fixture
def server(monkeypatch):
    # The connection belongs to the test's transaction; after a request Django would close it.
    ends = (signals.request_started, signals.request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield Server(monkeypatch)
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.fixture
def go_away(monkeypatch):
    """Return a function that makes the database fail for everyone."""

    def go_away():
        def away(*args, **kwargs):
            raise OperationalError("The database is away.")

        monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", away)

    return go_away
