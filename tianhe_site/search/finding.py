"""Which editions match a query, best first, on either database."""

from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

from django.db import connection, transaction

from tianhe_site import replica

from . import questions
from .index import day_of, item_of, number_of

# Each batch is this many times as large as the one before.
FIRST_BATCH, GROWTH = 750, 8
# The newest texts that are looked at for a long phrase: if none has it, it is nowhere. All of
# 100,000 took a second.
MAX_TO_LOOK_AT = 6_000

_LAST = 2**63 - 1


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
        return item_of(self.place)

    @property
    def year(self):
        """The year of its day; None if it has none."""
        day = day_of(self.place)
        return day.year if day else None


class _Tier(NamedTuple):
    """A question, and the first and the last row number it is about."""

    question: questions.Every
    first: int = 0
    last: int = _LAST


def find(query, labels, visible, most, first):
    """Return the editions that match `query`, have all `labels` and are `visible`, as `Hit`s, and
    whether there are more than `most`; of so many, only the `first` are returned.

    A title that is what was asked for comes first, then what is of the date asked for, then what
    matches in the title, then in title and summary, then anywhere; each newest first.
    """
    *better, widest = _tiers(query, labels)
    with _by_indexes():
        # To count first takes a third of the time for common words: the first of them are in the
        # better tiers.
        anywhere = _hits(widest, visible, most + 1)
        wanted = first if len(anywhere) > most else most + 1
        found = {}
        for tier in better:
            if len(found) < wanted:
                for hit in _hits(tier, visible, wanted):
                    # What an earlier tier found keeps its place.
                    found.setdefault(hit.place, hit)
    hits = [*found.values(), *(hit for hit in anywhere if hit.place not in found)]
    has_more = len(hits) > most
    return hits[:first] if has_more else hits, has_more


def find_some(query, labels, visible, limit=1):
    """Return up to `limit` matches, whatever they match in, in any order."""
    tier = _Tier(questions.of_clauses(query.clauses, questions.ANYWHERE, labels, query.needed))
    if connection.vendor == "sqlite":
        return _hits_in_fts5(tier, visible, limit)
    with _by_indexes():
        # GIN finds any of them sooner than the newest.
        some = _candidates_in_gin(tier, visible, FIRST_BATCH, order="")
        hits = _fitting(some)
        is_all = len(some) < FIRST_BATCH
        return hits[:limit] if hits or is_all else _hits_in_gin(tier, visible, limit)


def places_with(clause, places):
    """Return those of some row numbers whose editions match a clause of a query, as a set."""
    if not places:
        return set()
    question = questions.of_clauses([clause], questions.ANYWHERE, ())
    sql, question = {
        "sqlite": (
            "SELECT rowid FROM search_words WHERE search_words MATCH %s AND rowid IN",
            questions.for_fts5(question),
        ),
        "postgresql": (
            "SELECT id FROM search_words WHERE words @@ %s::tsquery AND id IN",
            questions.as_tsquery(question),
        ),
    }[connection.vendor]
    marks = ", ".join(["%s"] * len(places))
    return {place for (place,) in _rows(f"{sql} ({marks})", [question, *places])}


def _tiers(query, labels):
    tiers = []
    if query.titles:
        tiers.append(_Tier(questions.of_titles(query.titles, labels)))
    if query.period:
        tiers += _tiers_of_period(query, labels)
    return tiers + _tiers_in_parts(query.clauses, labels, needed=query.needed)


def _tiers_in_parts(clauses, labels, *, needed=None, **bounds):
    # Labels alone match in no part but the last.
    parts = questions.PARTS if clauses else [questions.ANYWHERE]
    return [_Tier(questions.of_clauses(clauses, part, labels, needed), **bounds) for part in parts]


def _tiers_of_period(query, labels):
    """Return the tiers of what is of the date asked for and matches all else."""
    period, at = query.period
    first, last = period.days
    return _tiers_in_parts(
        query.clauses[:at] + query.clauses[at + 1 :],
        [*labels, str(period.year)],
        first=number_of(first),
        last=number_of(last + timedelta(days=1)) - 1,
    )


def _hits(tier, visible, limit):
    find_hits = {"sqlite": _hits_in_fts5, "postgresql": _hits_in_gin}[connection.vendor]
    return find_hits(tier, visible, limit)


def _hits_in_fts5(tier, visible, limit):
    """FTS5 walks back in the order of numbers whether or not phrases match."""
    rows = _rows(
        "SELECT id, kind, edition_id FROM search_words CROSS JOIN search_row "
        "WHERE search_words MATCH %s AND search_words.rowid BETWEEN %s AND %s "
        f"AND id = search_words.rowid AND ({visible.sql}) "
        "ORDER BY search_words.rowid DESC LIMIT %s",
        [questions.for_fts5(tier.question), tier.first, tier.last, *visible.params, limit],
    )
    return list(map(Hit._make, rows))


def _hits_in_gin(tier, visible, limit):
    """GIN finds the newest with all terms and pairs, in batches. In those it looks for phrases."""
    hits, last, size = [], tier.last, min(FIRST_BATCH, 2 * limit)
    is_long = questions.has_long_phrase(tier.question)
    while True:
        candidates = _candidates_in_gin(tier._replace(last=last), visible, size)
        hits += _fitting(candidates)
        is_hopeless = is_long and not hits and size >= MAX_TO_LOOK_AT
        if len(hits) >= limit or len(candidates) < size or is_hopeless:
            return hits[:limit]
        last, size = candidates[-1][0] - 1, size * GROWTH


def _fitting(candidates):
    return [Hit(*hit) for *hit, is_hit in candidates if is_hit]


def _candidates_in_gin(tier, visible, size, order="ORDER BY id DESC"):
    """Return (number, kind, edition id, whether it is a hit) of the next texts with all terms and
    pairs.

    It looks for phrases in as few texts as needed.
    """
    values = [questions.as_candidates(tier.question), tier.first, tier.last, size]
    fits = "true"
    if questions.has_phrase(tier.question):
        fits = "words @@ %s::tsquery"
        values.append(questions.as_tsquery(tier.question))
    # Materialized, or the planner checks the phrase in all texts after all.
    sql = f"""
        WITH candidates AS MATERIALIZED (
            SELECT id, words FROM search_words
            WHERE words @@ %s::tsquery AND id BETWEEN %s AND %s {order} LIMIT %s
        )
        SELECT id, kind, edition_id, {fits} AND ({visible.sql})
        FROM candidates JOIN search_row USING (id) {order}
    """
    return _rows(sql, [*values, *visible.params])


@contextmanager
def _by_indexes():
    """Force PostgreSQL's planner to use indexes inside the block. By default it underestimates the
    cost of reading texts and rows, which takes ten times as long."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(using=replica.alias()):
        _plan("off")
        yield
        _plan("DEFAULT")


def _plan(value):
    """Let the planner use sequential and ordered scans (DEFAULT) or not (off) in this
    transaction."""
    with replica.connection().cursor() as cursor:
        cursor.execute(
            f"SET LOCAL enable_seqscan TO {value}; SET LOCAL enable_indexscan TO {value}"
        )


def _rows(sql, values):
    with replica.connection().cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
