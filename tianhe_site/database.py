"""Time limits for requests only.

`settings.py` limits the waits for a connection and for a lock. Those limits apply to commands too,
which may otherwise take as long as they need.
"""

from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction

from tianhe_site import replica

# The server ends a slow statement itself. A hanging server can't; we stop waiting for it this much
# later.
GRACE_SECONDS = 3
# There, the primary is asked instead.
REPLICA_GRACE_SECONDS = 0.5

# For writes that aren't worth waiting for. Most other saves are this short.
SHORT_WAIT_MILLISECONDS = 250

# For a table that a migration changes. Pages that are in memory are served meanwhile.
SECONDS_FOR_TABLES = 2


@contextmanager
def short_wait(milliseconds=SHORT_WAIT_MILLISECONDS):
    """Wait only a moment for SQLite's lock within this context, instead of `LOCK_SECONDS`.
    PostgreSQL has no lock on all writes."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    sqlite = connection.connection
    (before,) = sqlite.execute("PRAGMA busy_timeout").fetchone()
    sqlite.execute(f"PRAGMA busy_timeout = {min(before, milliseconds)}")
    try:
        yield
    finally:
        sqlite.execute(f"PRAGMA busy_timeout = {before}")


@contextmanager
def no_wait(milliseconds=0):
    """Run a transaction that waits for a lock at most this long: it raises `OperationalError`
    instead."""
    with short_wait(milliseconds), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # There, 0 is no limit.
                cursor.execute(f"SET LOCAL lock_timeout = '{max(1, milliseconds)}ms'")
        yield


@contextmanager
def short_wait_for_tables():
    """Let migrations in this context wait only a moment for a table that a long transaction holds,
    such as that of a backup: whoever asks for the table later, readers too, waits behind them.
    PostgreSQL only; on SQLite readers wait for nobody."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{SECONDS_FOR_TABLES}s'")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")


def limit_statement_time(connection, **kwargs):
    """Limit the time of each statement on a new PostgreSQL connection; a receiver of
    `connection_created`. On SQLite, statements only wait for its lock, which `timeout` limits."""
    if connection.vendor != "postgresql":
        return
    seconds, grace = settings.STATEMENT_SECONDS, GRACE_SECONDS
    if connection.alias == replica.ALIAS:
        seconds, grace = settings.REPLICA_SECONDS, REPLICA_GRACE_SECONDS
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = '{seconds}s'")
    _stop_waiting(connection.connection, seconds + grace)


def _stop_waiting(connection, seconds):
    """Close `connection`, of psycopg, if an answer takes longer than `seconds`."""
    # Kernels keep acknowledging packets for a stopped process, so no TCP option helps.
    from psycopg import OperationalError
    from psycopg.pq import TransactionStatus

    wait = connection.wait

    def wait_in_time(generator, *args, **kwargs):
        try:
            return wait(generator, *args, **{"timeout": seconds, **kwargs})
        except OperationalError:
            if connection.pgconn.transaction_status == TransactionStatus.ACTIVE:
                connection.pgconn.finish()
            raise

    connection.wait = wait_in_time
