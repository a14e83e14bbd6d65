"""Finished pages in memory: limited in size, each valid in one version of the public content."""

import heapq
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from .finished_page import FinishedPage, size_of_texts

# Some 1,800 pages, each compressed in one way: see docs/design/serving.md.
MAX_BYTES = 10 * 1024 * 1024
MAX_ENTRIES = 5_000
# What an entry takes besides its page and the characters of its key: objects and table slots.
BYTES_OF_ENTRY = 1_000


@dataclass(slots=True)
class Entry:
    """A page, and the version it is valid in."""

    page: FinishedPage
    version: tuple
    # When it was finished, by this process's clock.
    made_at: float
    size: int
    # How often it was sent since, in this round.
    hits: int = 0


class PageStore:
    """The entries by key. The oldest goes first, but one that was sent again gets a second round:
    thousands of addresses that are requested once don't take the pages of readers."""

    def __init__(self):
        self.entries = OrderedDict()
        self.size = 0
        # For all changes here, and for what must change together with them.
        self.lock = threading.Lock()

    def put(self, key, page, version):
        """Store a page. The caller has the lock."""
        size = BYTES_OF_ENTRY + size_of_texts(key.texts) + page.size
        self._drop(key)
        self.entries[key] = Entry(page, version, time.monotonic(), size)
        self.size += size
        self._drop_oldest()

    def add_form(self, key, page, coding):
        """Return a page in an encoding, and keep that form of it, whether the page is stored or
        not."""
        form = page.make_form(coding)
        with self.lock:
            before = page.size
            page.keep_form(coding, form)
            entry = self.entries.get(key)
            if entry is not None and entry.page is page:
                entry.size += page.size - before
                self.size += page.size - before
                self._drop_oldest()
        return form

    def drop_made_after(self, moment):
        """Drop the pages that were finished after `moment`. The caller has the lock."""
        for key in [key for key, entry in self.entries.items() if entry.made_at > moment]:
            self._drop(key)

    def most_requested(self, number):
        """Return the keys of at most `number` pages that were sent again, the most requested
        first. The caller has the lock."""
        sent = ((entry.hits, key) for key, entry in self.entries.items() if entry.hits)
        return [key for _hits, key in heapq.nlargest(number, sent)]

    def _drop_oldest(self):
        while self.size > MAX_BYTES or len(self.entries) > MAX_ENTRIES:
            key, entry = next(iter(self.entries.items()))
            if entry.hits:
                entry.hits = 0
                self.entries.move_to_end(key)
            else:
                self._drop(key)

    def _drop(self, key):
        entry = self.entries.pop(key, None)
        self.size -= entry.size if entry else 0
