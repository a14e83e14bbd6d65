"""Readers at a steady rate, and what they got."""

import math
import threading
import time
from collections import Counter
from contextlib import closing

from .people import NO_ANSWER, connect

PATHS = ["/", "/news/", "/company/", "/glossary/", "/news/?page=2", "/sitemap.xml"]


class Readers:
    """Readers who together ask for `per_second` pages while the block runs, one path after the
    other, whether or not earlier answers have come.

    `answers` counts statuses, and "none" for requests without an answer; `seconds` has how long
    each took from the moment it was due, so that a stall of the site counts for all who would have
    come during it.
    """

    def __init__(self, port, paths=PATHS, *, per_second=20, tls=False, headers=(), people=16):
        self.answers, self.seconds = Counter(), []
        # Each from an address of their own.
        self._connect = lambda number: connect(port, tls=tls, source=f"127.0.1.{number + 1}")
        self._paths, self._headers = paths, dict(headers)
        self._interval = people / per_second
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=[each]) for each in range(people)]

    def __enter__(self):
        self._begun = time.monotonic()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self._over.set()
        for thread in self._threads:
            thread.join()

    @property
    def faults(self):
        """How many requests ended with an error of the server, or with nothing."""
        return sum(self._faults().values())

    @property
    def slowest(self):
        return max(self.seconds, default=0)

    def percentile(self, share):
        """Return within how many seconds this share of all requests (0.99) was answered."""
        ordered = sorted(self.seconds)
        return ordered[math.ceil(share * len(ordered)) - 1] if ordered else 0

    def __str__(self):
        kinds = ", ".join(f"{number} × {status}" for status, number in self._faults().items())
        failed = f"{self.faults} failed ({kinds})" if kinds else "0 failed"
        return f"{len(self.seconds):,} pages read, {failed}, slowest {self.slowest:.1f} s"

    def _faults(self):
        return {
            status: number
            for status, number in self.answers.items()
            if status == "none" or status >= 500
        }

    def _read(self, number):
        # Evenly over the interval.
        due = self._begun + self._interval * number / len(self._threads)
        turn = number
        with closing(self._connect(number)) as connection:
            while not self._over.wait(max(0, due - time.monotonic())):
                path = self._paths[turn % len(self._paths)]
                self.answers[self._ask(connection, path)] += 1
                self.seconds.append(time.monotonic() - due)
                due, turn = due + self._interval, turn + len(self._threads)

    def _ask(self, connection, path):
        is_new = connection.sock is None
        try:
            connection.request("GET", path, headers=self._headers)
            response = connection.getresponse()
            response.read()
        except NO_ANSWER:
            connection.close()
            # As browsers do: a connection that was kept may have been closed meanwhile.
            return "none" if is_new else self._ask(connection, path)
        return response.status
