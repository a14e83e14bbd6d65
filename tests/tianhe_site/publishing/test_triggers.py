"""Recorded rows can't be changed, neither with the ORM nor with SQL, unless triggers are
dropped."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from tests.factories import (
    make_news_item,
    make_page,
    make_site_details,
    publish_approved,
)
from tianhe_site.publishing import triggers
from tianhe_site.publishing.models import Address, Edition, HistoryEntry

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def recorded(noon, publisher):
    """One row of every immutable model."""
    drafts = [make_news_item(), make_page(), make_site_details()]
    rows = [publish_approved(draft, by=publisher) for draft in drafts]
    yield [*rows, Address.objects.first(), HistoryEntry.objects.first()]
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA recursive_triggers=ON")


def refused(statement, *parameters):
    """Whether the database refuses a statement."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
    except DatabaseError as error:
        return "stays as it is" in str(error)
    return False


def guarded_columns(row):
    return [field.column for field in row._meta.concrete_fields if field.name not in row.CHANGEABLE]


def test_every_column_except_the_times_refuses_updates(recorded):
    # A different value of a fitting type for each column: one that other rows would accept.
    changed = {"BooleanField": "NOT {0}", "JSONField": "'[1]'", "DateField": "'2001-01-01'"}
    changed |= {"DateTimeField": "'2001-01-01 00:00:00+00:00'"}
    for row in recorded:
        for field in row._meta.concrete_fields:
            # The marker of an erasure may be filled once; see below.
            if field.name in (*row.CHANGEABLE, "erased"):
                continue
            number = (
                "Integer" in field.get_internal_type() or field.is_relation or field.primary_key
            )
            other = "COALESCE({0}, 0) + 1" if number else "'changed'"
            value = changed.get(field.get_internal_type(), other).format(f'"{field.column}"')
            table = row._meta.db_table
            statement = f'UPDATE "{table}" SET "{field.column}" = {value} WHERE id = %s'
            assert refused(statement, row.pk), statement


def test_rows_refuse_to_be_deleted_by_sql_and_by_the_orm(recorded):
    for row in recorded:
        assert refused(f'DELETE FROM "{row._meta.db_table}" WHERE id = %s', row.pk)
        with pytest.raises(DatabaseError), transaction.atomic():
            row.delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).delete()


def test_saving_a_changed_edition_is_refused(recorded):
    for row in recorded:
        if isinstance(row, Edition):
            row.release = "another"
            with pytest.raises(DatabaseError), transaction.atomic():
                row.save()


def test_replacing_or_emptying_is_refused(recorded):
    if connection.vendor == "sqlite":
        # As in a plain client: with recursive triggers, the DELETE trigger would refuse.
        connection.cursor().execute("PRAGMA recursive_triggers=OFF")
    for row in recorded:
        table = row._meta.db_table
        if connection.vendor == "postgresql":
            # Otherwise PostgreSQL refuses because of pending constraint checks.
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
            assert refused(f'TRUNCATE "{table}" CASCADE')
        else:
            # Without the INSERT trigger this bypasses those on UPDATE and DELETE.
            assert refused(f'INSERT OR REPLACE INTO "{table}" SELECT * FROM "{table}" LIMIT 1')


def test_times_may_change(recorded):
    for row in recorded:
        if row.CHANGEABLE:
            type(row).objects.filter(pk=row.pk).update(live_until=row.live_from)


def test_missing_trigger_fails_the_system_check(recorded):
    assert triggers.check_triggers_exist(None, databases=["default"]) == []
    name = "guard_news_newsedition_update"
    on_table = ' ON "news_newsedition"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"{on_table}')
    (error,) = triggers.check_triggers_exist(None, databases=["default"])
    assert name in error.msg
    assert "migrate" in error.hint
    call_command("migrate", verbosity=0)
    assert triggers.check_triggers_exist(None, databases=["default"]) == []


def test_triggers_are_off_during_migrations(recorded):
    triggers.drop_before_migrating(sender=None, using="default")
    table = recorded[0]._meta.db_table
    assert not refused(f"UPDATE {table} SET release = 'x'")


def test_trigger_on_another_table_or_disabled_does_not_count(recorded):
    if connection.vendor == "postgresql":
        statement = 'ALTER TABLE "news_newsedition" DISABLE TRIGGER USER'
    else:
        statement = "DROP TRIGGER guard_news_newsedition_update"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE") if connection.vendor != "sqlite" else None
        cursor.execute(statement)
    named = [error.msg for error in triggers.check_triggers_exist(None, databases=["default"])]
    assert any("guard_news_newsedition_update" in message for message in named)
