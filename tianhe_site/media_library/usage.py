"""What the rooms above know of the library's assets. They say so here when they start.

An asset is used by drafts and shown by editions, which this room knows nothing of.
"""

from contextlib import contextmanager

_above = None


def use(above):
    """Set who answers. `above` has the functions of this module, but for this one."""
    global _above
    _above = above


def places(asset):
    """Return where an asset is used, an object an item: its `title`, `kind` and the `url` of its
    form, `where` in it (draft, live …) in words, and the keys of the `files` that it shows."""
    return _above.places(asset)


def languages():
    """Return the codes of the languages in which there is anything that could show an asset."""
    return _above.languages()


def used_ids():
    """Return a query of the ids of all assets that a draft uses or an edition shows."""
    return _above.used_ids()


def is_shown(file):
    """Whether an edition ever showed the file, or a draft shows it."""
    return _above.is_shown(file)


def needed_in_public(files):
    """Return the ids of those of `files` that readers see now, or are to see."""
    return _above.needed_in_public(files)


def reworded(asset, *, by):
    """Note who gave an asset other words, and tell that drafts are to follow."""
    asset.word_by(by)
    asset.save(update_fields=["worded_by_id", "worded_by_name"])
    changed(asset, by=by)


def changed(asset, *, by):
    """Tell that an asset has other words or another file, which drafts are to follow."""
    _above.changed(asset, by=by)


def note_anew():
    """Note anew, from what drafts and editions say, which of them shows what. Takes the lock of
    the verbs for some at a time."""
    _above.note_anew()


@contextmanager
def publishing_lock():
    """Hold the lock of the verbs while an asset and the drafts that show it change."""
    with _above.publishing_lock():
        yield
