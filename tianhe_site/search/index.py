"""The index: the words of each edition, and where some of them stand.

The words are terms of `tokens`, joined by spaces: an FTS5 table on SQLite, a `tsvector` under GIN
on PostgreSQL, which differ in the few statements at the head of this file. Words of the title, of
title and summary, and labels to filter by stand there once more with a mark of their own: so each
question is one for words alone, and is answered newest first without looking at all that match.
"""

import logging
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Max

from .models import Row
from .tokens import tokens

# No term holds one of these.
TITLE, LEAD, LABEL, BREAK = "†", "‡", "§", "¶"
# Where the words of a query may stand.
ANYWHERE = ""
# PostgreSQL numbers no more places in a text, and keeps no more of one term.
MOST_TERMS = 16_000
MOST_PLACES = 255
# Below what fits into one `tsvector`.
MOST_BYTES = 600_000
FIRST_BATCH = 1_500
LATER_BATCH = 10_000

_ITEM_BITS, _EDITION_BITS = 26, 15
_LAST = 2**63 - 1

_WRITE = {
    "sqlite": "INSERT OR REPLACE INTO search_words (rowid, words) VALUES (%s, %s)",
    "postgresql": "INSERT INTO search_words (id, words) VALUES (%s, %s::tsvector) "
    "ON CONFLICT (id) DO UPDATE SET words = excluded.words",
}
_ERASE = {
    "sqlite": "DELETE FROM search_words WHERE rowid = %s",
    "postgresql": "DELETE FROM search_words WHERE id = %s",
}
_FIND = {
    "sqlite": "SELECT rowid AS id FROM search_words "
    "WHERE search_words MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s",
    "postgresql": "SELECT id FROM search_words "
    "WHERE words @@ %s::tsquery AND id < %s ORDER BY id DESC LIMIT %s",
}
# What was erased stays in the parts of an FTS5 index until they are merged: all of them if the
# number of pages is below 0, which 28 seconds were needed for with 200,000 editions.
_MERGE = "INSERT INTO search_words (search_words, rank) VALUES ('merge', %s)"
_PAGES_A_STEP = 500
# So many editions take three seconds.
MOST_TO_MERGE_AT_ONCE = 20_000

logger = logging.getLogger("tianhe.search")


@dataclass(frozen=True)
class Document:
    """What the index is told of an edition: plain texts, and labels to filter by.

    Those without a `day` come before those with one.
    """

    kind: str
    edition_id: int
    item_id: int
    day: date | None
    labels: tuple
    title: str
    summary: str
    texts: tuple

    @property
    def first_place(self):
        """The number that the first edition of its item and day gets. Who writes many goes by it:
        FTS5 takes those that follow one another together, and is four times as fast."""
        day = (self.day or date.max).toordinal()
        return (day << _ITEM_BITS | self.item_id) << _EDITION_BITS


class Hit(NamedTuple):
    """An edition that was found."""

    place: int
    kind: str
    edition_id: int

    @property
    def year(self):
        """The year of its day, None if it has none."""
        day = date.fromordinal(self.place >> (_ITEM_BITS + _EDITION_BITS))
        return None if day == date.max else day.year


def write(document):
    """Index an edition, in place of what was known of it. Call it alone with other writers."""
    named = {"kind": document.kind, "edition_id": document.edition_id}
    # Where it has stood, if that is still its day: numbers would run out.
    row = Row.objects.filter(**named, id__range=_places(document)).first()
    if row is None:
        erase(document.kind, [document.edition_id])
        row = Row.objects.create(**named, id=_free_place(document))
    _execute(_WRITE, [row.id, _as_stored(_terms(document))])


def erase(kind, edition_ids):
    """Forget these editions."""
    rows = Row.objects.filter(kind=kind, edition_id__in=edition_ids)
    for place in rows.values_list("id", flat=True):
        _execute(_ERASE, [place])
    rows.delete()


