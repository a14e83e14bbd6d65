"""A database that refuses every change, while the site is moved elsewhere.

Triggers on all tables refuse, so nothing is saved that the copy lacks: by no process of any host,
however late it learns of the move. They outlive a crash, and stay until someone lifts them.
"""

import secrets
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MESSAGE = _("The site is being moved. Nothing can be saved until that is done.")
# The commands of manage.py that move a site.
MOVE_DATABASE, MOVE_MEDIA = "move_to", "move_media"
# In the database's error, by which it is recognized.
SIGN = "read-only: the site is being moved"
# The table that says what the site is being moved to; also how the names of triggers begin.
TABLE = "read_only"
# Neither the full-text table of SQLite nor those that it keeps its words in take triggers, and
# Litestream goes on copying.
_TABLES = {
    "sqlite": "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
    "AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_litestream_*'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
}
_IS_ON = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = %s",
    "postgresql": "SELECT 1 WHERE to_regclass(%s) IS NOT NULL",
}


class Mark(NamedTuple):
    """What the site is being moved to. `token` tells this move from any other one."""

    token: str
    target: str
    begun_at: str

    @property
    def command(self):
        """The command of `manage.py` that moves it."""
        # Databases are named by their addresses. No bucket has this in its name, nor a path.
        return MOVE_DATABASE if "://" in self.target else MOVE_MEDIA


def is_on(connection):
    """Return whether the database refuses changes."""
    with connection.cursor() as cursor:
        cursor.execute(_IS_ON[connection.vendor], [TABLE])
        return cursor.fetchone() is not None


def mark(connection):
    """Return the `Mark` of a database that refuses changes; None if it takes them."""
    if not is_on(connection):
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT token, target, begun_at FROM {TABLE}")
        return Mark(*cursor.fetchone())


def begin(connection, target):
    """Make the database refuse all changes from now on; return its `Mark`, which names `target`.

    Call it with the lock of the verbs. Returns once all that was being saved is saved.
    """
    new = Mark(secrets.token_hex(8), target, timezone.now().isoformat(timespec="seconds"))
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(_TABLES[connection.vendor])
        tables = [name for (name,) in cursor.fetchall()]
        for statement in _create_statements(connection.vendor, tables):
            cursor.execute(statement)
        cursor.execute(f"CREATE TABLE {TABLE} (token text, target text, begun_at text)")
        cursor.execute(f"INSERT INTO {TABLE} VALUES (%s, %s, %s)", new)
    return new


def end(connection):
    """Let the database take changes again."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        lift(cursor, connection.vendor)


def lift(cursor, vendor):
    """Remove all that `begin` made; `cursor` may also be one of Python's `sqlite3`."""
    if vendor == "postgresql":
        # With its function go the triggers.
        cursor.execute(f"DROP FUNCTION IF EXISTS {TABLE}_refuse() CASCADE")
    else:
        cursor.execute(
            f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB '{TABLE}_*'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
    cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")


def refused(error):
    """Return whether the database raised this error because it refuses changes."""
    return SIGN in str(error.__cause__)


def _create_statements(vendor, tables):
    return _postgresql_statements(tables) if vendor == "postgresql" else _sqlite_statements(tables)


def _postgresql_statements(tables):
    # This state is an OperationalError in Python, like those of a lock that isn't free.
    yield (
        f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{SIGN}' USING ERRCODE = '55000'; END $$"
    )
    for table in tables:
        for events, scope in (("INSERT OR UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
            yield (
                f'CREATE TRIGGER "{TABLE}_{scope.lower()}" BEFORE {events} ON "{table}" '
                f"FOR EACH {scope} EXECUTE FUNCTION {TABLE}_refuse()"
            )


def _sqlite_statements(tables):
    # RAISE would be an IntegrityError in Python: Django takes that for a session key that is
    # taken, and tries others for ever. The error of a function is an OperationalError.
    refuse = f"BEGIN SELECT json_extract('{{}}', '{SIGN}'); END"
    for table in tables:
        for event in ("insert", "update", "delete"):
            yield (
                f'CREATE TRIGGER "{TABLE}_{table}_{event}" BEFORE {event.upper()} ON "{table}" '
                f"{refuse}"
            )
