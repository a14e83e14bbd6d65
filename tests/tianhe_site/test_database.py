"""Every wait for the database is limited."""

import os
import signal

import pytest
from django.db import OperationalError, connection, connections, transaction

from tianhe_site import database, replica
from tianhe_site.busy import is_busy

pytestmark = pytest.mark.django_db


@pytest.fixture
def other():
    """A separate connection that a test may break."""
    made = connections.create_connection("default")
    yield made
    made.close()


def test_sqlite_waits_for_its_lock_up_to_the_limit(settings):
    if connection.vendor != "sqlite":
        pytest.skip("on SQLite only")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (settings.LOCK_SECONDS * 1000,)


@pytest.mark.postgresql
def test_postgresql_waits_for_a_lock_and_a_connection_up_to_the_limit(settings):
    if connection.vendor != "postgresql":
        pytest.skip("on PostgreSQL only")
    parameters = connection.get_connection_params()
    assert parameters["connect_timeout"] == settings.CONNECT_SECONDS
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == (f"{settings.LOCK_SECONDS}s",)
        # A migration may take long; only what answers requests is bound to less.
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


@pytest.mark.postgresql
def test_migration_waits_only_a_moment_for_a_table(other, monkeypatch, settings):
    if connection.vendor != "postgresql":
        pytest.skip("on PostgreSQL only")
    monkeypatch.setattr(database, "SECONDS_FOR_TABLES", 0.05)
    alter = "ALTER TABLE publishing_watchedword ADD COLUMN another integer"
    with other.cursor() as cursor, connection.cursor() as migration:
        cursor.execute("BEGIN; LOCK TABLE publishing_watchedword IN ACCESS SHARE MODE")
        with database.short_wait_for_tables():
            with pytest.raises(OperationalError) as caught, transaction.atomic():
                migration.execute(alter)
            assert is_busy(caught.value)
        migration.execute("SHOW lock_timeout")
        assert migration.fetchone() == (f"{settings.LOCK_SECONDS}s",)


@pytest.mark.postgresql
def test_statement_of_a_request_times_out(other, settings):
    if connection.vendor != "postgresql":
        pytest.skip("on PostgreSQL only")
    other.ensure_connection()
    database.limit_statement_time(connection=other)
    with other.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == (f"{settings.STATEMENT_SECONDS}s",)
        cursor.execute("SET statement_timeout = '1ms'")
        with pytest.raises(OperationalError) as caught:
            cursor.execute("SELECT pg_sleep(60)")
    assert is_busy(caught.value)


@pytest.mark.postgresql
def test_statement_on_the_replica_times_out_sooner(other, settings):
    if connection.vendor != "postgresql":
        pytest.skip("on PostgreSQL only")
    other.alias = replica.ALIAS
    other.ensure_connection()
    database.limit_statement_time(connection=other)
    with other.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == (f"{settings.REPLICA_SECONDS}s",)


@pytest.mark.postgresql
def test_hanging_server_times_out_and_its_connection_is_closed(other, monkeypatch, settings):
    if connection.vendor != "postgresql":
        pytest.skip("on PostgreSQL only")
    monkeypatch.setattr(database, "GRACE_SECONDS", 0)
    settings.STATEMENT_SECONDS = 1
    other.ensure_connection()
    database.limit_statement_time(connection=other)
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
        os.kill(process, signal.SIGSTOP)
        try:
            with pytest.raises(OperationalError):
                cursor.execute("SELECT 1")
        finally:
            os.kill(process, signal.SIGCONT)
    assert not other.is_usable()


def test_sqlite_needs_nothing_beside_its_lock(other):
    if connection.vendor == "sqlite":
        database.limit_statement_time(connection=other)
        assert other.connection is None
