"""Another process holds the publishing lock: what does everyone else get meanwhile?"""

import sqlite3
from contextlib import contextmanager

import psycopg
from django.db import connection

from tianhe_site.publishing.workflow.locking import ADVISORY_LOCK


@contextmanager
def held_lock():
    """Hold the lock from another connection. Waiting for it times out as early as possible. Only
    for tests with real transactions."""
    with {"sqlite": _on_sqlite, "postgresql": _on_postgresql}[connection.vendor]():
        yield


@contextmanager
def _on_sqlite():
    connection.ensure_connection()
    (before,) = connection.connection.execute("PRAGMA busy_timeout").fetchone()
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    connection.connection.execute("PRAGMA busy_timeout = 0")
    try:
        other.execute("BEGIN IMMEDIATE")
        yield
    finally:
        other.close()
        connection.connection.execute(f"PRAGMA busy_timeout = {before}")


@contextmanager
def _on_postgresql():
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '1ms'")
    parameters = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    other = psycopg.connect(**{name: parameters[name] for name in names if name in parameters})
    try:
        other.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        yield
    finally:
        other.close()
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = DEFAULT")
