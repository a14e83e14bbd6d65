"""Where a page is in the other languages of the site: the same page, else the nearest above it.

A language counts once its home page is live. Until then its addresses answer 404.
"""

from typing import NamedTuple

from django.conf import settings
from django.db.models import F
from django.http import Http404
from django.utils.translation import get_language

from tianhe_site.languages import codes, language_of, name_of, reverse_in, root, tag_of
from tianhe_site.prepared_queries import prepared
from tianhe_site.upward import ModuleAbove

# Who knows the home pages: `site.languages(at)`.
site = ModuleAbove("pages.navigation")


class Alternate(NamedTuple):
    """The path for readers of a language; `is_same` if the same page is there."""

    language: str
    path: str
    is_same: bool = True

    @property
    def tag(self):
        return tag_of(self.language)

    @property
    def name(self):
        return name_of(self.language)


def open_languages(at):
    """Return the codes of the languages whose addresses answer: the default one always."""
    return tuple(dict.fromkeys([settings.LANGUAGE_CODE, *site.languages(at)]))


def is_open(path, at):
    """Whether the addresses of the language of `path` answer."""
    language = language_of(path)
    return language == settings.LANGUAGE_CODE or language in site.languages(at)


def check_open(request, at):
    """Raise `Http404` unless `is_open`: for pages that aren't items."""
    if not is_open(request.path_info, at):
        raise Http404


def others(language, at):
    """Return the codes of the other languages that readers get."""
    return [code for code in site.languages(at) if code != language]


def homes(language, at):
    """Return the home pages of the other languages, for what has no alternates."""
    return [Alternate(code, root(code)) for code in others(language, at)]


def of_route(name, at):
    """Return the alternates of a page that each language has, by its URL name."""
    return of_list(at, lambda code: (reverse_in(code, name), True))


def of_list(at, path_in):
    """Return the alternates of a page that isn't an item: `path_in(language)` is its path there and
    whether that is the same page."""
    return [Alternate(code, *path_in(code)) for code in others(get_language(), at)]


def of_item(edition, at, *, above=None, nearest=None):
    """Return the alternates of the page of an edition, in one query at most.

    Where it has no translation, they lead to that of the first item that `above()` names (ids of
    its own section, the nearest first) and that has one, else to `nearest(language)`, else home.
    """
    languages = others(edition.language, at)
    if not languages:
        return []
    items = (edition.item_id, *(above() if above else ()))
    found = _paths(type(edition), items, at)
    return [_alternate(code, items, found, nearest) for code in languages]


def _alternate(language, items, found, nearest):
    for item in items:
        if path := found.get(item, {}).get(language):
            return Alternate(language, path, is_same=item == items[0])
    path = nearest(language) if nearest else None
    return Alternate(language, path or root(language), is_same=False)


def _paths(edition_model, items, at):
    """Return, by item, the path of each of its live translations by language."""
    by_key = {}
    for item, key, language, path in _translations(edition_model, items=items, at=at):
        if path:
            by_key.setdefault(key, {})[language] = item, path
    found = {}
    for live in by_key.values():
        own = {item for item, _path in live.values()}.intersection(items)
        # In its preview an item may not be live itself, unlike those above it.
        item = next(iter(own), items[0])
        found[item] = {language: path for language, (_item, path) in live.items()}
    return found


@prepared
def _translations(edition_model, *, items, at):
    return _live_of(edition_model, edition_model.draft_model().objects.filter(pk__in=items), at)


def of_range(edition_model, first, last, at):
    """Return the path in each language, by item, of the items with ids from `first` up to `last`
    that are live in several: for sitemaps."""
    if len(open_languages(at)) < 2:
        return {}
    drafts = edition_model.draft_model().objects.filter(pk__gte=first, pk__lt=last)
    items, by_key = {}, {}
    for item, key, language, path in _live_of(edition_model, drafts, at):
        items[item] = key
        by_key.setdefault(key, {})[language] = path
    return {item: by_key[key] for item, key in items.items() if len(by_key[key]) > 1}


def _live_of(edition_model, drafts, at):
    """Return (item, key, language, path) of the live editions of drafts and of their
    translations."""
    live = edition_model.objects.live(at).filter(redaction_reason="")
    # With the languages, so that the index of the keys is searched.
    live = live.filter(
        item__language__in=codes(), item__translation_key__in=drafts.values("translation_key")
    )
    key = F("item__translation_key")
    return live.with_path(at).order_by("item_id").values_list("item_id", key, "language", "path")
