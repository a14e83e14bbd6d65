"""The test database as the migrations left it, put back after each test with real transactions.

Django would empty all tables and create permissions and groups again: ten times the work, and
what the migrations brought would be gone.
"""

import sqlite3

from django.db import connection, transaction

# Copies of the tables that weren't empty.
SCHEMA = "pristine"
COLUMNS = """
SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'
"""


def keep():
    """Remember all rows of the test database; return a function that puts them back."""
    connection.ensure_connection()
    return {"sqlite": _keep_file, "postgresql": _keep_tables}[connection.vendor]()


def _keep_file():
    kept = sqlite3.connect(":memory:")
    connection.connection.backup(kept)

    def put_back():
        connection.ensure_connection()
        kept.backup(connection.connection)

    return put_back


def _keep_tables():
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")
        filled = {table: _columns(cursor, table) for table in _not_empty(cursor, tables)}
        for table in filled:
            cursor.execute(f'CREATE TABLE {SCHEMA}."{table}" AS TABLE "{table}"')

    def put_back():
        with transaction.atomic(), connection.cursor() as cursor:
            # No trigger and no foreign key minds.
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table in _not_empty(cursor, tables):
                cursor.execute(f'DELETE FROM "{table}"')
            for table, columns in filled.items():
                cursor.execute(
                    f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM {SCHEMA}."{table}"'
                )

    return put_back


def _not_empty(cursor, tables):
    """Return the names of those tables that have rows."""
    asked = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in tables)
    cursor.execute(" UNION ALL ".join(asked))
    return [table for (table,) in cursor.fetchall()]


def _columns(cursor, table):
    cursor.execute(COLUMNS, [table])
    return cursor.fetchone()[0]
