"""Questions to a database or a storage that may hang: whoever asks has an answer in time."""

import threading
import time

from django.db import connections

# For whoever asks; with the rest of a request less than two.
SECONDS_TO_WAIT = 1.5
# Who asks again within that time gets the same answer.
SECONDS_KEPT = 1.0


class NoAnswerError(Exception):
    """The question is still open; it may be answered later, or never."""


class BoundedQuestion:
    """Calls `ask` in a thread of its own, one call at a time, so that a hundred probes of what
    hangs take one thread."""

    def __init__(self, ask):
        self._ask = ask
        self._lock = threading.Lock()
        self._call = None

    def begin(self):
        """Begin to ask, unless that was done just now or is still open. Returns the `Call`."""
        with self._lock:
            if self._call is None or self._call.is_old():
                self._call = Call(self._ask)
            return self._call


class Call:
    """A question that was asked."""

    def __init__(self, ask):
        self._began = time.monotonic()
        self._is_over = threading.Event()
        self._returned = self._error = None
        threading.Thread(target=self._run, args=[ask], name="bounded", daemon=True).start()

    def is_old(self):
        """Return whether the answer is there, and too old to be given again."""
        return self._is_over.is_set() and time.monotonic() - self._began >= SECONDS_KEPT

    def result(self):
        """Return or raise what the function does. Raises `NoAnswerError` `SECONDS_TO_WAIT` after it
        was called: who comes later, while it hangs, doesn't wait at all."""
        left = self._began + SECONDS_TO_WAIT - time.monotonic()
        if not self._is_over.wait(max(0, left)):
            raise NoAnswerError
        if self._error:
            raise self._error
        return self._returned

    def _run(self, ask):
        try:
            self._returned = ask()
        except Exception as error:
            self._error = error
        finally:
            connections.close_all()
            self._is_over.set()
