"""One thread makes a missing page; the others that want it wait for that one."""

import threading
import time

# How long others wait. Longer than any page takes, unless the database is slow.
SECONDS_TO_WAIT = 5
SECONDS_BETWEEN_LOOKS = 0.1


class Flight:
    """A page in the making, for the version that was known when it began."""

    def __init__(self, version):
        self.version = version
        self._page = None
        self._is_over = threading.Event()

    def land(self, page):
        """Give the page to those who wait; None if it wasn't made."""
        self._page = page
        self._is_over.set()

    def wait(self, is_hopeless):
        """Return the page once it is made; None if it wasn't, if that takes too long, or as soon
        as `is_hopeless()`."""
        deadline = time.monotonic() + SECONDS_TO_WAIT
        while not self._is_over.wait(SECONDS_BETWEEN_LOOKS):
            if is_hopeless() or time.monotonic() >= deadline:
                return None
        return self._page


class Flights:
    """The pages in the making, by key."""

    def __init__(self):
        self._flights = {}
        self._lock = threading.Lock()

    def join(self, key, version):
        """Return the flight for a page, and whether the caller must make that page and `end` it.

        Nobody joins one that began in another version: it may have missed the change.
        """
        with self._lock:
            flight = self._flights.get(key)
            if flight is not None and flight.version == version:
                return flight, False
            flight = self._flights[key] = Flight(version)
            return flight, True

    def end(self, key, flight, page):
        """Let nobody else join a flight, and land it with `page`."""
        with self._lock:
            if self._flights.get(key) is flight:
                del self._flights[key]
        flight.land(page)
