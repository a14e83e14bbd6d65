"""Links to items of our own are kept as references, so that moving an item breaks none.

A reference reads `item:12` or `item:12#part`. Which item stands at a path, and where an item
stands, only the room above knows (`publishing.links`); it says so here when it starts.
"""

import re

REFERENCE = re.compile(r"item:(\d{1,18})((?:[?#].*)?)", re.DOTALL)
_IN_MARKUP = re.compile(r'href="item:(\d{1,18})')

_to_reference = None
_to_paths = None
_to_known_paths = None


def use(*, to_reference, to_paths, to_known_paths):
    """Set how a path becomes an item's id or None, and how ids become paths: those at a moment,
    or the last ones known."""
    global _to_reference, _to_paths, _to_known_paths
    _to_reference, _to_paths, _to_known_paths = to_reference, to_paths, to_known_paths


def from_path(path):
    """Return the reference for a path of our own, with its query and fragment; else the path."""
    bare = re.split(r"[?#]", path, maxsplit=1)[0]
    item_id = _to_reference(bare)
    return path if item_id is None else f"item:{item_id}{path[len(bare) :]}"


def paths_in(markup, at):
    """Return the path of each item that `markup` refers to, by id, as of the moment `at`."""
    item_ids = _ids_in(markup)
    return _to_paths(item_ids, at) if item_ids else {}


def known_paths_in(markup):
    """Return the last known path of each item that `markup` refers to, by id."""
    item_ids = _ids_in(markup)
    return _to_known_paths(item_ids) if item_ids else {}


def _ids_in(markup):
    return {int(number) for number in _IN_MARKUP.findall(markup)}
