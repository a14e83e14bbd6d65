"""Links to items of our own are kept as references, so that moving an item breaks none.

A reference reads `item:12` or `item:12#part`; to what the media library holds, `image:12` or
`document:3`.
"""

import re
from contextlib import contextmanager
from contextvars import ContextVar

from tianhe_site.upward import Above

REFERENCE = re.compile(r"item:(\d{1,18})((?:[?#].*)?)", re.DOTALL)
MEDIA = re.compile(r"(image|document):([0-9]{1,18})")
_IN_MARKUP = re.compile(r'href="item:(\d{1,18})')
_MEDIA_IN_MARKUP = re.compile(r'(?:src="(image)|href="(document)):(\d{1,18})"')

addresses = Above("tianhe_site.media_library.addresses")
links = Above("tianhe_site.publishing.links")
# What was found at each path while one text is cleaned, by `looked_up_once`.
_found = ContextVar("found", default=None)


@contextmanager
def looked_up_once():
    """Within, the database is asked once for each path, though a text is cleaned several times."""
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
    """Return the reference to what the library shows an editor at `path`, None if nothing."""
    return addresses.reference_at(path)


def media_of_files(paths):
    """Return the references to what pages of ours show or link at `paths`, by path."""
    return addresses.references_of_files(paths)


def media_address(kind, number):
    """Return the path under which an editor sees a picture or a document."""
    return addresses.address_of(kind, number)


def media_in(markup):
    """Return what `markup` shows of the library, ("image", 12) or ("document", 3), each once, in
    the order of the text."""
    found = _MEDIA_IN_MARKUP.findall(markup)
    pairs = ((image or document, int(number)) for image, document, number in found)
    return list(dict.fromkeys(pairs))


def media_titles_in(markup):
    """Return the titles of what `markup` shows of the library, by ("image", 12)."""
    found = media_in(markup)
    return addresses.titles_of(found) if found else {}


def from_path(path):
    """Return the reference for a path of our own, with its query and fragment; else the path."""
    bare = re.split(r"[?#]", path, maxsplit=1)[0]
    item_id = _look_up(links.reference_to, bare)
    return path if item_id is None else f"item:{item_id}{path[len(bare) :]}"


def paths_in(markup, at):
    """Return the path of each item that `markup` refers to, by id, as of the moment `at`."""
    item_ids = _ids_in(markup)
    return links.paths_of(item_ids, at) if item_ids else {}


def known_paths_in(markup):
    """Return the last known path of each item that `markup` refers to, by id."""
    item_ids = _ids_in(markup)
    return links.known_paths_of(item_ids) if item_ids else {}


def _ids_in(markup):
    return {int(number) for number in _IN_MARKUP.findall(markup)}
