"""The search index: the words of each edition, and where some of them occur.

Words are the terms of `tokens`, joined by spaces. SQLite keeps them in an FTS5 table, PostgreSQL
in a `tsvector` under GIN; the statements that differ are at the top of this file. Words of the
title, words of title and summary, and labels to filter by are indexed a second time with a prefix
of their own. So each query only asks for words, and is answered newest first without reading all
matches.

GIN doesn't support phrases, and checking one in a text reads seven database pages. So PostgreSQL
also indexes which terms follow one another, hashed to one of 65,536 numbers per pair: few texts
have all the numbers of a phrase without the phrase.
"""

import logging
import zlib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Max

from .models import Row
from .tokens import tokens

# No term holds one of these.
TITLE, LEAD, LABEL, BREAK, PAIR = "†", "‡", "§", "¶", "→"
ANYWHERE = ""
# The parts of a document in which a query may match, best first.
_PARTS = (TITLE, LEAD, ANYWHERE)
# PostgreSQL's limits on positions in a text, and on positions kept per term.
MAX_TERMS = 16_000
MAX_PLACES = 255
# Below the maximum size of a `tsvector`.
MAX_BYTES = 600_000
# To leave out fewer takes FTS5 longer than to find them again.
MIN_TO_LEAVE_OUT = 100
# Each batch is this many times as large as the one before.
FIRST_BATCH, GROWTH = 750, 8

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
_ANALYZE = {"postgresql": "ANALYZE search_words"}
# FTS5 keeps erased content until its segments are merged. A negative number of pages merges all of
# them, which took 28 seconds with 200,000 editions.
_MERGE = "INSERT INTO search_words (search_words, rank) VALUES ('merge', %s)"
_PAGES_A_STEP = 500
# This many editions take three seconds.
MAX_TO_MERGE_AT_ONCE = 20_000

logger = logging.getLogger("tianhe.search")


