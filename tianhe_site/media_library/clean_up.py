"""What is stored and needed by nothing, and what is needed and not stored.

`survey` finds it and removes nothing. Each `remove_…` looks again, alone with the verbs, before it
removes one thing of what was found.
"""

from dataclasses import dataclass, field

from django.utils import timezone

from . import library, storage, usage
from .library import UPLOAD_TAKES
from .models import File


@dataclass(frozen=True)
class Stored:
    """A file in one of the two storages, with its size in bytes."""

    alias: str
    name: str
    size: int


@dataclass
class Findings:
    """What a survey found: `without_row` are `Stored` of no row; `replaced` are rows of files that
    nothing shows; `not_needed` are (row, bytes of public copies that readers don't need);
    `missing` are (row, alias, name) of what should be stored and isn't."""

    without_row: list = field(default_factory=list)
    replaced: list = field(default_factory=list)
    not_needed: list = field(default_factory=list)
    missing: list = field(default_factory=list)


def survey(progress):
    """Return the `Findings`. Calls `progress` after each file that it looked at. Raises
    `StorageError`."""
    usage.note_anew()
    left = {alias: set() for alias in (storage.PRIVATE, storage.PUBLIC)}
    for alias, names in left.items():
        for name in storage.names_in(alias):
            names.add(name)
            progress()
    findings = Findings()
    # The rows after the listings: what is uploaded meanwhile has its row by now, or is young.
    for files in library.in_batches(File.objects.select_related("asset")):
        needed = usage.needed_in_public(files)
        for file in files:
            _look_at(file, file.pk in needed, left, findings)
            progress()
    findings.without_row = [
        stored
        for alias, names in left.items()
        for name in sorted(names)
        if (stored := _old(alias, name))
    ]
    return findings


def remove_without_row(stored):
    """Remove a file without a row; return whether it was still so."""
    with usage.publishing_lock():
        # What was cut short may be made anew meanwhile, under the same name.
        if _has_row(stored) or not _old(stored.alias, stored.name):
            return False
        storage.remove(stored.alias, stored.name)
    return True


def remove_replaced(file):
    """Remove a file that nothing shows, with its row; return whether it was still so."""
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
    """Remove the public copies of a file that readers don't need; return whether it was so."""
    with usage.publishing_lock():
        if usage.needed_in_public([file]):
            return False
        File.objects.filter(pk=file.pk).update(is_public=False)
        for name in library.public_names_of(file):
            storage.unpublish(name)
    return True


def _look_at(file, is_needed, left, findings):
    """Note what is to be said of one row, and take what belongs to it out of `left`."""
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
    """Return (row, alias, name) of those parts that are not stored, as of now."""
    return [
        (file, alias, part.name)
        for part in parts
        if part.name not in stored[alias] and storage.size_of(alias, part.name) is None
    ]


def _is_replaced(file):
    return file.asset.current_id != file.pk and not usage.is_shown(file)


def _old(alias, name):
    """Return the `Stored` file of that name, None if it is young or gone."""
    changed_at, size = storage.changed_at(alias, name), storage.size_of(alias, name)
    if None in (changed_at, size) or changed_at > timezone.now() - UPLOAD_TAKES:
        return None
    return Stored(alias, name, size)


def _has_row(stored):
    file = File.objects.filter(key=stored.name.partition("/")[0]).first()
    names_of = library.public_names_of if stored.alias == storage.PUBLIC else library.names_of
    return file is not None and stored.name in names_of(file)
