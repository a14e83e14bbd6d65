"""Which parts of editions are indexed, and when."""

import logging
from contextlib import contextmanager
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils import translation

from tianhe_site.search import filling as index_filling
from tianhe_site.search import index
from tianhe_site.search.models import Row

from .. import sections
from .unseen_words import unseen_words

EDITIONS_PER_BATCH = 200

logger = logging.getLogger("tianhe.search")

_was_complete = False


def add(edition):
    """Index an edition that was just frozen."""
    if edition.has_page and not edition.redaction_reason:
        index.write([_prepared(edition)])


@contextmanager
def filling():
    """Yield a function that indexes many new editions: all editions of items that aren't in the
    index yet. See `tianhe_site.search.filling`."""
    with index_filling.filling() as write:
        yield lambda editions: write([_document(each) for each in editions if each.has_page])


def remove(editions):
    """Remove editions, all of one item, from the index without a trace."""
    if editions[0].has_page:
        index.erase_for_good(list(map(_prepared, editions)))


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
    each batch.

    If it is interrupted, the rest counts as missing: the next start of the site goes on.
    """
    if not only_missing:
        with lock():
            index.outdate()
    for model in sections.searched().values():
        last = 0
        while turn := list(_unknown(model).filter(pk__gt=last).order_by("pk")[:EDITIONS_PER_BATCH]):
            # Editions never change, so their words are read before taking the lock.
            prepared = list(filter(None, map(_prepared_if_possible, turn)))
            with lock():
                _write_turn(prepared, _unknown(model))
            last = turn[-1].pk
            progress(len(prepared))
    with lock():
        _remove_orphans()
    _optimize(lock)


def _write_turn(prepared, unknown):
    # Verbs may have indexed or redacted some of them since.
    ids = [document.edition_id for document, _words in prepared]
    still_unknown = set(unknown.filter(pk__in=ids).values_list("pk", flat=True))
    turn = [pair for pair in prepared if pair[0].edition_id in still_unknown]
    index.write(sorted(turn, key=lambda pair: pair[0].first_number))


def _optimize(lock):
    steps, is_done = index.optimize(), False
    while not is_done:
        with lock():
            is_done = next(steps, StopIteration) is StopIteration


def _known(model):
    return model.objects.filter(redaction_reason="")


def _unknown(model):
    known = {"kind": model._meta.label_lower, "scheme": index.SCHEME}
    rows = Row.objects.filter(**known, edition_id=OuterRef("pk"))
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
        texts=(*texts.values(), _section_name(edition)),
    )


def _section_name(edition):
    """Return what readers call the section, so that "news 2014" finds news."""
    with translation.override(edition.language):
        return str(edition.section_name())
