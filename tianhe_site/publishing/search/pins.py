"""Pinned results: what editors put first for a query. Readers see only that these come first."""

from dataclasses import replace
from functools import lru_cache

from django.db.models import Q

from tianhe_site.prepared_queries import prepared
from tianhe_site.search.finding import Hit
from tianhe_site.search.models import Row
from tianhe_site.search.queries import parse, tidy

from .. import sections
from ..models import PinnedResult
from ..models.pinned_results import PLACES


@lru_cache(maxsize=2**12)
def key_of(text):
    """Return by what a typed query is compared with those of pinned results: its words as the index
    has them, in any order; empty if it has none."""
    return frozenset(group.terms for group in parse(tidy(text)).groups)


def pinned_queries():
    """Return (language, key) of each query with pinned results."""
    pins = PinnedResult.objects.order_by().values_list("language", "queries")
    return {(language, key_of(line)) for language, text in pins for line in text.splitlines()}


def pinned_hits(text, language, at):
    """Return the hits that are pinned for a query and live at `at`, in their order."""
    return hits_of_items(_pinned_items(text, language), language, at)


def hits_of_items(ids, language, at):
    """Return the hits of the items that are live at `at`, in the order of their `ids`."""
    if not ids:
        return []
    hits = [Hit(*row) for row in _live_rows(ids, language, at)]
    return sorted(hits, key=lambda hit: ids.index(hit.item_id))


def with_first(found, hits):
    """Return what was `Found`, beginning with these `hits`."""
    if not hits:
        return found
    others = [hit for hit in found.hits if hit not in hits]
    return replace(found, hits=[*hits, *others], by_prefix=found.by_prefix and bool(others))


def _pinned_items(text, language):
    """Return the ids of the items that are pinned for a query."""
    key = key_of(text)
    # All of a language, which are few: how queries are read may change with a release.
    for queries, *ids in _pins(language=language) if key else ():
        if any(key_of(line) == key for line in queries.splitlines()):
            return [each for each in ids if each]
    return []


@prepared
def _pins(*, language):
    pins = PinnedResult.objects.filter(language=language).order_by()
    return pins.values_list("queries", *(f"{name}_id" for name in PLACES))


def _live_rows(ids, language, at):
    """Return (number, kind, edition id) of what the index has of some items and is live."""
    wanted = Q()
    for model in sections.searched().values():
        live = model.objects.live(at).filter(item__in=ids, language=language)
        wanted |= Q(kind=model._meta.label_lower, edition_id__in=live.values("pk"))
    return Row.objects.filter(wanted).values_list("id", "kind", "edition_id")
