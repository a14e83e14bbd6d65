"""Ends of waits of requests alone. `settings.py` bounds the waits for a connection and for a lock;
those hold for commands too, which may otherwise take as long as they need."""

from contextlib import contextmanager

from django.conf import settings
from django.db import connection

# The server ends a statement itself. One that hangs can't: so much later we stop waiting for it.
GRACE_SECONDS = 3


# For what is worth no wait. A save of others that is as short as most is waited for.
SHORT_WAIT_MILLISECONDS = 250


@contextmanager
def hardly_waiting():
    """Within, SQLite waits a moment for its lock instead of `LOCK_SECONDS`. PostgreSQL has no lock
    for all that is written."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    sqlite = connection.connection
    (before,) = sqlite.execute("PRAGMA busy_timeout").fetchone()
    sqlite.execute(f"PRAGMA busy_timeout = {min(before, SHORT_WAIT_MILLISECONDS)}")
    try:
        yield
    finally:
        sqlite.execute(f"PRAGMA busy_timeout = {before}")


def bound_statements(connection, **kwargs):
    """Let each statement on a new connection to PostgreSQL end in time; a receiver of
    `connection_created`. SQLite knows waits for its lock alone, which `timeout` ends."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = '{settings.STATEMENT_SECONDS}s'")
    _stop_waiting(connection.connection, settings.STATEMENT_SECONDS + GRACE_SECONDS)


def _stop_waiting(connection, seconds):
    """Let `connection`, of psycopg, wait for no answer longer than that; then it is closed."""
    # Kernels go on acknowledging packets for a process that is stopped, so no option of TCP helps.
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
