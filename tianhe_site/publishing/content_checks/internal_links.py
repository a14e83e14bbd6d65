"""Finds links that lead nowhere: on this site, within the text, or at all."""

import re
from urllib.parse import unquote

from django.conf import settings
from django.db.models import F, Q
from django.urls import Resolver404, resolve, reverse

from tianhe_site.rich_text.headings import PARTS_OF_PAGES, ids_in
from tianhe_site.rich_text.references import REFERENCE

from .. import sections
from ..models import Address
from ..sources import sources_of
from ..views import EditionView

# A scheme without an address, and "#", which leads nowhere. ("https://" alone never gets into a
# text.)
_INCOMPLETE = re.compile(r"#|mailto:\s*(?:\?.*)?|tel:[^0-9]*", re.IGNORECASE | re.DOTALL)
# What every browser takes for the top of a page, and the parts of a page around the text.
_ANCHORS_AROUND_TEXTS = {"top", *PARTS_OF_PAGES}


def is_incomplete(href):
    """Whether `href` (as stored in texts) has no destination at all."""
    return bool(_INCOMPLETE.fullmatch(href.strip()))


def missing_anchors(hrefs, content, *, own_id):
    """Return those of `hrefs` that lead to a missing place on the page of `content`, which they are
    in, with the name of the place."""
    named = {href: name for href in hrefs if (name := _anchor(href, own_id))}
    if not named:
        return {}
    anchors = _anchors(content)
    return {href: name for href, name in named.items() if name not in anchors}


def missing_anchors_elsewhere(hrefs, at, *, own_id):
    """Return those of `hrefs` that lead to a place that another page of this site doesn't have at
    `at`, with the name of the place. Takes one query per kind of page for any number of links, and
    none if there is no such link."""
    named = {}
    for href in hrefs:
        found = REFERENCE.fullmatch(href)
        if found and int(found[1]) != own_id and (name := _name_in(href)):
            named[href] = (int(found[1]), name)
    anchors = _anchors_of_items({item_id for item_id, _name in named.values()}, at)
    return {
        href: name
        for href, (item_id, name) in named.items()
        # A page that isn't live is a dead link.
        if item_id in anchors and name not in anchors[item_id]
    }


def _anchor(href, own_id):
    """Return the name of the place in the same text that `href` leads to, "" if it leads
    elsewhere."""
    is_here = href.partition("#")[0] in ("", f"item:{own_id}")
    return _name_in(href) if is_here else ""


def _name_in(href):
    # What follows ":~:" is text for the browser to find.
    return unquote(href.partition("#")[2].partition(":~:")[0])


def _anchors(content):
    """Return the names of all places on the page of a draft or an edition."""
    markups = (getattr(content, name) for name in content.rich_text_fields())
    return {
        *(anchor for markup in markups for anchor in ids_in(markup)),
        *(f"source-{number}" for number in range(1, len(sources_of(content)) + 1)),
        *content.page_parts(),
        *_ANCHORS_AROUND_TEXTS,
    }


def _anchors_of_items(item_ids, at):
    return {
        edition.item_id: _anchors(edition)
        for model in (sections.edition_models() if item_ids else [])
        for edition in model.objects.live(at).filter(item__in=item_ids)
    }


def dead_links(hrefs, at, *, own_id):
    """Return those of `hrefs` (as stored in texts) where readers find nothing at `at`, with the
    path of each. Links to `own_id` are links to the item itself.

    The rule is that of `links.find`. Two queries answer it for any number of links.
    """
    ids = {href: int(found[1]) for href in hrefs if (found := REFERENCE.fullmatch(href))}
    paths = {href: path for href in hrefs if (path := _item_path(href))}
    rows = _addresses(ids.values(), paths.values())
    live_ids = {own_id, *_live_items({row.item_id for row in rows}, at)}
    rows_of_live = [row for row in rows if row.live_from <= at and row.item_id in live_ids]
    with_address = {row.item_id for row in rows_of_live if row.live_until > at}
    taken_paths = {row.path for row in rows if row.live_from <= at < row.live_until}
    # The current item at a path answers. Only a path without one redirects.
    live_paths = {
        row.path for row in rows_of_live if row.live_until > at or row.path not in taken_paths
    }
    last_paths = {row.item_id: row.path for row in rows}
    dead = {
        href: last_paths.get(item_id, href)
        for href, item_id in ids.items()
        if item_id not in {own_id, *with_address}
    }
    return dead | {href: path for href, path in paths.items() if path not in live_paths}


def _item_path(href):
    """Return the path on this site that `href` leads to, None if it leads elsewhere or to a page
    that isn't an item."""
    # PostgreSQL accepts no NUL, in a query or in a row.
    path = unquote(re.split("[?#]", href, maxsplit=1)[0]).replace("\0", "%00")
    if not path.startswith("/") or path.startswith(settings.STATIC_URL):
        return None
    if path.startswith(reverse("admin:index")):
        return path
    # Django adds a missing slash.
    for candidate in (path, f"{path}/"):
        try:
            view = resolve(candidate).func
        except Resolver404:
            continue
        is_of_items = issubclass(getattr(view, "view_class", object), EditionView)
        return candidate if is_of_items else None
    return path


def _addresses(item_ids, paths):
    if not (item_ids or paths):
        return []
    rows = Address.objects.filter(Q(item__in=item_ids) | Q(path__in=paths))
    return list(rows.exclude(live_until=F("live_from")).order_by("id"))


def _live_items(item_ids, at):
    """Return which of some items, of all sections, have a live edition."""
    if not item_ids:
        return set()
    live = [model.objects.live(at).filter(item__in=item_ids) for model in sections.edition_models()]
    first, *others = [editions.values_list("item_id", flat=True) for editions in live]
    return set(first.union(*others))
