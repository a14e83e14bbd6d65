"""Divides the threads of a process between staff and readers, so that neither group can take all.

Staff's requests wait: for the publishing lock, for a picture to be decoded. Each takes a thread
from staff's half, or is asked to come again; the other half belongs to readers. A few of the
readers' threads render no pages and only send finished responses.
"""

import threading
import time

from tianhe_site import unavailable

# gunicorn reports the real number (gunicorn.conf.py).
THREADS = 16
STAFF_PATHS = ("/admin/", "/accounts/", "/preview/")
# Staff pages request dozens of pictures, which are quick and wait for nobody.
STAFF_FILES = ("/admin/media_library/image/files/", "/admin/media_library/document/files/")
# Staff threads that may wait for another one to become free.
MAX_WAITING = 2
# Reader threads reserved for finished pages, static files and the health check.
THREADS_FOR_SENDING = 2
SECONDS_TO_WAIT = 5
SECONDS_BETWEEN_LOOKS = 0.1


class ThreadShares:
    """WSGI middleware: admits at most as many requests at a time as their group has threads.

    `watch` is the `DatabaseWatch`: while it gets no answer, requests don't queue here.
    """

    def __init__(self, application, watch, threads=THREADS):
        self.application = application
        self.watch = watch
        self.divide(threads)

    def divide(self, threads):
        """Set the shares of staff and readers among `threads`. Call it before the first
        request."""
        half = max(1, threads // 2)
        self.staff_inside = threading.Semaphore(half)
        self.staff_at_work = threading.Semaphore(max(1, half - MAX_WAITING))
        self.readers_at_work = threading.Semaphore(max(1, threads - half - THREADS_FOR_SENDING))

    def __call__(self, environ, start_response):
        path = environ.get("PATH_INFO", "")
        if unavailable.is_marked(environ) or unavailable.needs_no_database(path):
            return self.application(environ, start_response)
        taken = self._acquire(path)
        if not taken:
            is_hung = self.watch.is_late()
            reason = unavailable.DATABASE_AWAY if is_hung else unavailable.CROWDED
            environ = unavailable.marked(environ, reason)
            return self.application(environ, start_response)
        try:
            answer = self.application(environ, start_response)
        except BaseException:
            _release(taken)
            raise
        return _release_when_sent(taken, answer, environ)

    def _acquire(self, path):
        """Return the slots that a request has taken; empty if none is free."""
        if not path.startswith(STAFF_PATHS) or path.startswith(STAFF_FILES):
            return [self.readers_at_work] if self._wait_for(self.readers_at_work) else []
        if not self.staff_inside.acquire(blocking=False):
            return []
        if not self._wait_for(self.staff_at_work):
            self.staff_inside.release()
            return []
        return [self.staff_at_work, self.staff_inside]

    def _wait_for(self, places):
        deadline = time.monotonic() + SECONDS_TO_WAIT
        while not places.acquire(timeout=SECONDS_BETWEEN_LOOKS):
            if self.watch.is_late() or time.monotonic() >= deadline:
                return False
        return True


def _release_when_sent(taken, answer, environ):
    """Return a response that frees its slots once it is sent, since some responses are generated
    only then."""
    if isinstance(answer, environ.get("wsgi.file_wrapper", ())):
        # The server must still recognize by its type what the kernel sends by itself (sendfile).
        answer.close = _Answer(answer, taken, answer.close).close
        return answer
    return _Answer(answer, taken, getattr(answer, "close", lambda: None))


class _Answer:
    def __init__(self, answer, taken, close):
        self.answer, self.taken, self._close = answer, taken, close

    def __iter__(self):
        return iter(self.answer)

    def close(self):
        try:
            self._close()
        finally:
            _release(self.taken)
            self.taken = []


def _release(places):
    for place in places:
        place.release()
