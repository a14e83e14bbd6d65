"""Connections go from thread to thread: as many are open as requests are at work at once."""

import threading

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.db.backends.signals import connection_created
from django.test import RequestFactory

from tests.watch import WatchWithoutThread
from tianhe_site.serving.connection_pool import ConnectionPool
from tianhe_site.serving.thread_shares import ThreadShares

pytestmark = pytest.mark.django_db(transaction=True)
LONG = 60
PATH = "/nothing-here/"


class Site:
    """Django behind the shares, asked by threads of their own; `opened` counts connections."""

    def __init__(self):
        self.django = WSGIHandler()
        self.opened = 0
        self.pool = ConnectionPool()
        self.shares = ThreadShares(self._application, WatchWithoutThread(), pool=self.pool)
        self.meeting = None

    def _application(self, environ, start_response):
        answer = self.django(environ, start_response)
        if self.meeting:
            self.meeting.wait(LONG)
        return answer

    def note_opened(self, **kwargs):
        self.opened += 1

    def ask(self, path=PATH, count=1):
        """Return the statuses that `count` threads get, all of which are at work at once."""
        self.meeting = threading.Barrier(count) if count > 1 else None
        statuses = []
        asked = [threading.Thread(target=self._ask, args=(path, statuses)) for _ in range(count)]
        for thread in asked:
            thread.start()
        for thread in asked:
            thread.join(LONG)
        return statuses

    def _ask(self, path, statuses):
        environ = RequestFactory().get(path).environ
        answer = self.shares(environ, lambda status, headers, error=None: statuses.append(status))
        b"".join(answer)
        answer.close()
        assert not connections.all(initialized_only=True)

    def close(self):
        """Close what is in the pool."""

        def close_one():
            self.pool.lend()
            connections.close_all()

        for _number in range(self.opened):
            thread = threading.Thread(target=close_one)
            thread.start()
            thread.join()


@pytest.fixture
def site():
    site = Site()
    connection_created.connect(site.note_opened)
    yield site
    connection_created.disconnect(site.note_opened)
    site.close()


def test_connection_goes_to_the_next_thread(site):
    for _turn in range(4):
        assert site.ask() == ["404 Not Found"]
    assert site.opened == 1


def test_as_many_are_open_as_are_at_work_at_once(site):
    assert site.ask(count=3) == ["404 Not Found"] * 3
    for _turn in range(4):
        site.ask(count=3)
        site.ask()
    assert site.opened == 3


def test_error_gives_the_connection_back(site, monkeypatch):
    site.ask()

    def fail(*args):
        raise ValueError

    with monkeypatch.context() as changed:
        changed.setattr(site, "django", fail)
        failed = []
        thread = threading.Thread(target=_note_error, args=(site, failed))
        thread.start()
        thread.join(LONG)
    assert failed == [ValueError]
    assert site.ask() == ["404 Not Found"]
    assert site.opened == 1


def _note_error(site, failed):
    try:
        site._ask(PATH, [])
    except ValueError as error:
        failed.append(type(error))
    assert not connections.all(initialized_only=True)
