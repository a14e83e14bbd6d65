"""Reads rows for verification, whatever someone wrote into the tables without the models.

SQLite accepts a value of any type in any column, and in both databases the type of a column can be
changed. Such a row is reported, and doesn't stop the others from being read.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, models, transaction

ROWS_PER_BATCH = 500
# Python types by kind of field. Other kinds aren't checked.
TYPES = {
    "BooleanField": bool,
    "CharField": str,
    "DateField": date,
    "DateTimeField": datetime,
    "SlugField": str,
    "TextField": str,
}
# Values that SQLite's driver silently converts or drops, by kind of field.
MISREAD = {
    "BooleanField": '"{0}" NOT IN (0, 1)',
    "DateField": '"{0}" IS NOT date("{0}")',
    "DateTimeField": 'substr("{0}", 1, 19) IS NOT datetime(substr("{0}", 1, 19))',
}


@dataclass(frozen=True)
class Unreadable:
    """A row with values that its columns can't hold: the names of those columns, and the rest."""

    pk: int
    columns: list
    values: dict


def rows_of(model):
    """Yield the rows of a model ordered by id, some as `Unreadable`.

    Raises `django.db.Error` if the table can't be read at all.
    """
    misread = _misread(model)
    numbers = _numbers_after(model)
    while numbers:
        rows = _try_to_read(lambda n=numbers: model.objects.in_bulk(n)) or {}
        for number in numbers:
            yield _checked(model, number, rows.get(number), misread)
        is_last = len(numbers) < ROWS_PER_BATCH
        numbers = [] if is_last else _numbers_after(model, numbers[-1])


def _numbers_after(model, last=None):
    rows = model.objects.order_by("pk")
    rows = rows if last is None else rows.filter(pk__gt=last)
    with transaction.atomic():
        return list(rows.values_list("pk", flat=True)[:ROWS_PER_BATCH])


def _checked(model, number, row, misread):
    row = row or _try_to_read(lambda: model.objects.get(pk=number))
    columns = [field.attname for field in model._meta.concrete_fields if not _fits(row, field)]
    columns += misread.get(number, [])
    return row if row and not columns else _unreadable(model, number, columns)


def _try_to_read(read):
    """Return what `read` returns, or None. What an unreadable value raises depends on the driver,
    Django and the JSON parser."""
    try:
        with transaction.atomic():
            return read()
    except Exception:
        return None


def _fits(row, field):
    """Whether a row, if it could be read, has a value of its type in this column."""
    value = getattr(row, field.attname) if row else None
    if value is None:
        return row is None or field.null
    expected = _type_of(field)
    return expected is None or type(value) is expected


def _type_of(field):
    kind = field.get_internal_type()
    if isinstance(field, models.JSONField):
        return type(field.get_default())
    if isinstance(field, models.ForeignKey) or "Integer" in kind or kind.endswith("AutoField"):
        return int
    return TYPES.get(kind)


def _misread(model):
    """Return the columns with a value that the driver hides, by id of the row."""
    fields = [each for each in model._meta.concrete_fields if each.get_internal_type() in MISREAD]
    if connection.vendor != "sqlite" or not fields:
        return {}
    tests = [MISREAD[field.get_internal_type()].format(field.column) for field in fields]
    sql = f'SELECT "{model._meta.pk.column}", {", ".join(tests)} FROM "{model._meta.db_table}"'
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} WHERE {' OR '.join(tests)}")
        return {
            number: [field.attname for field, is_so in zip(fields, found, strict=True) if is_so]
            for number, *found in cursor.fetchall()
        }


def _unreadable(model, number, columns):
    values = {}
    for field in model._meta.concrete_fields:
        column = model.objects.filter(pk=number).values_list(field.attname, flat=True)
        if found := _try_to_read(lambda column=column: list(column)):
            values[field.attname] = found[0]
        elif field.attname not in columns:
            columns.append(field.attname)
    return Unreadable(number, columns, values)
