"""The read replica: a second PostgreSQL that follows the first, and answers readers.

Only what is asked inside of `reading()` goes there. Everything else, and every write, goes to the
primary. `serving.read_replica` says when the replica may be used.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

ALIAS = "replica"

_is_reading = ContextVar("is_reading_replica", default=False)


def is_set():
    """Return whether this site has a replica."""
    return settings.HAS_REPLICA


@contextmanager
def reading():
    """Ask the replica inside the block."""
    before = _is_reading.set(True)
    try:
        yield
    finally:
        _is_reading.reset(before)


def alias():
    """Return the alias of the database to read from here."""
    return ALIAS if _is_reading.get() else DEFAULT_DB_ALIAS


def connection():
    """Return the connection to read by, for SQL that is written by hand."""
    return connections[alias()]


class Router:
    """Sends Django's queries where `reading()` says. Both databases have the same rows."""

    def db_for_read(self, model, **hints):
        # Not where a row came from: what is kept in memory is shared with those who may not use
        # the replica.
        return alias()

    def db_for_write(self, model, **hints):
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *rows, **hints):
        return True

    def allow_migrate(self, db, app_label, **hints):
        return False if db == ALIAS else None
