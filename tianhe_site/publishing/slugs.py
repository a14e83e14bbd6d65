"""Last parts of addresses: what they say, and which are free."""

import re

from django.utils.text import slugify

from tianhe_site.romanization import romanized

from . import addresses, clock
from .errors import PublishingError

# Characters, as the columns take.
MAX_LENGTH = 80
MAX_TRIES = 100


def from_words(words):
    """Return what an address can hold of `words`, cut at a word: Chinese in pinyin, "" only if
    they have neither letter nor digit."""
    slug = "-".join(re.findall("[a-z0-9]+", slugify(romanized(words))))
    return _cut(slug, MAX_LENGTH)


def _cut(slug, length):
    if len(slug) <= length:
        return slug
    return slug[: length + 1].rpartition("-")[0] or slug[:length]


def fill(draft):
    """Give `draft` a slug from its title if it needs one and has none, without saving it. It stays
    without one if none is free."""
    if draft.slug or not needs_slug(draft):
        return
    choose(draft, from_words(str(draft)) or draft._meta.model_name)


def choose(draft, base):
    """Give `draft` a free slug that begins with `base`, without saving it; "" if none is free."""
    for number in range(1, MAX_TRIES + 1):
        ending = f"-{number}" if number > 1 else ""
        draft.slug = _cut(base, MAX_LENGTH - len(ending)) + ending
        if _is_free(draft):
            return
    draft.slug = ""


def needs_slug(draft):
    """Whether the slug may not stay empty: that of a page may, if it is the home page."""
    if not draft._meta.get_field("slug").blank:
        return True
    try:
        draft.check_place()
    except PublishingError:
        return True
    return False


def _is_free(draft):
    path = draft.path_for(draft)
    try:
        draft.check_place()
        addresses.check_free(path, draft, clock.now())
    except PublishingError:
        return False
    others = type(draft).in_language(draft.language).filter(slug=draft.slug)
    return all(other.path_for(other) != path for other in others.exclude(pk=draft.pk))
