"""The database of one moment: copied while the site is written to, and put back."""

import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils.translation import gettext as _

from tianhe_site import read_only

from .errors import BackupError

SESSIONS = Session._meta.db_table


@contextmanager
def one_moment():
    """Let all reads in this context, those of `copy` too, see the database as it is now. Nobody
    waits for it."""
    if connection.vendor == "sqlite":
        with _read_transaction():
            yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        # This connection waits while pg_dump works.
        cursor.execute(
            "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"
        )
        yield


@contextmanager
def _read_transaction():
    # Django's would be IMMEDIATE, and keep editors waiting.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            # The moment is that of the first read.
            cursor.execute("SELECT 1 FROM sqlite_master")
            cursor.fetchall()
            yield
        finally:
            cursor.execute("ROLLBACK")


def copy(path):
    """Write the database of this `one_moment` to the new file `path`."""
    if connection.vendor == "sqlite":
        _copy_sqlite(path)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
    schema = _own_schema()
    # Beside it may be those of others, which we may not read.
    ours = [f"--schema={_exactly(schema)}"] if schema else []
    _run(
        *("pg_dump", "--format=custom", "--compress=0", "--no-owner", "--no-privileges"),
        *(f"--snapshot={snapshot}", f"--file={path}", *ours),
    )


def _copy_sqlite(path):
    try:
        with closing(sqlite3.connect(path)) as target:
            # In one step: between two of them a writer would make it begin again.
            connection.connection.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise BackupError(_("The database can't be copied (%s).") % error) from error


def _own_schema():
    """Return the schema of our tables if DATABASE_URL sets a search path to one that is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nullif(current_schema(), 'public')")
        return cursor.fetchone()[0]


def _exactly(name):
    """Return the pattern that only this name matches, for pg_dump."""
    quoted = name.replace('"', '""')
    return f'"{quoted}"'


def is_empty():
    """Return whether the database has no tables yet."""
    if connection.vendor == "sqlite":
        path = settings.DATABASES["default"]["NAME"]
        if not os.path.exists(path):
            return True
    return not connection.introspection.table_names()


def put_back(path):
    """Make the database, which is empty, that of the copy at `path`, without its sessions: some
    have ended since, and at no moment does anyone get in with them. Raises `BackupError`."""
    if connection.vendor == "sqlite":
        _put_back_sqlite(path)
    else:
        schema = _own_schema()
        # One that is there isn't to be created.
        within = [f"--schema={schema}"] if schema else []
        _run(
            *("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner"),
            *("--no-privileges", f"--dbname={_name_of_database()}", *within),
            *(f"--use-list={_list_without_sessions(path)}", path),
        )
    connection.close()


def _list_without_sessions(path):
    """Write what pg_restore is to restore to a file beside the copy at `path`; return the file."""
    listed = _run("pg_restore", "--list", path).splitlines(keepends=True)
    rows_of_sessions = re.compile(rf" TABLE DATA .* {SESSIONS} ")
    kept = path.with_name("list")
    kept.write_text("".join(line for line in listed if not rows_of_sessions.search(line)))
    return kept


def _put_back_sqlite(path):
    try:
        with closing(sqlite3.connect(path)) as copied:
            (answer,) = copied.execute("PRAGMA integrity_check(1)").fetchone()
            _remove_sessions(copied)
    except sqlite3.Error as error:
        answer = error
    if answer != "ok":
        raise BackupError(_("The copy of the database is damaged: %s") % answer)
    connection.close()
    target = settings.DATABASES["default"]["NAME"]
    # What an empty database left beside it belongs to no other.
    for ending in ("-wal", "-shm"):
        if os.path.exists(f"{target}{ending}"):
            os.unlink(f"{target}{ending}")
    # It may be on another disk, where it is copied: its name is given to the whole of it.
    beside = Path(f"{target}.restored")
    try:
        shutil.move(path, beside)
        beside.replace(target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise BackupError(
            _("%(path)s can't be written (%(reason)s).")
            % {"path": target, "reason": error.strerror}
        ) from error


def _remove_sessions(copied):
    """Remove the sessions from a copy, which may be of a site that took no changes."""
    with copied:
        copied.execute("PRAGMA secure_delete = ON")
        read_only.lift(copied.cursor(), "sqlite")
        copied.execute(f"DELETE FROM {SESSIONS}")


def _run(program, *arguments):
    """Run a program of PostgreSQL on our database; return what it wrote."""
    command, environment = [program, *arguments], {**os.environ, **_variables()}
    try:
        done = subprocess.run(command, env=environment, check=True, capture_output=True)
    except FileNotFoundError:
        raise BackupError(
            _("%s is missing. Install PostgreSQL's client programs, such as postgresql-client.")
            % program
        ) from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()
        raise BackupError(
            _("%(program)s failed: %(reason)s") % {"program": program, "reason": said}
        ) from None
    return done.stdout.decode()


def _variables():
    """Return the settings of our connection as PostgreSQL's programs read them: with encryption and
    certificates as DATABASE_URL asks for, and the password where `ps` doesn't show it."""
    from psycopg.pq import Conninfo

    variables = {
        option.keyword.decode(): option.envvar.decode()
        for option in Conninfo.get_defaults()
        if option.envvar
    }
    return {variables[name]: str(value) for name, value in _settings().items() if name in variables}


def _name_of_database():
    # As a connection string: a name with an equals sign would be taken for one.
    from psycopg.conninfo import make_conninfo

    return make_conninfo(dbname=_settings().get("dbname"))


def _settings():
    return connection.get_connection_params()