def erase_for_good(kind, edition_ids):
    """Forget these editions, and leave no trace of them, as far as that is done in seconds."""
    erase(kind, edition_ids)
    if connection.vendor == "sqlite":
        if Row.objects.count() > MOST_TO_MERGE_AT_ONCE:
            logger.warning("The index still has words that were redacted: run rebuild_search.")
        else:
            list(tidy())


def tidy():
    """Leave no trace of what was erased; let PostgreSQL know how frequent words are.

    Yields after each step, so that others may have their turn.
    """
    if connection.vendor == "postgresql":
        _execute({"postgresql": "ANALYZE search_words"}, [])
        return
    pages = -_PAGES_A_STEP
    # Below two there was nothing left to merge.
    while _merge(pages) >= 2:
        pages = _PAGES_A_STEP
        yield


def _merge(pages):
    """Merge so many pages; return the number of rows that changed."""
    # The savepoint makes FTS5 write what it holds back until the end of the transaction.
    with transaction.atomic(), connection.cursor() as cursor:
        before = cursor.execute("SELECT total_changes()").fetchone()[0]
        cursor.execute(_MERGE, [pages])
        return cursor.execute("SELECT total_changes()").fetchone()[0] - before


def find(query, part, labels):
    """Yield the editions in which all of `query` stands in this part (TITLE, LEAD, ANYWHERE), of
    all these labels: batches of `Hit`, newest first, to be taken as far as needed."""
    words = _question(query, part, labels)
    sql = f"SELECT row.id, row.kind, row.edition_id FROM ({_FIND[connection.vendor]}) AS found "
    sql += "JOIN search_row AS row ON row.id = found.id ORDER BY row.id DESC"
    before, size = _LAST, FIRST_BATCH
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, [words, before, size])
            batch = [Hit(*row) for row in cursor.fetchall()]
        yield batch
        if len(batch) < size:
            return
        before, size = batch[-1].place, LATER_BATCH


def _places(document):
    """Return the first and the last number for editions of its item and day."""
    return document.first_place, document.first_place + 2**_EDITION_BITS - 1


def _free_place(document):
    last = Row.objects.filter(id__range=_places(document)).aggregate(last=Max("id"))["last"]
    return document.first_place if last is None else last + 1


def _terms(document):
    title, summary = _of(document.title), _of(document.summary)
    terms = [LABEL + label for label in document.labels]
    terms += [BREAK, *(TITLE + term for term in title), BREAK]
    terms += [*(LEAD + term for term in title), BREAK, *(LEAD + term for term in summary)]
    terms += [BREAK, *title, BREAK, *summary]
    for text in document.texts:
        terms += [BREAK, *_of(text)]
    return _bounded(terms)


def _of(text):
    return [token.term for token in tokens(text)]


def _bounded(terms):
    terms, size = terms[:MOST_TERMS], 0
    for number, term in enumerate(terms):
        size += len(term.encode())
        if size > MOST_BYTES:
            return terms[:number]
    return terms


def _as_stored(terms):
    if connection.vendor == "sqlite":
        return " ".join(terms)
    places = {}
    for number, term in enumerate(terms, start=1):
        places.setdefault(term, []).append(str(number))
    return " ".join(f"'{term}':{','.join(at[:MOST_PLACES])}" for term, at in places.items())


def _question(query, part, labels):
    """Return the query in the language of the database. Terms hold letters and digits alone, so
    nothing in them means anything there."""
    form, joint = _FORMS[connection.vendor]
    phrases = [form([part + term for term in g.terms], g.is_beginning) for g in query.groups]
    return joint.join([*phrases, *(form([LABEL + label], False) for label in labels)])


def _fts5(terms, is_beginning):
    return f'"{" ".join(terms)}"{" *" if is_beginning else ""}'


def _tsquery(terms, is_beginning):
    phrase = " <-> ".join(f"'{term}'" for term in terms)
    return f"({phrase}{':*' if is_beginning else ''})"


_FORMS = {"sqlite": (_fts5, " AND "), "postgresql": (_tsquery, " & ")}


def _execute(statements, values):
    with connection.cursor() as cursor:
        cursor.execute(statements[connection.vendor], values)
