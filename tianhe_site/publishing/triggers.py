"""Database triggers that keep editions, addresses and the history as they were written.

They are dropped before a migration and installed after it, because SQLite loses triggers
silently when a migration remakes a table, and PostgreSQL when a column goes.
"""

from django.core import checks
from django.db import connections
from django.db.models import JSONField

from . import sections
from .models import Address, HistoryEntry

PREFIX = "guard_"
# INSERT OR REPLACE bypasses the UPDATE triggers of SQLite, and TRUNCATE the DELETE triggers of
# PostgreSQL.
EVENTS = {
    "sqlite": ("insert", "update", "delete"),
    "postgresql": ("update", "delete", "truncate"),
}
INSTALLED = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
    # A disabled trigger protects nothing.
    "postgresql": "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON tgrelid = pg_class.oid "
    "WHERE tgenabled IN ('O', 'A')",
}


def immutable_models():
    """Return the models with immutable rows. Only their `CHANGEABLE` columns may change, and the
    `erasable` ones once, when `marker` is filled."""
    return [*sections.edition_models(), Address, HistoryEntry]


def install(connection):
    """Create the triggers of every immutable model whose table exists."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for model in immutable_models():
            if model._meta.db_table in tables:
                for statement in _create_statements(connection, model):
                    cursor.execute(statement)


def drop(connection):
    """Remove the existing triggers of every immutable model."""
    with connection.cursor() as cursor:
        for model in immutable_models():
            table = model._meta.db_table
            on_table = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            for name in _names(connection, table):
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on_table}')


def missing(connection):
    """Return the names of missing triggers."""
    tables = connection.introspection.table_names()
    expected = {
        (model._meta.db_table, name)
        for model in immutable_models()
        if model._meta.db_table in tables
        for name in _names(connection, model._meta.db_table)
    }
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED[connection.vendor])
        return sorted(name for _table, name in expected - set(cursor.fetchall()))


def _names(connection, table):
    return [f"{PREFIX}{table}_{event}" for event in EVENTS[connection.vendor]]


def _columns(model, names):
    return [model._meta.get_field(name).column for name in names]


def _create_statements(connection, model):
    table = model._meta.db_table
    changed = _refused_change(connection, model)
    if connection.vendor == "postgresql":
        return _postgresql_statements(table, changed)
    return _sqlite_statements(model, table, changed)


def _refused_change(connection, model):
    """Return the SQL condition under which an update is refused.

    A redaction empties texts in one update that also fills the marker of the row, and they never
    change again. `history.verify` requires an entry of that redaction.
    """
    erasable = model.erasable()
    fixed = [
        field.name
        for field in model._meta.concrete_fields
        if field.name not in (*model.CHANGEABLE, *erasable)
    ]
    if not erasable:
        return _any_changed(connection, _columns(model, fixed))
    marker = model._meta.get_field(model.marker())
    empty = "'{}'" if isinstance(marker, JSONField) else "''"
    erases = f'OLD."{marker.column}" = {empty} AND NEW."{marker.column}" <> {empty}'
    others = _any_changed(connection, _columns(model, set(fixed) - {marker.name}))
    texts = _any_changed(connection, [*_columns(model, erasable), marker.column])
    return f"({others}) OR (({texts}) AND NOT ({erases}))"


def _any_changed(connection, columns):
    # PostgreSQL compares jsonb and text with IS DISTINCT FROM; SQLite calls it IS NOT.
    differs = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    return " OR ".join(f'OLD."{name}" {differs} NEW."{name}"' for name in sorted(columns))


def _sqlite_statements(model, table, changed):
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table}: what was recorded stays as it is'); END"
    unique = [field.column for field in model._meta.concrete_fields if field.unique]
    taken = " OR ".join(f'"{column}" = NEW."{column}"' for column in unique)
    conditions = {
        "insert": f'WHEN EXISTS (SELECT 1 FROM "{table}" WHERE {taken})',
        "update": f"WHEN {changed}",
        "delete": "",
    }
    for event, condition in conditions.items():
        yield (
            f'CREATE TRIGGER IF NOT EXISTS "{PREFIX}{table}_{event}" BEFORE {event.upper()} '
            f'ON "{table}" FOR EACH ROW {condition} {refuse}'
        )


def _postgresql_statements(table, changed):
    yield (
        f"CREATE OR REPLACE FUNCTION {PREFIX}refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '%: what was recorded stays as it is', TG_TABLE_NAME "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    scopes = {
        "update": f"FOR EACH ROW WHEN ({changed})",
        "delete": "FOR EACH ROW",
        "truncate": "FOR EACH STATEMENT",
    }
    for event, scope in scopes.items():
        yield (
            f'CREATE OR REPLACE TRIGGER "{PREFIX}{table}_{event}" BEFORE {event.upper()} '
            f'ON "{table}" {scope} EXECUTE FUNCTION {PREFIX}refuse()'
        )


def drop_before_migrating(sender, using, **kwargs):
    drop(connections[using])


def install_after_migrating(sender, using, **kwargs):
    install(connections[using])


def check_triggers_exist(app_configs, databases=None, **kwargs):
    """System check: each immutable table has its triggers."""
    return [
        checks.Error(
            f"The database trigger {name} is missing: what was published could be changed.",
            hint="Run 'manage.py migrate', which installs it.",
            id="publishing.E001",
        )
        for alias in databases or ()
        for name in missing(connections[alias])
    ]