@dataclass(frozen=True)
class Document:
    """What the index holds for an edition: plain texts, and labels to filter by.

    Documents without a `day` sort before those with one.
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
    def first_number(self):
        """The row number of the first edition of its item and day. Bulk writers sort by it: FTS5
        is four times as fast with consecutive numbers."""
        day = (self.day or date.max).toordinal()
        return (day << _ITEM_BITS | self.item_id) << _EDITION_BITS


class Visible(NamedTuple):
    """A condition in SQL on `kind` and `edition_id` of `search_row`: what may be found."""

    sql: str
    params: list


class Hit(NamedTuple):
    """An edition that was found."""

    place: int
    kind: str
    edition_id: int

    @property
    def item_id(self):
        """The id of its item."""
        return self.place >> _EDITION_BITS & 2**_ITEM_BITS - 1

    @property
    def year(self):
        """The year of its day; None if it has none."""
        day = date.fromordinal(self.place >> (_ITEM_BITS + _EDITION_BITS))
        return None if day == date.max else day.year


def words_of(document):
    """Return the words of a document as the database stores them. This takes most of the time."""
    return _as_stored(_terms(document))


def write(document, words):
    """Index an edition with its `words_of`, replacing what was indexed before. Call it with a lock
    that keeps other writers out."""
    named = {"kind": document.kind, "edition_id": document.edition_id}
    # Reuse the edition's number if its day is unchanged: numbers would run out.
    row = Row.objects.filter(**named, id__range=_numbers(document)).first()
    if row is None:
        erase(document.kind, [document.edition_id])
        row = Row.objects.create(**named, id=_free_number(document))
    _execute(_WRITE, [row.id, words])


def write_new(documents):
    """Index many editions at once, each a document with its `words_of`. None of them, nor another
    edition of their items, may be in the index yet."""
    numbers = _free_numbers(document for document, _words in documents)
    Row.objects.bulk_create(
        Row(id=number, kind=document.kind, edition_id=document.edition_id)
        for number, (document, _words) in zip(numbers, documents, strict=True)
    )
    rows = sorted(zip(numbers, (words for _document, words in documents), strict=True))
    with connection.cursor() as cursor:
        cursor.executemany(_WRITE[connection.vendor], rows)


def erase(kind, edition_ids):
    """Remove these editions from the index."""
    rows = Row.objects.filter(kind=kind, edition_id__in=edition_ids)
    for place in rows.values_list("id", flat=True):
        _execute(_ERASE, [place])
    rows.delete()


def erase_for_good(kind, edition_ids):
    """Remove these editions from the index and erase all traces of them, as far as that takes only
    seconds."""
    erase(kind, edition_ids)
    if connection.vendor == "sqlite":
        if Row.objects.count() > MAX_TO_MERGE_AT_ONCE:
            logger.warning(
                "The search index still has redacted text. Run manage.py rebuild_search."
            )
        else:
            list(optimize())


def optimize():
    """Erase all traces of removed editions; update PostgreSQL's word statistics.

    Yields after each step, so that other writers get their turn.
    """
    if connection.vendor == "postgresql":
        _execute(_ANALYZE, [])
        return
    pages = -_PAGES_A_STEP
    # A value below two means that nothing was left to merge.
    while _merge(pages) >= 2:
        pages = _PAGES_A_STEP
        yield


def _merge(pages):
    """Merge up to `pages` pages; return the number of changed rows."""
    # The savepoint makes FTS5 write what it would hold back until the end of the transaction.
    with transaction.atomic(), connection.cursor() as cursor:
        before = cursor.execute("SELECT total_changes()").fetchone()[0]
        cursor.execute(_MERGE, [pages])
        return cursor.execute("SELECT total_changes()").fetchone()[0] - before


def find(query, labels, visible, limit):
    """Return the first `limit` editions that match all of `query`, have all `labels` and are
    `visible`, as `Hit`s: matches in the title first, then in title and summary, then anywhere, each
    newest first."""
    find_hits = {"sqlite": _find_in_fts5, "postgresql": _find_in_gin}[connection.vendor]
    return find_hits(query, labels, visible, limit)


def _find_in_fts5(query, labels, visible, limit):
    found, seen = {}, ""
    for part in _PARTS:
        question = _question(_phrases(query, part, labels))
        wanted = limit - len(found) if seen else limit
        for hit in _hits_in_fts5(f"({question}){seen}", visible, wanted):
            found.setdefault(hit.place, hit)
        if len(found) >= limit:
            break
        # Each part is in the next one, so what was found is found again.
        seen = f" NOT ({question})" if len(found) > MIN_TO_LEAVE_OUT else ""
    return list(found.values())[:limit]


def _hits_in_fts5(question, visible, limit):
    """FTS5 walks back in the order of numbers whether or not phrases match."""
    rows = _rows(
        "SELECT id, kind, edition_id FROM search_words CROSS JOIN search_row "
        f"WHERE search_words MATCH %s AND id = search_words.rowid AND ({visible.sql}) "
        "ORDER BY search_words.rowid DESC LIMIT %s",
        [question, *visible.params, limit],
    )
    return [Hit(*row) for row in rows]


def _question(phrases):
    return " AND ".join(
        f'"{" ".join(terms)}"{" *" if is_beginning else ""}' for terms, is_beginning in phrases
    )


def _find_in_gin(query, labels, visible, limit):
    found = {}
    for part in _PARTS:
        for hit in _hits_in_gin(_phrases(query, part, labels), visible, limit):
            found.setdefault(hit.place, hit)
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def _hits_in_gin(phrases, visible, limit):
    """GIN finds the newest with all terms and pairs, in batches. In those it looks for phrases."""
    hits, before, size = [], _LAST, FIRST_BATCH
    while True:
        candidates = _candidates_in_gin(phrases, visible, before, size)
        hits += [Hit(*hit) for *hit, is_hit in candidates if is_hit]
        if len(hits) >= limit or len(candidates) < size:
            return hits[:limit]
        before, size = candidates[-1][0], size * GROWTH


def _candidates_in_gin(phrases, visible, before, size):
    """Return (number, kind, edition id, whether it is a hit) of the next texts with all terms and
    pairs.

    It looks for phrases in as few texts as needed, and forces the planner to use indexes. By
    default the planner underestimates the cost of reading texts and rows, which takes ten times as
    long.
    """
    values = [" & ".join([_tsquery(phrases, " & "), *_quoted(_pairs(phrases))]), before, size]
    fits = "true"
    if any(len(terms) > 1 for terms, _is_beginning in phrases):
        fits = "words @@ %s::tsquery"
        values.append(_tsquery(phrases, " <-> "))
    # Materialized, or the planner checks the phrase in all texts after all.
    sql = f"""
        WITH candidates AS MATERIALIZED (
            SELECT id, words FROM search_words
            WHERE words @@ %s::tsquery AND id < %s ORDER BY id DESC LIMIT %s
        )
        SELECT id, kind, edition_id, {fits} AND ({visible.sql})
        FROM candidates JOIN search_row USING (id) ORDER BY id DESC
    """
    with transaction.atomic():
        _plan("off")
        candidates = _rows(sql, [*values, *visible.params])
        _plan("DEFAULT")
    return candidates


def _phrases(query, part, labels):
    """Return (terms, whether the last one is a prefix) of all that must match in this part."""
    phrases = [([part + term for term in g.terms], g.is_beginning) for g in query.groups]
    return phrases + [([LABEL + label], False) for label in labels]


def _plan(value):
    """Let the planner use sequential and ordered scans (DEFAULT) or not (off) in this
    transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET LOCAL enable_seqscan TO {value}; SET LOCAL enable_indexscan TO {value}"
        )


