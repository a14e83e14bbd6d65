"""Parts the threads of a process between staff and readers, so that neither can take all.

Staff save, and saving waits: for the lock of all verbs, for a picture that is decoded. Such a
request has a thread of the first half, or is asked to come again; the other half is the readers'.
Of that a few threads make no pages: they send what is finished.
"""

import threading
import time

from tianhe_site import unavailable

# gunicorn says how many it has (gunicorn.conf.py).
THREADS = 16
STAFF = ("/admin/", "/accounts/", "/preview/")
# Pictures on staff's pages come by the dozen, are short work, and wait for nobody.
FILES = ("/admin/media_library/image/files/", "/admin/media_library/document/files/")
# Of staff's threads: who waits for another of them to become free.
MAX_WAITING = 2
# Of readers' threads: what sends finished pages, static files and the answer to the balancer.
SENDING = 2
SECONDS_TO_WAIT = 5
SECONDS_BETWEEN_LOOKS = 0.1


class ThreadShares:
    """WSGI middleware: lets so many requests in at the same time as they have threads.

    `watch` is the `DatabaseWatch`: while it gets no answer, nobody waits here for those in front.
    """

    def __init__(self, application, watch, threads=THREADS):
        self.application = application
        self.watch = watch
        self.divide(threads)

    def divide(self, threads):
        """Give staff and readers their shares of `threads`. Before the first request."""
        half = max(1, threads // 2)
        self.staff_inside = threading.Semaphore(half)
        self.staff_at_work = threading.Semaphore(max(1, half - MAX_WAITING))
        self.readers_at_work = threading.Semaphore(max(1, threads - half - SENDING))

    def __call__(self, environ, start_response):
        path = environ.get("PATH_INFO", "")
        if unavailable.is_marked(environ) or unavailable.needs_no_database(path):
            return self.application(environ, start_response)
        taken = self._take(path)
        if not taken:
            is_hung = self.watch.is_late()
            reason = unavailable.DATABASE_AWAY if is_hung else unavailable.CROWDED
            environ = unavailable.marked(environ, reason)
            return self.application(environ, start_response)
        try:
            answer = self.application(environ, start_response)
        except BaseException:
            _give_back(taken)
            raise
        return _holding(taken, answer, environ)

    def _take(self, path):
        """Return the places that a request has taken, none if there is none for it."""
        if not path.startswith(STAFF) or path.startswith(FILES):
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


def _holding(taken, answer, environ):
    """Return an answer that gives its places back once it is sent: some is made only then."""
    if isinstance(answer, environ.get("wsgi.file_wrapper", ())):
        # What the kernel sends by itself it must go on knowing by its type.
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
            _give_back(self.taken)
            self.taken = []


def _give_back(places):
    for place in places:
        place.release()
