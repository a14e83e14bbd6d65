"""Tables that lack something the applied migrations created are reported."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tianhe_site.operations.table_checks import check_tables

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def sentences():
    return [error.msg for error in check_tables(None, databases=["default"])]


def test_current_tables_have_no_errors():
    assert sentences() == []


def test_missing_columns_and_tables_are_reported_by_every_database_check():
    execute("ALTER TABLE media_library_asset DROP COLUMN worded_by_name")
    execute("ALTER TABLE pages_sitedetails DROP COLUMN legal_name")
    execute("DROP TABLE publishing_watchedword")
    execute("DROP TABLE search_words")
    execute("ALTER TABLE auth_user_groups RENAME COLUMN group_id TO other_id")
    assert sorted(sentences()) == [
        "The database has no table publishing_watchedword.",
        "The database has no table search_words.",
        "The table auth_user_groups has no column group_id.",
        "The table media_library_asset has no column worded_by_name.",
        "The table pages_sitedetails has no column legal_name.",
    ]
    with pytest.raises(SystemCheckError, match="restore a backup made by a release"):
        call_command("check", databases=["default"])


def test_columns_of_pending_migrations_are_not_missing():
    execute("ALTER TABLE media_library_file DROP COLUMN uploaded_by_id")
    assert sentences() == ["The table media_library_file has no column uploaded_by_id."]
    # With those that build on it.
    graph = MigrationLoader(connection).graph
    for app, name in graph.backwards_plan(("media_library", "0002_uploader")):
        MigrationRecorder.Migration.objects.filter(app=app, name=name).delete()
    assert sentences() == []