def _tsquery(phrases, joint):
    """Return the tsquery with this operator between the terms of a phrase. Terms hold only letters
    and digits, so nothing needs escaping."""
    return " & ".join(
        f"({joint.join(_quoted(terms))}{':*' if is_beginning else ''})"
        for terms, is_beginning in phrases
    )


def _quoted(terms):
    return [f"'{term}'" for term in terms]


def _pairs(phrases):
    """Return the pairs of consecutive terms in these phrases, as indexed."""
    pairs = []
    for terms, is_beginning in phrases:
        # A prefix has no known pair.
        pairs += map(_pair, pairwise(terms[:-1] if is_beginning else terms))
    return pairs


def _pair(terms):
    return f"{PAIR}{zlib.crc32(' '.join(terms).encode()) & 0xFFFF:x}"


def _rows(sql, values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _numbers(document):
    """Return the first and the last row number for editions of its item and day."""
    return document.first_number, document.first_number + 2**_EDITION_BITS - 1


def _free_number(document):
    last = Row.objects.filter(id__range=_numbers(document)).aggregate(last=Max("id"))["last"]
    return document.first_number if last is None else last + 1


def _free_numbers(documents):
    """Return a number for each document of an empty part of the index."""
    taken, numbers = Counter(), []
    for document in documents:
        numbers.append(document.first_number + taken[document.first_number])
        taken[document.first_number] += 1
    return numbers


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
    terms, size = terms[:MAX_TERMS], 0
    for number, term in enumerate(terms):
        size += len(term.encode())
        if size > MAX_BYTES:
            return terms[:number]
    return terms


def _as_stored(terms):
    if connection.vendor == "sqlite":
        return " ".join(terms)
    places = {}
    for number, term in enumerate(terms, start=1):
        places.setdefault(term, []).append(str(number))
    words = [f"'{term}':{','.join(at[:MAX_PLACES])}" for term, at in places.items()]
    return " ".join([*words, *_quoted(set(map(_pair, pairwise(terms))))])


def _execute(statements, values):
    with connection.cursor() as cursor:
        cursor.execute(statements[connection.vendor], values)
