"""Rows of one database, read and written as they are."""

import hashlib
import json
from itertools import islice
from typing import NamedTuple

from django.db import DatabaseError, connections, transaction

from . import MoveError, tables

ROWS_PER_BATCH = 1000


def count(model, alias):
    """Return how many rows a table has."""
    return model._base_manager.using(alias).count()


def copy(group, source, target, progress):
    """Copy the rows of a list of models (see `tables.in_order`) from one database to another, after
    those that are there. `progress` is a `Progress` of rows."""
    if tables.refers_within(group):
        with transaction.atomic(using=target):
            _copy_all(group, source, target, progress)
    else:
        _copy_all(group, source, target, progress)


def _copy_all(group, source, target, progress):
    for model in group:
        there = count(model, target)
        progress.skip(there)
        left = _rows_after(model, source, there)
        while rows := list(islice(left, ROWS_PER_BATCH)):
            _insert(model, rows, target)
            progress.add(len(rows))


def _rows_after(model, alias, number):
    """Return the rows of a table in order of their keys, without the first `number`."""
    rows = model._base_manager.using(alias).order_by("pk")
    if number:
        last = rows.values_list("pk", flat=True)[number - 1 : number].first()
        rows = rows.filter(pk__gt=last) if last is not None else rows.none()
    return _values(model, rows)


def _values(model, rows):
    names = [field.attname for field in model._meta.local_concrete_fields]
    return rows.values_list(*names).iterator(chunk_size=ROWS_PER_BATCH)


def _insert(model, rows, alias):
    """Insert rows, each its values in the order of the model's own fields, all or none."""
    fields = model._meta.local_concrete_fields
    connection = connections[alias]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    prepare = [field.get_db_prep_save for field in fields]
    values = [
        [prepared(value, connection) for prepared, value in zip(prepare, row, strict=True)]
        for row in rows
    ]
    try:
        with transaction.atomic(using=alias), connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})", values
            )
    except (DatabaseError, ValueError) as error:
        # What SQLite takes and PostgreSQL doesn't: a text that is too long, or with a zero byte.
        raise MoveError(
            f"The table {model._meta.db_table} can't be copied, between the keys "
            f"{_key(model, rows[0])} and {_key(model, rows[-1])}: {error}"
        ) from error


def _key(model, row):
    names = [field.attname for field in model._meta.local_concrete_fields]
    return row[names.index(model._meta.pk.attname)]


class Fingerprint(NamedTuple):
    """The number of rows, and the sum of their hashes: the same for the same rows, whichever
    database has them. Their order, which databases don't agree on, doesn't count."""

    rows: int
    total: int


def fingerprint(model, alias):
    """Return the `Fingerprint` of a table."""
    number = total = 0
    for row in _values(model, model._base_manager.using(alias).order_by("pk")):
        text = json.dumps(row, default=_plain, sort_keys=True)
        number, total = number + 1, total + int.from_bytes(hashlib.sha256(text.encode()).digest())
    return Fingerprint(number, total)


def _plain(value):
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


def copy_sequences(source, target):
    """Have the target give no id that the source has ever given: the audit log names rows that are
    gone by theirs."""
    for model in tables.models_to_copy():
        field = model._meta.auto_field
        if field and field.model is model:
            last = _last_id(connections[source], model, field)
            if last:
                _set_last_id(connections[target], model, field, last)


def _last_id(connection, model, field):
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        else:
            cursor.execute(
                "SELECT last_value FROM pg_sequences "
                "WHERE format('%%I.%%I', schemaname, sequencename)::regclass = "
                "pg_get_serial_sequence(%s, %s)::regclass",
                [connection.ops.quote_name(table), field.column],
            )
        row = cursor.fetchone()
        return row[0] if row else None


def _set_last_id(connection, model, field, last):
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
        else:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                [connection.ops.quote_name(table), field.column, last],
            )
