"""Connections to the database that go from thread to thread: as many are open as are in use at
once. With one for each thread, a process held 33."""

from collections import defaultdict
from contextlib import suppress

from django.db import connections


class ConnectionPool:
    """The connections of requests that are over. The last one to come back is lent first: it has
    the most in memory."""

    def __init__(self):
        # By alias: a site may have a replica.
        self._free = defaultdict(list)

    def lend(self):
        """Let the calling thread use a connection that is free; without one, Django opens it one.
        The thread calls `release()` of what is returned, once its response was sent."""
        if not connections.all(initialized_only=True):
            for alias, free in list(self._free.items()):
                with suppress(IndexError):
                    connections[alias] = free.pop()
        return self

    def release(self):
        """Take the connection of the calling thread back."""
        for used in connections.all(initialized_only=True):
            del connections[used.alias]
            if not used.allow_thread_sharing:
                used.inc_thread_sharing()
            self._free[used.alias].append(used)
