"""Free last parts of addresses, for drafts that have none of their own yet."""

import re

from django.utils.text import slugify

from . import addresses, clock
from .errors import PublishingError

# Characters, so that a number still fits behind it.
MAX_LENGTH = 70
MAX_TRIES = 50


def fill(draft):
    """Give `draft` a slug from its title if it needs one and has none, without saving it. It stays
    without one if none is free."""
    if draft.slug or not _needs_slug(draft):
        return
    choose(draft, _from_words(str(draft)) or _from_words(str(draft._meta.verbose_name)))


def choose(draft, base):
    """Give `draft` a free slug that begins with `base`, without saving it; "" if none is free."""
    base = base[:MAX_LENGTH].strip("-")
    for number in range(1, MAX_TRIES + 1):
        draft.slug = base if number == 1 else f"{base}-{number}"
        if _is_free(draft):
            return
    draft.slug = ""


def _needs_slug(draft):
    """Whether the slug may not stay empty: that of a page may, if it is the home page."""
    if not draft._meta.get_field("slug").blank:
        return True
    try:
        draft.check_place()
    except PublishingError:
        return True
    return False


def _from_words(words):
    """Return what an address may hold of `words`; "" for Chinese."""
    parts = re.findall("[a-z0-9]+", slugify(words))
    return "-".join(parts)


def _is_free(draft):
    others = type(draft).in_language(draft.language).filter(slug=draft.slug)
    if others.exclude(pk=draft.pk).exists():
        return False
    try:
        draft.check_place()
        addresses.check_free(draft.path_for(draft), draft, clock.now())
    except PublishingError:
        return False
    return True
