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

import hashlib
import logging
import zlib
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Max

from . import spelling
from .models import Row
from .tokens import terms_in

# What is indexed of an edition. Give it another number if that changes: then all is indexed again.
SCHEME = 3
# Of what is to be indexed again, whatever was indexed.
OUTDATED = 0
# No term holds one of these.
TITLE, LEAD, LABEL, BREAK, PAIR, WHOLE = "†", "‡", "§", "¶", "→", "≡"
# PostgreSQL's limits on positions in a text, and on positions kept per term.
MAX_TERMS = 16_000
MAX_PLACES = 255
# Below the maximum size of a `tsvector`.
MAX_BYTES = 600_000

_ITEM_BITS, _EDITION_BITS = 26, 15

_WRITE = {
    "sqlite": "INSERT OR REPLACE INTO search_words (rowid, words) VALUES (%s, %s)",
    "postgresql": "INSERT INTO search_words (id, words) VALUES (%s, %s::tsvector) "
    "ON CONFLICT (id) DO UPDATE SET words = excluded.words",
}
_ERASE = {
    "sqlite": "DELETE FROM search_words WHERE rowid = %s",
    "postgresql": "DELETE FROM search_words WHERE id = %s",
}
_ANY = {
    "sqlite": "SELECT 1 FROM search_words WHERE search_words MATCH %s LIMIT 1",
    "postgresql": "SELECT 1 FROM search_words WHERE words @@ %s::tsquery LIMIT 1",
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
    """What the index holds for an edition: plain texts, and labels to filter by. Each line of the
    title is a title of its own.

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
        return number_of(self.day or date.max) + (self.item_id << _EDITION_BITS)


def number_of(day):
    """Return the first row number of a day. What has no day has those of the last day there is."""
    return day.toordinal() << _ITEM_BITS + _EDITION_BITS


def day_of(number):
    """Return the day of a row number; None if its edition has none."""
    day = date.fromordinal(number >> (_ITEM_BITS + _EDITION_BITS))
    return None if day == date.max else day


def item_of(number):
    """Return the id of the item of a row number."""
    return number >> _EDITION_BITS & 2**_ITEM_BITS - 1


def whole(terms):
    """Return the term of a title that has exactly these terms. As a phrase from one end to the
    other, FTS5 looked through all texts for it: 17 ms with 100,000 items."""
    return WHOLE + hashlib.blake2b(" ".join(terms).encode(), digest_size=8).hexdigest()


def pair_of(terms):
    """Return the number of two terms that follow one another, as PostgreSQL indexes it."""
    return f"{PAIR}{zlib.crc32(' '.join(terms).encode()) & 0xFFFF:x}"


class Words(NamedTuple):
    """The words of a document: as the database stores them, and as `spelling.words_of` reads
    them."""

    stored: str
    spelled: dict


def words_of(document):
    """Return the `Words` of a document. This takes most of the time."""
    texts = "\n".join([document.title, document.summary, *document.texts])
    return Words(_as_stored(_terms(document)), spelling.words_of(texts))


def write(prepared):
    """Index editions, each a document with its `words_of`, replacing what was indexed before. Call
    it with a lock that keeps other writers out."""
    spelled = {}
    for document, words in prepared:
        _execute(_WRITE, [_row_for(document).id, words.stored])
        spelled.update(words.spelled)
    spelling.add(spelled)


def _row_for(document):
    """Return the row of the index for an edition."""
    named = {"kind": document.kind, "edition_id": document.edition_id}
    # Reuse the edition's number if its day is unchanged: numbers would run out.
    row = Row.objects.filter(**named, id__range=_numbers(document)).first()
    if row is None:
        erase(document.kind, [document.edition_id])
        return Row.objects.create(**named, id=_free_number(document), scheme=SCHEME)
    if row.scheme != SCHEME:
        row.scheme = SCHEME
        row.save(update_fields=["scheme"])
    return row


def outdate():
    """Forget all words, and let everything count as indexed in another way. It is still found."""
    spelling.clear()
    Row.objects.update(scheme=OUTDATED)


def erase(kind, edition_ids):
    """Remove these editions from the index."""
    rows = Row.objects.filter(kind=kind, edition_id__in=edition_ids)
    for place in rows.values_list("id", flat=True):
        _execute(_ERASE, [place])
    rows.delete()


def erase_for_good(prepared):
    """Remove editions of one kind, each a document with its `words_of`, from the index and erase
    all traces of them, as far as that takes only seconds."""
    kind = prepared[0][0].kind
    erase(kind, [document.edition_id for document, _words in prepared])
    terms = {term for _document, words in prepared for term in words.spelled.values()}
    spelling.remove([term for term in terms if not _is_indexed(term)])
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


def _is_indexed(term):
    """Whether any indexed edition has a term, whether or not it may be found."""
    quoted = {"sqlite": f'"{term}"', "postgresql": f"'{term}'"}[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(_ANY[connection.vendor], [quoted])
        return cursor.fetchone() is not None


def _numbers(document):
    """Return the first and the last row number for editions of its item and day."""
    return document.first_number, document.first_number + 2**_EDITION_BITS - 1


def _free_number(document):
    last = Row.objects.filter(id__range=_numbers(document)).aggregate(last=Max("id"))["last"]
    return document.first_number if last is None else last + 1


def _terms(document):
    titles = [terms_in(line) for line in document.title.split("\n")]
    title, summary = sum(titles, []), terms_in(document.summary)
    terms = [LABEL + label for label in document.labels]
    terms += map(whole, titles)
    for each in titles:
        terms += [BREAK, *(TITLE + term for term in each), BREAK]
    terms += [*(LEAD + term for term in title), BREAK, *(LEAD + term for term in summary)]
    terms += [BREAK, *title, BREAK, *summary]
    for text in document.texts:
        terms += [BREAK, *terms_in(text)]
    return _bounded(terms)


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
    pairs = set(map(pair_of, set(pairwise(terms))))
    return " ".join([*words, *(f"'{pair}'" for pair in pairs)])


def _execute(statements, values):
    with connection.cursor() as cursor:
        cursor.execute(statements[connection.vendor], values)
