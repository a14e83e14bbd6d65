"""Which parts of editions are indexed, and which hits readers may see.

The index has words and ids. Whether an edition is live is decided when the page is rendered. So
schedules need no job, and the site as of a date can be searched.
"""

import logging
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Exists, OuterRef
from django.db.models.expressions import RawSQL

from tianhe_site.prepared_queries import prepared_sql
from tianhe_site.search import index
from tianhe_site.search.models import Row
from tianhe_site.search.queries import parse

from .. import sections
from ..kept import until_change
from .unseen_words import unseen_words

# If there are more, results say "more than", and older ones are left out.
MAX_FOUND = 500
EDITIONS_PER_BATCH = 200

logger = logging.getLogger("tianhe.search")

_was_complete = False


# Indexing


def add(edition):
    """Index an edition that was just frozen."""
    if edition.has_page and not edition.redaction_reason:
        index.write(*_prepared(edition))


def add_new(editions):
    """Index many new editions at once: all editions of items that aren't in the index yet."""
    index.write_new([_prepared(each) for each in editions if each.has_page])


def remove(editions):
    """Remove editions, all of one item, from the index without a trace."""
    index.erase_for_good(editions[0]._meta.label_lower, [edition.pk for edition in editions])


def missing():
    """Return how many editions aren't indexed but should be."""
    return sum(_unknown(model).count() for model in sections.searched().values())


def is_complete():
    """Return whether everything that should be indexed is.

    Once it is, each edition is indexed when it is frozen, so from then on this needs no query.
    """
    global _was_complete
    _was_complete = _was_complete or not any(map(_newest_unknown, sections.searched().values()))
    return _was_complete


def rebuild(lock, progress, *, only_missing=False):
    """Index all editions again, or only missing ones. Searches continue, and verbs wait at most
    while one batch is written: `lock` is theirs. Calls `progress` with the number of editions after
    each batch."""
    wanted = _unknown if only_missing else _known
    for model in sections.searched().values():
        last = 0
        while turn := list(wanted(model).filter(pk__gt=last).order_by("pk")[:EDITIONS_PER_BATCH]):
            # Editions never change, so their words are read before taking the lock.
            prepared = list(filter(None, map(_prepared_if_possible, turn)))
            with lock():
                _write_turn(prepared, wanted(model))
            last = turn[-1].pk
            progress(len(prepared))
    with lock():
        _remove_orphans()
    _optimize(lock)


def _write_turn(prepared, wanted):
    # Verbs may have indexed or redacted some of them since.
    ids = [document.edition_id for document, _words in prepared]
    still_wanted = set(wanted.filter(pk__in=ids).values_list("pk", flat=True))
    for document, words in sorted(prepared, key=lambda pair: pair[0].first_number):
        if document.edition_id in still_wanted:
            index.write(document, words)


def _optimize(lock):
    steps, is_done = index.optimize(), False
    while not is_done:
        with lock():
            is_done = next(steps, StopIteration) is StopIteration


def _known(model):
    return model.objects.filter(redaction_reason="")


def _unknown(model):
    rows = Row.objects.filter(kind=model._meta.label_lower, edition_id=OuterRef("pk"))
    return _known(model).filter(~Exists(rows))


def _newest_unknown(model):
    """Return the id of an edition that isn't indexed, or None. Missing ones are indexed oldest
    first, so starting from the newest finds one at once."""
    return _unknown(model).order_by("-pk").values_list("pk", flat=True).first()


def _remove_orphans():
    """Remove rows of no edition, or of one that shouldn't be found."""
    known = {model._meta.label_lower: model for model in sections.searched().values()}
    for kind in Row.objects.order_by().values_list("kind", flat=True).distinct():
        rows = Row.objects.filter(kind=kind)
        if kind in known:
            rows = rows.exclude(edition_id__in=_known(known[kind]).values("pk"))
        index.erase(kind, list(rows.values_list("edition_id", flat=True)))


def _prepared_if_possible(edition):
    try:
        return _prepared(edition)
    except Exception:
        # One bad text must not keep the rest from being indexed.
        logger.exception("Edition %s %s can't be indexed.", edition._meta.label_lower, edition.pk)
        return None


def _prepared(edition):
    """Return the document of an edition, and its words."""
    document = _document(edition)
    return document, index.words_of(document)


def _document(edition):
    texts, year = dict(edition.search_texts()), edition.search_year()
    summary = texts.pop(edition.described_by, "")
    labels = [edition.language, edition.section(), *([str(year)] if year else [])]
    return index.Document(
        kind=edition._meta.label_lower,
        edition_id=edition.pk,
        item_id=edition.item_id,
        day=edition.search_day() or (date(year, 1, 1) if year else None),
        labels=tuple(labels),
        title=edition.search_title(),
        # What editors say it is about, whether or not readers see the words.
        summary="\n".join(filter(None, [summary, unseen_words(edition)])),
        texts=tuple(texts.values()),
    )


# Finding


@dataclass(frozen=True)
class Found:
    """The editions found: matches in the title first, then in title and summary, then anywhere,
    each newest first. `has_more` says whether there are more."""

    query: object
    hits: list = field(default_factory=list)
    has_more: bool = False
    # Whether the last word was matched as a prefix.
    by_prefix: bool = False


def search(text, language, at, labels=()):
    """Return what is `Found` for a cleaned line among what is live at `at`.

    If there is nothing, its last word is matched as a prefix.
    """
    labels = (language, *labels)
    found = _find(parse(text), at, labels)
    typed = None if found.hits else parse(text, as_typed=True)
    return replace(_find(typed, at, labels), by_prefix=True) if typed else found


@until_change
def live_years(language, at):
    """Return the years of what is live and has a day or a year, newest first."""
    dated = [model for model in sections.searched().values() if model.dated_by]
    years = {
        year
        for model in dated
        for year in _years_of(model, model.objects.live(at).filter(language=language))
    }
    return sorted(years, reverse=True)


def _years_of(model, editions):
    """Yield the years of some editions of a model, newest first.

    One index lookup per year: a DISTINCT would read every edition.
    """
    name = model.dated_by
    editions = editions.exclude(**{name: None}).only(name).order_by(f"-{name}")
    newest = editions.first()
    while newest:
        year = newest.search_year()
        yield year
        first = year if model.is_dated_by_year() else date(year, 1, 1)
        # Without the years before: SQLite would step down the index to the first of them.
        newest = editions.filter(**{f"{name}__lt": first}).first()


def _find(query, at, labels):
    if not query.groups:
        return Found(query)
    hits = index.find(query, labels, _live(at), MAX_FOUND + 1)
    return Found(query, hits[:MAX_FOUND], has_more=len(hits) > MAX_FOUND)


def _live(at):
    """Return the condition that an edition is live at `at`."""
    conditions, params = [], []
    for model in sections.searched().values():
        sql, values = _live_edition(model, at=at)
        # With EXISTS, PostgreSQL reads all that is live first (27 ms for 10,000 items).
        conditions.append(f"kind = %s AND ({sql}) IS NOT NULL")
        params += [model._meta.label_lower, *values]
    return index.Visible(" OR ".join(conditions), params)


@prepared_sql
def _live_edition(model, *, at):
    return model.objects.live(at).filter(pk=RawSQL("search_row.edition_id", ())).values("pk")
