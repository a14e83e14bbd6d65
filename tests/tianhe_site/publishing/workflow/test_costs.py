"""What verbs ask the database. Building a query takes ten times as long as running it."""

from unittest import mock

import pytest
from django.db import connection
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext

from tests.factories import make_news_item
from tianhe_site.publishing import workflow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


class Counted:
    """How many statements were run inside a block, and how many queries that read were built for
    them; those of the search index aside."""

    def __enter__(self):
        build, self.built = SQLCompiler.as_sql, []

        def built(compiler, *args, **kwargs):
            self.built.append(compiler.query.get_meta().db_table)
            return build(compiler, *args, **kwargs)

        self._patch = mock.patch.object(SQLCompiler, "as_sql", built)
        self._captured = CaptureQueriesContext(connection)
        self._patch.start()
        self._captured.__enter__()
        return self

    def __exit__(self, *error):
        self._captured.__exit__(*error)
        self._patch.stop()

    @property
    def counts(self):
        run = [each for each in self._captured.captured_queries if "search_" not in each["sql"]]
        return len(run), len([each for each in self.built if not each.startswith("search_")])


def costs_of_verbs(slug, author, reviewer, publisher):
    """Take an item from its first line to its withdrawal; return the counts of each verb."""
    item, found = make_news_item(slug), {}
    with Counted() as found["write"]:
        workflow.write(item, by=author)
    with Counted() as found["submit"]:
        edition = workflow.submit(item, by=author)
    with Counted() as found["approve"]:
        workflow.approve(edition, by=reviewer)
    with Counted() as found["publish"]:
        workflow.publish(edition, by=publisher)
    with Counted() as found["withdraw"]:
        workflow.withdraw(item, by=publisher, note="For a test.")
    return {verb: counted.counts for verb, counted in found.items()}


def test_verbs_ask_little_and_build_few_queries(author, reviewer, publisher):
    # The first of each process builds what the others use.
    costs_of_verbs("first", author, reviewer, publisher)
    assert costs_of_verbs("second", author, reviewer, publisher) == {
        "write": (16, 1),
        "submit": (24, 1),
        "approve": (23, 1),
        "publish": (35, 1),
        "withdraw": (16, 0),
    }
