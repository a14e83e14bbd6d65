"""PostgreSQL's programs reach the database as DATABASE_URL says."""

import pytest
from django.db import connection

pytestmark = pytest.mark.postgresql


@pytest.fixture(autouse=True)
def _on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such programs.")


def test_options_of_the_connection_are_handed_on(new_place, tmp_path):
    place = new_place("site")
    place.prepare()
    program = tmp_path / "bin" / "pg_dump"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\necho "$PGSSLMODE $PGAPPNAME" >&2\nexit 1\n')
    program.chmod(0o700)
    place.environment["PATH"] = f"{program.parent}:{place.environment['PATH']}"
    place.environment["DATABASE_URL"] += "?sslmode=disable&application_name=ours"
    assert place.refusal("backup", tmp_path / "b") == "pg_dump failed: disable ours"


def test_schema_of_our_own_is_backed_up_alone(new_place, tmp_path):
    site, has_schema, is_empty = map(new_place, ("site", "has-schema", "is-empty"))
    create = "from django.db import connection as c; c.cursor().execute('CREATE SCHEMA {}')"
    for place in (site, has_schema):
        place.managed("shell", "-v0", "-c", create.format('"Of ours"'))
    site.managed("shell", "-v0", "-c", create.format("others"))
    for place in (site, has_schema, is_empty):
        place.environment["DATABASE_URL"] += "?options=-c%20search_path%3D%22Of%5C%20ours%22"
    site.managed("migrate", "-v0")
    site.managed("backup", tmp_path / "b")
    count = (
        "from django.db import connection as c; k = c.cursor(); "
        "k.execute(\"SELECT nspname FROM pg_namespace WHERE nspname IN ('Of ours', 'others')\"); "
        "print(k.fetchall())"
    )
    for place in (has_schema, is_empty):
        place.managed("restore", tmp_path / "b")
        assert place.managed("shell", "-v0", "-c", count) == "[('Of ours',)]\n"
