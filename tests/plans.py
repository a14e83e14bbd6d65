"""How the database would find the rows of each query that some work asks for."""

from contextlib import contextmanager

from django.db import connection

# What a table is read from end to end by. PostgreSQL does it with a table of a test, which is
# small, unless it is told not to; then only where no index helps.
EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}
SCANS = {"sqlite": "SCAN ", "postgresql": "Seq Scan on "}


@contextmanager
def scans_noted():
    """Yield a list that gets (step, SQL) of each step that reads a whole table."""
    found, queries = [], []

    def note(execute, sql, params, many, context):
        if sql.startswith(("SELECT", "(SELECT")):
            queries.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found
    found += [
        (step, sql)
        for sql, params in queries
        if not _asks_for_newest(sql)
        for step in _scans(sql, params)
    ]


def _asks_for_newest(sql):
    """Whether a query takes the first rows in the order of the key, whatever they are."""
    return " WHERE " not in sql and sql.rsplit(" ORDER BY ")[-1].endswith('."id" DESC LIMIT 1')


def _scans(sql, params):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(EXPLAIN[connection.vendor] + sql, params)
        steps = [row[-1] for row in cursor.fetchall()]
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = DEFAULT")
    return [step.strip() for step in steps if SCANS[connection.vendor] in step]
