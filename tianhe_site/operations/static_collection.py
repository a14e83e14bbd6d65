"""Collects the static files of this release while another one may be serving its own.

They are written to a folder beside, and each takes its place in one step. Files of the collection
before stay: pages that readers have open name them, and so do instances that aren't restarted yet.
"""

import hashlib
import json
import os
import shutil
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.management.commands import collectstatic
from django.core.files.storage import FileSystemStorage, storages
from django.core.management import call_command

from tianhe_site.static_files import SUFFIXES

MANIFEST = "staticfiles.json"


def collect_if_changed(stdout):
    """Collect the static files, unless none has changed since the last time."""
    fingerprint = _fingerprint()
    if is_current(fingerprint):
        stdout.write("Static files: unchanged")
        return
    stdout.write("Static files: collecting and compressing them")
    # If this is stopped, the next start collects them.
    _fingerprint_file().unlink(missing_ok=True)
    _collect()
    _fingerprint_file().write_text(fingerprint)


def is_current(fingerprint=None):
    """Return whether the collected files are those of the project as it is now."""
    file = _fingerprint_file()
    # After a power failure a disk may hold anything.
    is_known = settings.STATIC_ROOT.exists() and file.is_file()
    return is_known and file.read_bytes() == (fingerprint or _fingerprint()).encode()


def _fingerprint_file():
    # Beside the folder, since every file in it is served.
    return settings.DATA_DIR / "static.fingerprint"


def _fingerprint():
    """Return a hash that changes when any static file does."""
    names = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = os.stat(storage.path(path))
            names.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return names.hexdigest()


def _collect():
    unfinished = settings.DATA_DIR / "static.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    collected = unfinished / "files"
    call_command(_CollectInto(collected, unfinished), interactive=False, verbosity=0)
    take_over(collected, unfinished / MANIFEST)
    shutil.rmtree(unfinished)


def take_over(collected, manifest):
    """Put collected files and their manifest in the place of those that are served."""
    before = _hashed_names(settings.DATA_DIR / MANIFEST)
    names = _place(collected, settings.STATIC_ROOT)
    # From now on processes that start use the new names.
    os.replace(manifest, settings.DATA_DIR / MANIFEST)
    _remove_others(settings.STATIC_ROOT, names, before)


class _CollectInto(collectstatic.Command):
    """Django's command, with a folder of its own for the files and one for their manifest."""

    def __init__(self, folder, manifest_folder):
        super().__init__()
        manifest = FileSystemStorage(location=manifest_folder)
        options = {"location": folder, "manifest_storage": manifest}
        self.storage = storages.create_storage(
            {**settings.STORAGES["staticfiles"], "OPTIONS": options}
        )


def _hashed_names(manifest):
    """Return the names that a manifest gave to its files; none if there is no such manifest."""
    try:
        return set(json.loads(manifest.read_bytes())["paths"].values())
    except (OSError, ValueError, KeyError):
        return set()


def _place(collected, folder):
    """Move all files to their places in `folder`; return their names."""
    names = set()
    for path in _files_in(collected):
        name = path.relative_to(collected)
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
        names.add(name.as_posix())
    return names


def _remove_others(folder, names, before):
    """Remove what is neither in `names` nor a form of one of the hashed names `before`."""
    for path in _files_in(folder):
        name = path.relative_to(folder).as_posix()
        if name not in names and _without_suffix(name) not in before:
            path.unlink()


def _without_suffix(name):
    plain, suffix = os.path.splitext(name)
    return plain if suffix in SUFFIXES.values() else name


def _files_in(folder):
    return [Path(parent) / name for parent, _folders, files in os.walk(folder) for name in files]
