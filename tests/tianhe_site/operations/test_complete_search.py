"""The index is completed beside a running server, whatever interrupts it."""

import os
from io import StringIO
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from tests.factories import make_page
from tianhe_site.operations.management.commands import complete_search
from tianhe_site.publishing import sections, workflow
from tianhe_site.publishing.errors import BusyError
from tianhe_site.publishing.management.commands import rebuild_search
from tianhe_site.publishing.search import edition_index
from tianhe_site.search import index
from tianhe_site.search.models import Row, Word

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]


@pytest.fixture
def unindexed(publish, monkeypatch, settings, tmp_path):
    """Three live pages that aren't indexed; returns their editions."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(os, "nice", lambda niceness: niceness)
    monkeypatch.setattr(edition_index, "_was_complete", False)
    monkeypatch.setattr(edition_index, "EDITIONS_PER_BATCH", 1)
    pages = [publish(make_page(slug, title=f"Zebra {slug}")) for slug in ("a", "b", "c")]
    Row.objects.all().delete()
    return [page.editions.get() for page in pages]


def complete():
    written = StringIO()
    call_command("complete_search", stdout=written)
    return written.getvalue()


def indexed():
    return sorted(Row.objects.values_list("edition_id", flat=True))


def test_missing_editions_are_indexed_once(unindexed):
    assert not edition_index.is_complete()
    assert complete() == (
        "Search: indexing 3 versions while the site is running\nSearch: the index is complete\n"
    )
    assert indexed() == [edition.pk for edition in unindexed]
    assert edition_index.is_complete()
    assert complete() == ""


def test_index_is_checked_until_it_is_complete(unindexed, django_assert_num_queries):
    assert not edition_index.is_complete()
    complete()
    with django_assert_num_queries(len(sections.searched())):
        assert edition_index.is_complete()
    with django_assert_num_queries(0):
        assert edition_index.is_complete()


def test_rebuilding_that_was_killed_is_finished_by_the_next_start(unindexed, monkeypatch):
    complete()
    words = list(Word.objects.order_by("text").values())
    written = StringIO()
    monkeypatch.setattr(written, "write", Mock(side_effect=KeyboardInterrupt))
    monkeypatch.setattr(rebuild_search, "EDITIONS_BETWEEN_LINES", 2)
    with pytest.raises(KeyboardInterrupt):
        call_command("rebuild_search", stdout=written)
    # All are found meanwhile.
    assert edition_index.missing() == 1
    assert indexed() == [edition.pk for edition in unindexed]
    assert complete().startswith("Search: indexing 1 versions")
    assert list(Word.objects.order_by("text").values()) == words


@pytest.mark.parametrize("error", [OperationalError("gone"), BusyError("gone")])
def test_indexing_goes_on_after_the_database_was_away_or_busy(
    unindexed, monkeypatch, caplog, error
):
    monkeypatch.setattr(complete_search.time, "sleep", lambda seconds: None)
    # The test's own connection holds what is not to be lost.
    monkeypatch.setattr(complete_search, "connection", StringIO())
    failures, optimize = iter([error]), index.optimize

    def optimize_at_the_second_try():
        for failure in failures:
            raise failure
        return optimize()

    monkeypatch.setattr(index, "optimize", optimize_at_the_second_try)
    complete()
    assert caplog.messages == ["Indexing was interrupted and will resume soon: gone"]
    assert indexed() == [edition.pk for edition in unindexed]


def test_text_that_cannot_be_indexed_does_not_block_others(unindexed, monkeypatch, caplog):
    broken, words_of = unindexed[1], index.words_of

    def words_of_others(document):
        if document.edition_id == broken.pk:
            raise ValueError
        return words_of(document)

    monkeypatch.setattr(index, "words_of", words_of_others)
    complete()
    assert indexed() == [unindexed[0].pk, unindexed[2].pk]
    assert caplog.messages == [f"Edition pages.pageedition {broken.pk} can't be indexed."]
    assert not edition_index.is_complete()


def test_edition_redacted_during_indexing_is_not_indexed(unindexed, monkeypatch, person):
    one, two = person("one", is_superuser=True), person("two", is_superuser=True)
    redacted, words_of = unindexed[1], index.words_of
    workflow.withdraw(redacted.item, by=one, note="A test.")

    def words_of_what_is_then_redacted(document):
        if document.edition_id == redacted.pk:
            request = workflow.ask_redaction([redacted], by=one, reason="A court order.")
            redacted.item.title = "Somebody"
            redacted.item.save()
            workflow.redact(request, by=two)
        return words_of(document)

    monkeypatch.setattr(index, "words_of", words_of_what_is_then_redacted)
    complete()
    assert indexed() == [unindexed[0].pk, unindexed[2].pk]


def test_indexing_ends_with_the_server_that_started_it(unindexed, monkeypatch):
    parents = iter([1, 1, 1, 2])
    monkeypatch.setattr(os, "getppid", lambda: next(parents))
    with pytest.raises(CommandError, match="The server has stopped"):
        complete()
    assert indexed() == [edition.pk for edition in unindexed[:2]]
