"""The mark of a database that a move has begun to fill: no site may start on it yet."""

from typing import NamedTuple

_TABLE = "unfinished_move"


class Unfinished(NamedTuple):
    """`token` is that of the move, see `read_only.Mark`. `has_tables` says that only rows are
    missing."""

    token: str
    has_tables: bool


def find(connection):
    """Return what a move has left in the database, None if none is at work in it."""
    if _TABLE not in connection.introspection.table_names():
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT token, has_tables FROM {_TABLE}")
        token, has_tables = cursor.fetchone()
    return Unfinished(token, bool(has_tables))


def begin(connection, token):
    """Mark an empty database."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {_TABLE} AS SELECT %s AS token, 0 AS has_tables", [token])


def note_tables(connection):
    """Note that the database has all tables, and nothing in them."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {_TABLE} SET has_tables = 1")


def end(connection):
    """Remove the mark: the move is done."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {_TABLE}")
