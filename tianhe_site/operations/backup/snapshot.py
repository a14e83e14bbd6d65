"""The database of one moment: copied while the site is written to, and put back."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from .archive import BackupError


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
        cursor.execute("SET LOCAL statement_timeout = 0")
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
        with closing(sqlite3.connect(path)) as target:
            # In one step: between two of them a writer would make it begin again.
            connection.connection.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
    _run(
        ["pg_dump", "--format=custom", "--compress=0", "--no-owner", "--no-privileges"],
        [f"--snapshot={snapshot}", f"--file={path}"],
    )


def is_empty():
    """Return whether the database has no tables yet."""
    if connection.vendor == "sqlite":
        path = settings.DATABASES["default"]["NAME"]
        if not os.path.exists(path):
            return True
    return not connection.introspection.table_names()


def put_back(path):
    """Make the database, which is empty, that of the copy at `path`. Raises `BackupError`."""
    if connection.vendor == "sqlite":
        _put_back_sqlite(path)
    else:
        _run(
            ["pg_restore", "--single-transaction", "--exit-on-error", "--no-owner"],
            ["--no-privileges", f"--dbname={_settings()['dbname']}", str(path)],
        )
    connection.close()


def _put_back_sqlite(path):
    with closing(sqlite3.connect(path)) as copied:
        (answer,) = copied.execute("PRAGMA integrity_check(1)").fetchone()
    if answer != "ok":
        raise BackupError(_("The copy of the database is damaged: %s") % answer)
    connection.close()
    target = settings.DATABASES["default"]["NAME"]
    # What an empty database left beside it belongs to no other.
    for ending in ("-wal", "-shm"):
        if os.path.exists(f"{target}{ending}"):
            os.unlink(f"{target}{ending}")
    shutil.move(path, target)


def _run(program, rest):
    """Run a program of PostgreSQL on our database."""
    given = _settings()
    environment = {
        **os.environ,
        "PGHOST": given.get("host", ""),
        "PGPORT": str(given.get("port", "")),
        "PGUSER": given.get("user", ""),
        "PGPASSWORD": given.get("password", ""),
        "PGDATABASE": given["dbname"],
    }
    environment = {name: value for name, value in environment.items() if value}
    try:
        subprocess.run([*program, *rest], env=environment, check=True, capture_output=True)
    except FileNotFoundError:
        raise BackupError(
            _("%s is missing. Install PostgreSQL's client programs, such as postgresql-client.")
            % program[0]
        ) from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()
        raise BackupError(
            _("%(program)s failed: %(reason)s") % {"program": program[0], "reason": said}
        ) from None


def _settings():
    return connection.get_connection_params()
