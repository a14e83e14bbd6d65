"""Finds stored files that nothing needs, and needed files that aren't stored.

`survey` removes nothing. Each `remove_…` takes the publishing lock and checks again before it
removes one file.
"""

from dataclasses import dataclass, field

from django.utils import timezone

from . import library, storage, usage
from .library import MAX_UPLOAD_TIME
from .models import File


@dataclass(frozen=True)
class StoredFile:
    """A file in one of the two storages, with its size in bytes."""

    alias: str
    name: str
    size: int


@dataclass
class Findings:
    """What a survey found.

    `without_row` lists each `StoredFile` that no row names. `replaced` lists rows of files that
    nothing shows. `not_needed` lists (row, bytes of public copies that readers don't need).
    `missing` lists (row, alias, name) of files that should be stored and aren't.
    """

    without_row: list = field(default_factory=list)
    replaced: list = field(default_factory=list)
    not_needed: list = field(default_factory=list)
    missing: list = field(default_factory=list)


def survey(progress):
    """Return the `Findings`. Calls `progress` after each file. Raises `StorageError`."""
    usage.rebuild_uses()
    left = {alias: set() for alias in (storage.PRIVATE, storage.PUBLIC)}
    for alias, names in left.items():
        for name in storage.names_in(alias):
            names.add(name)
            progress()
    findings = Findings()
    # Rows are read after the listings: a file uploaded meanwhile has its row by now, or is recent.
    for files in library.in_batches(File.objects.select_related("asset")):
        needed = usage.needed_in_public(files)
        for file in files:
            _examine(file, file.pk in needed, left, findings)
            progress()
    findings.without_row = [
        stored
        for alias, names in left.items()
        for name in sorted(names)
        if (stored := _old(alias, name))
    ]
    return findings


def remove_without_row(stored):
    """Remove a file that still has no row; return whether it was removed."""
    with usage.publishing_lock():
        # An interrupted job may have run again meanwhile, under the same name.
        if _has_row(stored) or not _old(stored.alias, stored.name):
            return False
        storage.remove(stored.alias, stored.name)
    return True


def remove_replaced(file):
    """Remove a file that still nothing shows, with its row; return whether it was removed."""
    with usage.publishing_lock():
        now = File.objects.select_related("asset").filter(pk=file.pk).first()
        if now is None or not _is_replaced(now):
            return False
        names = library.names_of(now)
        now.delete()
    for name in names:
        storage.erase(name)
    return True


def remove_not_needed(file):
    """Remove public copies of a file that readers still don't need; return whether they were
    removed."""
    with usage.publishing_lock():
        if usage.needed_in_public([file]):
            return False
        File.objects.filter(pk=file.pk).update(is_public=False)
        for name in library.public_names_of(file):
            storage.unpublish(name)
    return True


def _examine(file, is_needed, left, findings):
    """Add to `findings` what is wrong with one row, and take its files out of `left`."""
    parts, public_parts = library.parts_of(file), library.public_parts_of(file)
    copies = [part for part in public_parts if part.name in left[storage.PUBLIC]]
    findings.missing += _missing(file, storage.PRIVATE, parts, left)
    if is_needed:
        findings.missing += _missing(file, storage.PUBLIC, public_parts, left)
    elif _is_replaced(file):
        findings.replaced.append(file)
    elif copies:
        findings.not_needed.append((file, sum(part.size for part in copies)))
    left[storage.PRIVATE] -= {part.name for part in parts}
    left[storage.PUBLIC] -= {part.name for part in public_parts}


def _missing(file, alias, parts, stored):
    """Return (row, alias, name) of those `parts` that are not stored right now."""
    return [
        (file, alias, part.name)
        for part in parts
        if part.name not in stored[alias] and storage.size_of(alias, part.name) is None
    ]


def _is_replaced(file):
    return file.asset.current_id != file.pk and not usage.is_shown(file)


def _old(alias, name):
    """Return the `StoredFile` of that name; None if it is recent or gone."""
    changed_at, size = storage.modified_at(alias, name), storage.size_of(alias, name)
    if None in (changed_at, size) or changed_at > timezone.now() - MAX_UPLOAD_TIME:
        return None
    return StoredFile(alias, name, size)


def _has_row(stored):
    file = File.objects.filter(key=stored.name.partition("/")[0]).first()
    names_of = library.public_names_of if stored.alias == storage.PUBLIC else library.names_of
    return file is not None and stored.name in names_of(file)
