"""Moves everything in the database in use into an empty one of the other kind.

The database in use refuses changes from the beginning, so nothing is saved that the other one
lacks. A move that was killed goes on where it was. It is done once both say the same, row by row.
"""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.conf import settings
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections, transaction
from django.db.utils import load_backend

from tianhe_site import read_only
from tianhe_site.operations import readiness
from tianhe_site.operations.progress import Progress
from tianhe_site.publishing import history, triggers

from . import MoveError, rows, tables, unfinished
from .freezing import make_read_only, own_mark

TARGET = "move_target"
_KINDS = {
    "django.db.backends.sqlite3": {"transaction_mode": "IMMEDIATE", "timeout": 10},
    "django.db.backends.postgresql": {"connect_timeout": 5},
}


def move(url, report):
    """Copy the database in use to the one that `url` names, as DATABASE_URL would. Return how many
    rows were copied, or had been before.

    `report` is called with sentences. Raises `MoveError`: before anything is changed if the other
    database isn't empty or can't be used.
    """
    if unfinished.find(connection):
        raise MoveError(
            "The database in use was filled only in part by an earlier move. Set DATABASE_URL to "
            "the one before it, and run this again."
        )
    _check_is_migrated()
    with _connected(url) as target:
        _mark_both(target, url)
        if not unfinished.find(target).has_tables:
            report("The other database: making its tables")
            _run(url, report, ["migrate", "--verbosity=0"])
            _empty(target)
        number = _copy(report)
        rows.copy_sequences(DEFAULT_DB_ALIAS, TARGET)
        triggers.install(target)
        _compare(number, report)
        report("The other database: making the search index, and verifying the audit log")
        _run(url, report, ["rebuild_search"], ["verify_history", "--head", history.head()])
        unfinished.end(target)
    return number


def cancel():
    """Let the database in use take changes again; return the `Mark` that it had. Raises `MoveError`
    if it isn't being moved."""
    mark = own_mark(read_only.MOVE_DATABASE)
    read_only.end(connection)
    return mark


def without_password(url):
    """Return the address of a database as it may be shown."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


@contextmanager
def _connected(url):
    """Connect the alias `TARGET` to a database within this context."""
    target = connections[TARGET] = _connection_to(url)
    try:
        with _explained_failure(url):
            target.ensure_connection()
        yield target
    finally:
        target.close()
        del connections[TARGET]


def _connection_to(url):
    try:
        given = dj_database_url.parse(url)
        options = _KINDS[given["ENGINE"]]
    except (ValueError, KeyError):
        raise MoveError(
            "This isn't the address of a database. Write it as in DATABASE_URL: "
            "postgres://user:password@host:5432/name or sqlite:////folder/file"
        ) from None
    if given["ENGINE"].endswith("sqlite3") and not Path(given["NAME"]).is_absolute():
        # Each process takes it from its own folder.
        raise MoveError("Write the whole path of the file: sqlite:////folder/file")
    backend = load_backend(given["ENGINE"])
    if backend.DatabaseWrapper.vendor == connection.vendor:
        raise MoveError(
            "Both databases are of the same kind. Use manage.py backup and manage.py restore."
        )
    values = {
        **connections.settings[DEFAULT_DB_ALIAS],
        **given,
        "OPTIONS": {**options, **given.get("OPTIONS", {})},
    }
    return backend.DatabaseWrapper(values, TARGET)


@contextmanager
def _explained_failure(url):
    try:
        yield
    except OperationalError as error:
        raise MoveError(f"{without_password(url)} can't be used: {error}") from error


def _check_is_migrated():
    """Raise `MoveError` if the tables of the database in use aren't those of this release: they
    can't be updated any more once it refuses changes."""
    try:
        readiness.check_migrations()
    except readiness.NotReadyError as error:
        # One that is marked was marked by another release.
        cancel = " Before that: manage.py move_to --cancel" if read_only.is_on(connection) else ""
        message = f"The database in use isn't of this release. {error}.{cancel}"
        raise MoveError(message) from None


def _mark_both(target, url):
    """Make the database in use refuse changes, and mark the target. The marks of a move that was
    killed stay."""
    if begun := unfinished.find(target):
        mark = read_only.mark(connection)
        if mark is None or mark.token != begun.token:
            raise MoveError(
                "The other database has part of an earlier move, and this one was changed since. "
                "Use an empty one."
            )
        return
    if target.introspection.table_names():
        raise MoveError(
            "The other database isn't empty. Use a new one. If it has this site already, the move "
            "is done: set DATABASE_URL, and restart the site."
        )
    mark = make_read_only(without_password(url))
    unfinished.begin(target, mark.token)


def _run(url, report, *commands):
    """Run commands on the other database, in another process: it sees that database as the site
    will, and nothing that this one remembers of its own."""
    code = (
        "from django.core.management import call_command\n"
        f"for command in {commands!r}: call_command(*command)"
    )
    process = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--verbosity=0", "--command", code],
        cwd=settings.BASE_DIR,
        # Nor is the replica one of that database.
        env={**os.environ, "DATABASE_URL": url, "DATABASE_REPLICA_URL": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    line = ""
    with process:
        for line in process.stdout:
            report(line.rstrip())
    if process.returncode:
        raise MoveError(f"{commands[0][0]} failed on the other database: {line.strip()}")


def _empty(target):
    """Remove what the migrations have brought: the rows of this site have the same keys."""
    triggers.drop(target)
    statements = target.ops.sql_flush(no_style(), tables.all_tables())
    with transaction.atomic(using=TARGET):
        target.ops.execute_sql_flush(statements)
        unfinished.note_tables(target)


def _copy(report):
    models = tables.models_to_copy()
    total = sum(rows.count(model, DEFAULT_DB_ALIAS) for model in models)
    progress = Progress("Rows", total, report)
    report(f"Rows: copying {total:,} of {len(models)} tables")
    for group in tables.in_order():
        rows.copy(group, DEFAULT_DB_ALIAS, TARGET, progress)
    return total


def _compare(total, report):
    """Raise `MoveError` unless both databases have the same rows."""
    report("Rows: comparing all with their copies")
    progress, different = Progress("Rows compared", total, report), []
    for model in tables.models_to_copy():
        here = rows.fingerprint(model, DEFAULT_DB_ALIAS)
        if here != rows.fingerprint(model, TARGET):
            different.append(model._meta.db_table)
        progress.add(here.rows)
    if different:
        raise MoveError(
            "These tables differ from their copies, so the move isn't done: "
            f"{', '.join(different)}. Something else has written there. Begin again with an empty "
            "database."
        )
