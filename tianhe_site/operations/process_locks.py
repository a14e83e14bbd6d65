"""Locks that a process holds for as long as it runs.

On one host they lock a file in the data folder. Hosts that share a PostgreSQL database also take
an advisory lock there.
"""

import fcntl
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction

# Arbitrary numbers that nothing else in the database locks on.
ADVISORY_LOCKS = {"start": 0x7469616F, "index": 0x74696170, "move": 0x74696171}


def take_start_lock(stdout):
    """Take the lock for preparing the site, and say so if another process has it. Two starts at
    once left an SQLite database that neither could use."""
    message = "Another process is preparing this site. Waiting until it's done"
    return take("start", before_waiting=lambda: stdout.write(message))


@contextmanager
def hold_start_lock(stdout):
    """Hold the lock for preparing the site within this context."""
    with take_start_lock(stdout):
        try:
            yield
        finally:
            if connection.vendor == "postgresql":
                _ask_postgresql("pg_advisory_unlock", "start")


def take(name, *, before_waiting):
    """Take the lock `name`; return its file. The lock is held until the file is closed and the
    database connection has ended. Calls `before_waiting` if another process has it."""
    file = _open(name)
    if not _try_file(file):
        before_waiting()
        fcntl.flock(file, fcntl.LOCK_EX)
    if connection.vendor == "postgresql" and not _ask_postgresql("pg_try_advisory_lock", name):
        before_waiting()
        _wait_in_postgresql(name)
    return file


def _open(name):
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    path = settings.DATA_DIR / f"{name}.lock"
    path.touch(mode=0o600)
    return path.open("a")


def _try_file(file):
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_in_postgresql(name):
    # The lock outlives the transaction, which only lifts the time limits for the wait.
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0")
        _ask_postgresql("pg_advisory_lock", name)


def _ask_postgresql(function, name):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [ADVISORY_LOCKS[name]])
        return cursor.fetchone()[0]
