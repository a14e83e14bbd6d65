"""One changed byte is reported, in every column of every recorded row."""

import re
from contextlib import suppress
from datetime import timedelta
from itertools import chain, groupby, zip_longest

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories import (
    MAKERS,
    make_news_item,
    make_page,
    make_site_details,
    publish_approved,
    reasons_for,
)
from tianhe_site.publishing import history, triggers, workflow
from tianhe_site.publishing.models import Edition, HistoryEntry

pytestmark = pytest.mark.django_db


class RollbackError(Exception):
    """Ends a transaction to roll it back."""


@pytest.fixture
def recorded(noon, author, reviewer, publisher, person):
    """A site with editions at every stage, a correction, a redaction and all kinds of entries."""
    second = person("pia", "Publishers")
    item = make_news_item(title="A patent is granted.", sources=[{"title": "A source"}])
    workflow.write(item, by=author)
    first = workflow.submit(item, by=author, note="Look.", reasons=reasons_for(item))
    workflow.approve(first, by=reviewer, note="Good.")
    workflow.publish(first, by=publisher, until=noon + timedelta(days=9))
    item.title = "A patent is granted to Tianhe"
    workflow.write(item, by=author)
    workflow.publish_draft(item, by=publisher, correction="The owner was left out.")
    workflow.withdraw(
        item, by=publisher, reason="There was an error on this page.", note="Asked for."
    )
    item.title = "Something else"
    workflow.write(item, by=author)
    workflow.redact(workflow.ask_redaction([first], by=publisher, reason="The law."), by=second)
    page = make_page("about", layout="division", illustration="spring", needs_second_person=True)
    workflow.write(page, by=author)
    candidate = workflow.submit(page, by=author)
    workflow.approve(candidate, by=reviewer)
    workflow.publish(candidate, by=publisher, at=noon + timedelta(days=1))
    publish_approved(make_site_details(footer_note="Note."), by=publisher)
    for model, make in MAKERS.items():
        if not model.edition_model().objects.exists():
            workflow.import_edition(make(), by=workflow.COMMAND_LINE, live_from=noon)
    # Accounts are recorded, too.
    author.groups.clear()
    author.is_active = False
    author.save()
    assert history.verify() == []
    return [row for model in triggers.immutable_models() for row in model.objects.all()]


def changed(field, value):
    """Return an SQL value that differs as little as possible from the column's."""
    kind = field.get_internal_type()
    if kind == "BooleanField":
        return not value
    if "Integer" in kind or kind in ("ForeignKey", "BigAutoField"):
        return 1 if value is None else value + 1000
    if kind in ("DateField", "DateTimeField"):
        return "2001-01-01" if kind == "DateField" else "2001-01-01 00:00:00.000000"
    text = str(value) if kind != "JSONField" else ""
    return f"{text}x" if kind != "JSONField" else '{"x": 1}'


def by_table(rows):
    """Return lists of rows by their model."""
    return {model: [*of_model] for model, of_model in groupby(rows, key=type)}


def problems_after(rows, field):
    """Return the problems reported after one column of rows of a table was changed without
    triggers."""
    table, found = rows[0]._meta.db_table, []
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for row in rows:
                cursor.execute(
                    f'UPDATE "{table}" SET "{field.column}" = %s WHERE id = %s',
                    [changed(field, getattr(row, field.attname)), row.pk],
                )
            found = history.verify()
            raise RollbackError
    except RollbackError:
        return found


def is_named(row, field, problems):
    """Whether a problem names the row, by its old id or its new one."""
    kind = "entry" if isinstance(row, HistoryEntry) else "ddress"
    words = row._meta.label_lower if isinstance(row, Edition) else kind
    named = re.compile(rf"{words} (?:{row.pk}|{changed(row._meta.pk, row.pk)})\b")
    return any(map(named.search, problems))


def test_every_changed_column_of_every_row_is_reported(recorded):
    triggers.drop(connection)
    tables = by_table(recorded)
    with connection.constraint_checks_disabled():
        # A column of all rows at once: each verification reads the whole record.
        unseen = [
            f"{row._meta.label} {row.pk}: {field.name}"
            for rows in tables.values()
            for field in rows[0]._meta.concrete_fields
            for problems in [problems_after(rows, field)]
            for row in rows
            if not is_named(row, field, problems)
        ]
    triggers.install(connection)
    assert len(tables) == len(triggers.immutable_models())
    assert unseen == []
    assert history.verify() == []


def test_text_erased_without_a_redaction_is_reported(recorded):
    entry = next(row for row in recorded if isinstance(row, HistoryEntry) and row.note)
    entry.erase_texts()
    # The triggers allow one erasure; verification finds that no redaction did it.
    entry.save(update_fields=[*entry.TEXTS, "erased"])
    problem = f"The texts of audit log entry {entry.pk} were erased, but no redaction is recorded."
    assert history.verify() == [problem]


def test_tombstone_without_a_redaction_is_reported(recorded):
    editions = [row for row in recorded if isinstance(row, Edition)]
    edition = next(row for row in editions if not row.redaction_reason)
    edition.become_tombstone("forged")
    edition.save(update_fields=[*edition.erasable(), *edition.REDACTION])
    assert is_named(edition, None, history.verify())


