"""Migrations that no release has yet only add, so that the release before works on their tables.

What is no longer needed is removed by the release after: docs/upgrade.md says how.
"""

import pytest
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from tests.releases import kept, make

TAKES_AWAY = (
    migrations.DeleteModel,
    migrations.RemoveField,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
)


def breaks(operation):
    """Return whether the release before can't work after an operation."""
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        return any(map(breaks, operation.database_operations))
    if isinstance(operation, migrations.AddField):
        # The release before writes rows without it.
        field = operation.field
        return not (field.many_to_many or field.null or field.has_db_default())
    return isinstance(operation, TAKES_AWAY)


def new_migrations():
    frozen = kept.MANIFEST[kept.NEWEST]["migrations"]
    loader = MigrationLoader(None)
    for path in make.migrations(settings.BASE_DIR).keys() - frozen.keys():
        *_package, app, _folder, name = path.removesuffix(".py").split("/")
        yield path, loader.disk_migrations[app, name]


def test_new_migrations_leave_the_release_before_at_work():
    assert {
        path: broken
        for path, migration in new_migrations()
        if (broken := [each.describe() for each in migration.operations if breaks(each)])
    } == {}


NAME, NUMBER = models.CharField(max_length=9), models.IntegerField(null=True)


@pytest.mark.parametrize(
    ("operation", "is_broken"),
    [
        (migrations.AddField("item", "name", NAME), True),
        (migrations.AddField("item", "name", models.CharField(max_length=9, db_default="")), False),
        (migrations.AddField("item", "number", NUMBER), False),
        (migrations.AddField("item", "others", models.ManyToManyField("item")), False),
        (migrations.CreateModel("other", [("name", NAME)]), False),
        (migrations.RemoveField("item", "name"), True),
        (migrations.RenameField("item", "name", "title"), True),
        (migrations.SeparateDatabaseAndState([migrations.DeleteModel("item")], []), True),
        (migrations.SeparateDatabaseAndState([], [migrations.DeleteModel("item")]), False),
    ],
)
def test_what_would_break_it_is_found(operation, is_broken):
    assert breaks(operation) == is_broken
