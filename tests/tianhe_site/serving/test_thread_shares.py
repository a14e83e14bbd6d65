"""However many requests wait on one side, the other side has free threads."""

import io
import threading
from contextlib import contextmanager
from wsgiref.util import FileWrapper

import pytest

from tianhe_site import unavailable
from tianhe_site.serving import thread_shares
from tianhe_site.serving.thread_shares import ThreadShares

LONG = 60
THREADS = 32
SHARE = 8
STAFF = "/admin/news/newsitem/"
READERS = "/news/"
LOG_IN = "/admin/login/"
SECOND_STEP = "/admin/login/second-factor/"


class Watch:
    """Of a database that answers, or doesn't."""

    late = False

    def is_late(self):
        return self.late


class Site:
    """The shares before a Django in which requests stay until they are let go."""

    def __init__(self):
        self.inside = threading.Semaphore(0)
        self.may_go = {
            path: threading.Semaphore(0) for path in (STAFF, READERS, LOG_IN, SECOND_STEP)
        }
        self.watch = Watch()
        self.shares = ThreadShares(
            self._django, self.watch, THREADS, lambda environ: environ.get("HTTP_COOKIE") == "known"
        )

    def _django(self, environ, start_response):
        if unavailable.is_marked(environ):
            return ["refused"]
        if environ["PATH_INFO"].startswith("/static/"):
            return ["file"]
        self.inside.release()
        self.may_go[environ["PATH_INFO"]].acquire()
        return ["page"]

    def ask(self, path, cookie=""):
        """Return what a request for `path` gets, once it has got it all. A log-in is posted."""
        method = "POST" if path.startswith(LOG_IN) else "GET"
        environ = {"PATH_INFO": path, "REQUEST_METHOD": method, "HTTP_COOKIE": cookie}
        answer = self.shares(environ, None)
        got = "".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return got

    @contextmanager
    def at_work(self, path, count, cookie=""):
        """Let `count` requests be at work inside the block; yields what they get by its end."""
        got = []
        threads = [
            threading.Thread(target=lambda: got.append(self.ask(path, cookie)))
            for _ in range(count)
        ]
        for thread in threads:
            thread.start()
        for _thread in threads:
            assert self.inside.acquire(timeout=LONG)
        yield got
        self.may_go[path].release(count)
        for thread in threads:
            thread.join(LONG)


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(thread_shares, "SECONDS_TO_WAIT", 0)
    monkeypatch.setattr(thread_shares, "SECONDS_BETWEEN_LOOKS", 0)


@pytest.mark.usefixtures("impatient")
def test_staff_take_at_most_their_share_of_the_threads(site):
    with site.at_work(STAFF, SHARE - thread_shares.MAX_WAITING) as got:
        for path in (STAFF, "/preview/token/"):
            assert site.ask(path) == "refused"
        with site.at_work(READERS, 1):
            pass
    assert got == ["page"] * 6
    site.may_go[STAFF].release()
    assert site.ask(STAFF) == "page"


@pytest.mark.usefixtures("impatient")
def test_rendering_leaves_threads_for_finished_responses(site):
    with site.at_work(READERS, SHARE - thread_shares.THREADS_FOR_SENDING):
        assert site.ask(READERS) == "refused"
        assert site.ask("/admin/media_library/image/files/key/400.png") == "refused"
        assert site.ask("/static/css/site.css") == "file"
        with site.at_work(STAFF, 1):
            pass


@pytest.mark.usefixtures("impatient")
def test_one_stranger_logs_in_at_a_time_and_takes_nobody_elses_thread(site):
    with site.at_work(LOG_IN, 1) as got:
        assert site.ask(LOG_IN) == "refused"
        with site.at_work(STAFF, SHARE - thread_shares.MAX_WAITING), site.at_work(READERS, 1):
            pass
    assert got == ["page"]


@pytest.mark.usefixtures("impatient")
def test_a_browser_that_somebody_used_before_does_not_wait_for_strangers(site):
    with site.at_work(LOG_IN, 1), site.at_work(SECOND_STEP, 1, cookie="known") as got:
        assert site.ask(LOG_IN) == "refused"
    assert got == ["page"]


def test_strangers_who_wait_are_limited(site, monkeypatch):
    monkeypatch.setattr(thread_shares, "SECONDS_TO_WAIT", LONG)
    with site.at_work(LOG_IN, 1):
        threads = [
            threading.Thread(target=site.ask, args=(LOG_IN,)) for _ in range(THREADS // 2 - 1)
        ]
        for thread in threads:
            thread.start()
        while site.shares.strangers_inside.acquire(blocking=False):
            site.shares.strangers_inside.release()
        assert site.ask(LOG_IN) == "refused"
        site.may_go[LOG_IN].release(THREADS // 2 - 1)
    for thread in threads:
        thread.join(LONG)


def test_number_of_waiting_staff_requests_is_limited(site, monkeypatch):
    monkeypatch.setattr(thread_shares, "SECONDS_TO_WAIT", LONG)
    waiting = thread_shares.MAX_WAITING
    with site.at_work(STAFF, SHARE - waiting):
        got = []
        threads = [
            threading.Thread(target=lambda: got.append(site.ask(STAFF))) for _ in range(waiting)
        ]
        for thread in threads:
            thread.start()
        # Each has its place once nobody else gets one.
        while site.shares.staff_inside.acquire(blocking=False):
            site.shares.staff_inside.release()
        assert site.ask(STAFF) == "refused"
        site.may_go[STAFF].release(waiting)
    for thread in threads:
        thread.join(LONG)
    assert got == ["page"] * waiting


def test_nobody_waits_for_requests_stuck_in_the_database(site, monkeypatch):
    monkeypatch.setattr(thread_shares, "SECONDS_TO_WAIT", LONG)
    site.watch.late = True
    with site.at_work(READERS, SHARE - thread_shares.THREADS_FOR_SENDING):
        assert site.ask(READERS) == "refused"


@pytest.mark.usefixtures("impatient")
def test_error_frees_the_thread(site, monkeypatch):
    def fail(environ, start_response):
        raise RuntimeError

    monkeypatch.setattr(site.shares, "application", fail)
    for _turn in range(THREADS):
        with pytest.raises(RuntimeError):
            site.ask(STAFF)


def test_file_sent_by_the_kernel_holds_its_thread_until_it_is_sent(site, monkeypatch):
    environ = {"PATH_INFO": STAFF, "wsgi.file_wrapper": FileWrapper}
    file = FileWrapper(io.BytesIO(b"bytes"))
    monkeypatch.setattr(site.shares, "application", lambda environ, start_response: file)
    site.shares.divide(1)
    answer = site.shares(environ, None)
    assert answer is file
    assert not site.shares.staff_inside.acquire(blocking=False)
    answer.close()
    assert file.filelike.closed
    assert site.shares.staff_inside.acquire(blocking=False)


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_few_threads_are_divided_too(site, threads):
    site.shares.divide(threads)
    for path in (STAFF, READERS):
        site.may_go[path].release()
    assert [site.ask(STAFF), site.ask(READERS)] == ["page", "page"]
