"""Fills the empty index of a new site with many documents at once."""

from collections import Counter
from contextlib import contextmanager
from functools import partial
from operator import itemgetter

from django.db import connection, transaction

from tianhe_site.bulk_insert import insert_rows

from . import spelling
from .index import SCHEME, words_of
from .models import Row

_NUMBER = {"sqlite": "rowid", "postgresql": "id"}
_DEFINITION = "SELECT pg_get_indexdef('search_words_idx'::regclass)"


@contextmanager
def filling():
    """Yield a function that indexes documents, given as a list. No edition of their items may be in
    the index yet. PostgreSQL answers no search until this ends; if it fails, nothing is indexed."""
    spelled = {}
    with transaction.atomic():
        with _index_made_at_the_end():
            yield partial(_write, spelled)
        spelling.add(spelled)


@contextmanager
def _index_made_at_the_end():
    """Have PostgreSQL index all words at once: 43 seconds for 100,000 items. As they come, it would
    sort each row into the index by itself."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(_DEFINITION)
        definition = cursor.fetchone()[0]
        cursor.execute("DROP INDEX search_words_idx")
    yield
    with connection.cursor() as cursor:
        cursor.execute(definition)


def _write(spelled, documents):
    rows = sorted(zip(_free_numbers(documents), documents, strict=True), key=itemgetter(0))
    Row.objects.bulk_create(
        Row(id=number, kind=document.kind, edition_id=document.edition_id, scheme=SCHEME)
        for number, document in rows
    )
    insert_rows("search_words", [_NUMBER[connection.vendor], "words"], _words_of(rows, spelled))


def _words_of(rows, spelled):
    """Yield the number and the words of each document, adding how they are spelled."""
    for number, document in rows:
        words = words_of(document)
        spelled.update(words.spelled)
        yield number, words.stored


def _free_numbers(documents):
    """Return a number for each document of an empty part of the index."""
    taken, numbers = Counter(), []
    for document in documents:
        numbers.append(document.first_number + taken[document.first_number])
        taken[document.first_number] += 1
    return numbers
