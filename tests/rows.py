"""All rows that actions write, to check that a refused one wrote nothing."""

from django.db import connection

from tianhe_site.publishing.models import Publishable
from tianhe_site.publishing.sections import draft_models
from tianhe_site.publishing.triggers import immutable_models


def all_rows():
    """Return every row of drafts, editions, addresses and history, by table."""
    models = [*immutable_models(), Publishable, *draft_models()]
    return {
        model._meta.db_table: rows_of(model, model._meta.local_concrete_fields) for model in models
    }


def rows_of(model, fields):
    """Return the rows of a model's table, with these columns, as the database has them."""
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {columns} FROM "{model._meta.db_table}" ORDER BY 1')
        return cursor.fetchall()