def test_chain_started_by_release_0_1_0_continues(noon, publisher):
    item = make_news_item()
    old = HistoryEntry(
        id=1, at=noon, verb="freeze", actor_name="paul", kind=item.kind, item_id=item.pk
    )
    old.item_title, old.touched = "Old", {"editions": [], "addresses": []}
    # As in 0.1.0: without the id, the scheme and later columns.
    old.hash = old.make_hash()
    old.save(force_insert=True)
    workflow.publish_draft(item, by=publisher)
    assert history.verify() == []
    assert set(HistoryEntry.objects.values_list("scheme", flat=True)) == {1, 2}


# Values of the wrong type

# As SQL; the database may refuse some of them in some columns.
OF_ANOTHER_TYPE = {
    "sqlite": [
        "x'00ff'",
        # Not UTF-8.
        "CAST(x'ff' AS TEXT)",
        "''",
        "NULL",
        "'no such value'",
        "1.5",
        "'2001-02-31'",
        "'{\"x\": '",
        "'{}'",
        "'[\"\\ud800\"]'",
    ],
    "postgresql": [
        "'infinity'",
        "'0044-03-15 BC'",
        "'null'",
        "'[]'",
        "'{}'",
        "'7'",
        "NULL",
    ],
}


TEXTS = ("CharField", "SlugField", "TextField")


def rounds_of(model, rows):
    """Yield what can be tried at once in a table: values for a column, one for each row."""
    for field in model._meta.concrete_fields:
        values = values_for(field)
        for start in range(0, len(values), len(rows)):
            pairs = zip(rows, values[start:], strict=False)
            yield [(row, field, value) for row, value in pairs]


def problems_with(tries):
    """Return those of `tries` (row, field, value) that changed a row, and the problems reported
    then."""
    wrong, problems = [], []
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            wrong += [each for each in tries if is_stored(cursor, *each)]
            if wrong:
                problems += history.verify()
            raise RollbackError
    except RollbackError:
        return wrong, problems


def is_stored(cursor, row, field, value):
    """Put a value into a column; return whether it could be stored there, and wasn't there
    already."""
    table, column = row._meta.db_table, field.column
    before = stored(cursor, table, column, row.pk)
    with suppress(DatabaseError):
        with transaction.atomic():
            cursor.execute(f'UPDATE "{table}" SET "{column}" = {value} WHERE id = %s', [row.pk])
        return stored(cursor, table, column, row.pk) != before
    return False


def values_for(field):
    """Return values of the wrong type for a column, as SQL."""
    values = OF_ANOTHER_TYPE[connection.vendor]
    return values[:4] if field.get_internal_type() in TEXTS else values


def stored(cursor, table, column, pk):
    """Return a value as the database writes it; None for a row that now has another id."""
    written = {
        "sqlite": f'typeof("{column}") || quote(CAST("{column}" AS BLOB))',
        "postgresql": f'CAST("{column}" AS TEXT)',
    }
    cursor.execute(f'SELECT {written[connection.vendor]} FROM "{table}" WHERE id = %s', [pk])
    row = cursor.fetchone()
    return row and row[0]


@pytest.mark.postgresql
def test_value_of_the_wrong_type_is_reported_in_every_column(recorded):
    triggers.drop(connection)
    tables = by_table(recorded)
    editions = [rounds_of(*each) for each in tables.items() if issubclass(each[0], Edition)]
    others = [rounds_of(*each) for each in tables.items() if not issubclass(each[0], Edition)]
    # Each verification reads the whole record, and says of an edition what is wrong in itself.
    together = map(chain.from_iterable, zip_longest(*editions, fillvalue=()))
    tried, unseen = set(), []
    for tries in chain(together, *others):
        wrong, problems = problems_with(tries)
        tried |= {type(row) for row, _field, _value in wrong}
        unseen += [
            f"{row._meta.label} {row.pk} {field.name}: {value}"
            for row, field, value in wrong
            if not is_named(row, field, problems)
        ]
    triggers.install(connection)
    assert tried == set(triggers.immutable_models())
    assert unseen == []
    assert history.verify() == []


def problems_with_text(row, field):
    """Return the problems reported after a column of the table became a text column; None if the
    database refuses that, as for a key."""
    table, found = row._meta.db_table, None
    with (
        suppress(RollbackError, DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f'ALTER TABLE "{table}" ALTER "{field.column}" TYPE text')
        # Any other error is a bug.
        found = ["The record can't be verified."]
        found = history.verify()
        raise RollbackError
    return found


@pytest.mark.postgresql
def test_column_of_the_wrong_type_is_reported(recorded):
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite columns have no types that hold")
    triggers.drop(connection)
    tried, unseen = [], []
    for row in {type(row): row for row in recorded}.values():
        for field in row._meta.concrete_fields:
            problems = problems_with_text(row, field)
            # JSON stored as text, and empty values, still mean the same.
            is_same = getattr(row, field.attname) is None
            if problems is None or is_same or field.get_internal_type() in (*TEXTS, "JSONField"):
                continue
            tried.append(field.name)
            if not is_named(row, field, problems):
                unseen.append(f"{row._meta.label}: {field.name}")
    assert {"live_from", "withdrawn", "position", "date"} <= set(tried)
    assert unseen == []


def test_unreadable_table_is_reported(recorded):
    with suppress(RollbackError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE publishing_address RENAME TO away")
        problems = history.verify()
        raise RollbackError
    assert any("The table publishing_address can't be read" in problem for problem in problems)
