"""What the doctor says about the database."""

import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from django.core import checks
from django.db import OperationalError, connection

from tianhe_site.operations import doctor
from tianhe_site.operations.doctor import FAULT, OK, WARN, Result, database

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]


@pytest.fixture
def on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("on PostgreSQL only")


@pytest.fixture
def answers(monkeypatch):
    """Return a function that lets the database answer with a row."""
    monkeypatch.setattr(connection, "get_database_version", lambda: (15, 4))
    return lambda *row: monkeypatch.setattr(database, "_row", lambda statement: row)


def test_database_of_the_tests_is_right():
    assert database.check_connection().level == OK
    assert database.check_migrations() == Result(OK, "migrations", "all are applied.")


def test_database_that_is_away_is_said_with_what_to_do_and_asked_nothing_more(monkeypatch):
    def refuse():
        raise OperationalError("connection refused\n  Is it running?")

    monkeypatch.setattr(database.readiness, "check_database", refuse)
    monkeypatch.setattr(database.readiness, "check_migrations", refuse)
    checks = {"database": database.check_all, "migrations": database.check_migrations}
    away, migrations = doctor.run(checks)
    assert (away.level, away.subject) == (FAULT, "database")
    assert "can't be used (connection refused Is it running?)." in away.message
    assert away.advice.startswith("Compare DATABASE_URL with the server, and see that it runs.")
    assert (migrations.level, migrations.advice) == (FAULT, "Look after the database first.")


def test_missing_migration_is_a_fault():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'news' AND name LIKE '0001%'")
    found = database.check_migrations()
    assert (found.level, "news.0001_initial" in found.message) == (FAULT, True)


def test_questions_are_understood_by_postgresql(on_postgresql):
    for check in (
        database.check_role,
        database.check_others,
        database.check_encoding,
        database.check_connections,
        database.check_clock,
    ):
        assert check().level in (OK, WARN, FAULT)
    assert database.check_encoding() == Result(OK, "database encoding", "it is UTF8.")


def test_rights_beyond_the_database_are_a_fault(answers):
    answers("tianhe", False, False, False, False, False)
    assert database.check_role().level == OK
    answers("tianhe", True, True, False, False, False)
    assert database.check_role() == Result(
        FAULT,
        "database role",
        "tianhe may do more than the site needs: SUPERUSER, CREATEDB.",
        "As a superuser: ALTER ROLE tianhe NOSUPERUSER NOCREATEDB",
    )


@pytest.mark.parametrize(
    ("row", "level"), [((False, False), OK), ((True, False), WARN), ((True, True), WARN)]
)
def test_access_of_other_roles_is_pointed_out(answers, row, level):
    answers(*row)
    assert database.check_others().level == level


@pytest.mark.parametrize(("encoding", "level"), [("UTF8", OK), ("SQL_ASCII", FAULT)])
def test_encoding_takes_every_character(answers, encoding, level):
    answers(encoding)
    assert database.check_encoding().level == level


@pytest.mark.parametrize(("processes", "level"), [(2, OK), (3, WARN)])
def test_connections_suffice(answers, settings, processes, level):
    answers(100)
    settings.WEB_CONCURRENCY = processes
    assert database.check_connections().level == level


@pytest.mark.parametrize(("minutes", "level"), [(0, OK), (20, FAULT)])
def test_clocks_agree(answers, minutes, level):
    answers(datetime.now(UTC) + timedelta(minutes=minutes))
    assert database.check_clock().level == level


@pytest.mark.parametrize(("said", "level"), [("16.1", OK), ("15.9", OK), ("14.2", FAULT)])
def test_backup_programs_fit_the_server(answers, monkeypatch, said, level):
    done = subprocess.CompletedProcess((), 0, f"pg_dump (PostgreSQL) {said}\n")
    monkeypatch.setattr(database.shutil, "which", lambda name: name)
    monkeypatch.setattr(database.subprocess, "run", lambda *command, **options: done)
    assert database.check_backup_programs().level == level


def test_missing_backup_programs_are_a_fault(answers, monkeypatch):
    monkeypatch.setattr(database.shutil, "which", lambda name: None)
    assert database.check_backup_programs().message == "no pg_dump: nothing can be backed up."


def test_system_checks_are_passed_on(monkeypatch):
    said = [checks.Error("It is broken.", hint="Mend it.", id="x.E001"), checks.Warning("Look.")]
    monkeypatch.setattr(database.checks, "run_checks", lambda **options: said)
    assert list(database.check_django()) == [
        Result(FAULT, "system check x.E001", "It is broken.", "Mend it."),
        Result(WARN, "system check None", "Look."),
    ]
    monkeypatch.setattr(database.checks, "run_checks", lambda **options: [])
    assert list(database.check_django()) == [Result(OK, "system checks", "no complaints.")]
