"""System check: the tables match the applied migrations.

Two commits between releases contained migrations that were edited later. Databases from those look
up to date, lack columns, and would fail when someone publishes.
"""

from django.core import checks
from django.db import connections
from django.db.migrations.loader import MigrationLoader

HINT = (
    "This database comes from code that was never released, or was changed by hand. Run the code "
    "it came from, or restore a backup made by a release."
)
# Tables that a migration creates with raw SQL.
TABLES_OF_NO_MODEL = {("search", "0001_initial"): "search_words"}


def check_tables(app_configs, databases=None, **kwargs):
    """Compare tables with the migrations applied to them, even while others are pending."""
    return [error for alias in databases or () for error in _errors(connections[alias])]


def _errors(connection):
    loader = MigrationLoader(connection)
    applied = [key for key in loader.applied_migrations if key in loader.graph.nodes]
    models = {model._meta.db_table: model for model in _models_after(loader, applied)}
    needed = [*models, *(TABLES_OF_NO_MODEL[key] for key in applied if key in TABLES_OF_NO_MODEL)]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for table in needed:
            if table not in tables:
                yield _error(f"The database has no table {table}.", "E001")
            elif table in models:
                yield from _column_errors(models[table], _columns(connection, cursor, table))


def _models_after(loader, applied):
    """Return the models as they were after the applied migrations."""
    if not applied:
        return []
    # Many-to-many relations have automatic tables too.
    models = loader.project_state(applied).apps.get_models(include_auto_created=True)
    return [model for model in models if model._meta.managed and not model._meta.proxy]


def _columns(connection, cursor, table):
    # Django's description of a table of SQLite parses the statement that made it, for collations:
    # for all tables that was half of what a start takes.
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} LIMIT 0")
    return {column[0] for column in cursor.description}


def _column_errors(model, columns):
    table = model._meta.db_table
    for field in model._meta.local_concrete_fields:
        if field.column not in columns:
            yield _error(f"The table {table} has no column {field.column}.", "E002")


def _error(message, number):
    return checks.Error(message, hint=HINT, id=f"operations.{number}")
