"""Links to our own items are stored as references, so that moving an item breaks no link.

A reference to an item reads `item:12` or `item:12#part`; to an asset, `image:12` or `document:3`.
"""

import re
from contextlib import contextmanager
from contextvars import ContextVar

from tianhe_site.upward import ModuleAbove

REFERENCE = re.compile(r"item:(\d{1,18})((?:[?#].*)?)", re.DOTALL)
MEDIA = re.compile(r"(image|document):([0-9]{1,18})")
_IN_MARKUP = re.compile(r'href="item:(\d{1,18})')
_MEDIA_IN_MARKUP = re.compile(r'(?:src="(image)|href="(document)):(\d{1,18})"')

addresses = ModuleAbove("tianhe_site.media_library.addresses")
links = ModuleAbove("tianhe_site.publishing.links")
# What was found at each path while one text is cleaned, set by `cached_lookups`.
_found = ContextVar("found", default=None)


@contextmanager
def cached_lookups():
    """Look up each path only once within this context, however often a text is cleaned."""
    token = _found.set({})
    try:
        yield
    finally:
        _found.reset(token)


def _look_up(find, path):
    known = _found.get()
    if known is None:
        return find(path)
    if (find, path) not in known:
        known[find, path] = find(path)
    return known[find, path]


def media_at(path):
    """Return the reference to the asset that an editor sees at `path`; None if there is none."""
    return addresses.reference_at(path)


def media_of_files(paths):
    """Return references to the assets that our pages show or link at `paths`, by path."""
    return addresses.references_of_files(paths)


def media_address(kind, number):
    """Return the path at which an editor sees a picture or a document."""
    return addresses.address_of(kind, number)


def media_in(markup):
    """Return the assets in `markup` as ("image", 12) or ("document", 3), each once, in document
    order."""
    found = _MEDIA_IN_MARKUP.findall(markup)
    pairs = ((image or document, int(number)) for image, document, number in found)
    return list(dict.fromkeys(pairs))


def media_titles_in(markup):
    """Return the titles of the assets in `markup`, by ("image", 12) or ("document", 3)."""
    found = media_in(markup)
    return addresses.titles_of(found) if found else {}


def from_path(path):
    """Return the reference for a path of our own, keeping query and fragment; any other path
    unchanged."""
    bare = re.split(r"[?#]", path, maxsplit=1)[0]
    item_id = _look_up(links.reference_to, bare)
    return path if item_id is None else f"item:{item_id}{path[len(bare) :]}"


def paths_in(markup, at):
    """Return the path of each item that `markup` refers to, by id, at the moment `at`."""
    item_ids = items_in(markup)
    return links.paths_of(item_ids, at) if item_ids else {}


def known_paths_in(markup):
    """Return the last known path of each item that `markup` refers to, by id."""
    item_ids = items_in(markup)
    return links.known_paths_of(item_ids) if item_ids else {}


def items_in(markup):
    """Return the ids of the items that `markup` refers to."""
    return {int(number) for number in _IN_MARKUP.findall(markup)}


def relinked(markup, others):
    """Return `markup` with references to other items: `others` has their ids, by the id of the
    item that each takes the place of."""
    return _IN_MARKUP.sub(lambda found: f'href="item:{others.get(int(found[1]), found[1])}', markup)
