"""Divides the threads of a process between staff and readers, so that neither group can take all.

Staff's requests wait: for the publishing lock, for a picture to be decoded. Each takes a thread
from staff's share, or is asked to come again; as many belong to readers. A few of the readers'
threads render no pages and only send finished responses.

The last share is for those who try to log in from a browser that nobody here has used, and may be
anybody. One is served at a time, the others wait: who guesses passwords and is refused at once
tries again at once, and 16 of them kept readers waiting by refusals alone.
"""

import threading
import time

from tianhe_site import unavailable
from tianhe_site.admin_pages import STAFF_PATHS
from tianhe_site.monitoring.responses import when_sent

# gunicorn reports the real number (gunicorn.conf.py).
THREADS = 32
# Staff pages request dozens of pictures, which are quick and wait for nobody.
STAFF_FILES = ("/admin/media_library/image/files/", "/admin/media_library/document/files/")
# Anyone who posts here may be anybody.
LOG_IN = "/admin/login/"
# Staff threads that may wait for another one to become free.
MAX_WAITING = 2
# Reader threads reserved for finished pages, static files and the health check.
THREADS_FOR_SENDING = 2
SECONDS_TO_WAIT = 5
SECONDS_BETWEEN_LOOKS = 0.1


class ThreadShares:
    """WSGI middleware: admits at most as many requests at a time as their group has threads.

    `watch` is the `DatabaseWatch`: while it gets no answer, requests don't queue here.
    `is_known_browser` says of a WSGI environ whether somebody has logged in from there before.
    Whom it admits gets a connection of `pool`, a `ConnectionPool`.
    """

    def __init__(
        self,
        application,
        watch,
        threads=THREADS,
        is_known_browser=lambda environ: True,
        pool=None,
    ):
        self.application = application
        self.watch = watch
        self.pool = pool
        self.is_known_browser = is_known_browser
        self.divide(threads)

    def divide(self, threads):
        """Set the shares of staff, readers and strangers among `threads`. Call it before the
        first request."""
        strangers = max(1, threads // 2)
        half = max(1, (threads - strangers) // 2)
        self.staff_inside = threading.Semaphore(half)
        self.staff_at_work = threading.Semaphore(max(1, half - MAX_WAITING))
        self.strangers_inside = threading.Semaphore(strangers)
        self.strangers_at_work = threading.Semaphore(1)
        self.readers_at_work = threading.Semaphore(max(1, half - THREADS_FOR_SENDING))

    def __call__(self, environ, start_response):
        path = environ.get("PATH_INFO", "")
        if unavailable.is_marked(environ) or unavailable.needs_no_database(path):
            return self.application(environ, start_response)
        taken = self._acquire(environ, path)
        if not taken:
            is_hung = self.watch.is_late()
            reason = unavailable.DATABASE_AWAY if is_hung else unavailable.CROWDED
            environ = unavailable.marked(environ, reason)
            return self.application(environ, start_response)
        if self.pool:
            # Given back first, before another thread is let in.
            taken.insert(0, self.pool.lend())
        try:
            answer = self.application(environ, start_response)
        except BaseException:
            _release(taken)
            raise
        return when_sent(answer, environ, lambda: _release(taken))

    def _acquire(self, environ, path):
        """Return the slots that a request has taken; empty if none is free."""
        if not path.startswith(STAFF_PATHS) or path.startswith(STAFF_FILES):
            return [self.readers_at_work] if self._wait_for(self.readers_at_work) else []
        if self._is_stranger(environ, path):
            inside, at_work = self.strangers_inside, self.strangers_at_work
        else:
            inside, at_work = self.staff_inside, self.staff_at_work
        if not inside.acquire(blocking=False):
            return []
        if not self._wait_for(at_work):
            inside.release()
            return []
        return [at_work, inside]

    def _is_stranger(self, environ, path):
        is_log_in = environ.get("REQUEST_METHOD") == "POST" and path.startswith(LOG_IN)
        return is_log_in and not self.is_known_browser(environ)

    def _wait_for(self, places):
        deadline = time.monotonic() + SECONDS_TO_WAIT
        while not places.acquire(timeout=SECONDS_BETWEEN_LOOKS):
            if self.watch.is_late() or time.monotonic() >= deadline:
                return False
        return True


def _release(places):
    for place in places:
        place.release()
