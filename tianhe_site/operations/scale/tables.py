"""Rows that are inserted many at once, with ids that are known before."""

from collections import defaultdict
from operator import attrgetter

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max

from tianhe_site.bulk_insert import insert_rows

# What drivers of databases take as it is.
AS_IT_IS = {bool, int, str, type(None)}


class Tables:
    """New rows of any models, in memory until `write`. References between them need no order, as
    long as a transaction holds them all."""

    def __init__(self):
        self._rows = defaultdict(list)
        self._last_ids = {}

    def new_id(self, model):
        """Return the next free id of a model."""
        if model not in self._last_ids:
            self._last_ids[model] = model.objects.aggregate(last=Max("pk"))["last"] or 0
        self._last_ids[model] += 1
        return self._last_ids[model]

    def add(self, row):
        self._rows[type(row)].append(row)

    def rows_of(self, model):
        """Return the rows of a model that wait to be written."""
        return self._rows[model]

    def write(self):
        """Insert all rows. Neither `save` nor signals run, and times are as set."""
        for model, rows in self._rows.items():
            for part in (*model._meta.all_parents, model):
                _insert(part, rows)
        self._rows.clear()

    def tell_database(self):
        """Make PostgreSQL continue with the ids after these, and know how many rows there are."""
        statements = connection.ops.sequence_reset_sql(no_style(), list(self._last_ids))
        if connection.vendor == "postgresql":
            statements.append("ANALYZE")
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def _insert(model, rows):
    fields = model._meta.local_concrete_fields
    columns = [_column(field, rows) for field in fields]
    insert_rows(
        model._meta.db_table, [field.column for field in fields], zip(*columns, strict=True)
    )


def _column(field, rows):
    """Return the values of a field in all rows, as the driver of the database takes them."""
    # An unsaved row doesn't know yet that its id is that of its parent.
    values = list(map(attrgetter("pk" if field.primary_key else field.attname), rows))
    # To ask the field takes as long as all else.
    if AS_IT_IS.issuperset(map(type, values)):
        return values
    return [field.get_db_prep_save(value, connection) for value in values]
