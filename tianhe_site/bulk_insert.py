"""Many rows at once, as fast as each database takes them."""

from django.db import connection


def insert_rows(table, columns, rows):
    """Insert rows, an iterable of values as the database driver takes them, in the order of
    `columns`. PostgreSQL stores a row while the next ones are made."""
    names = ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)
