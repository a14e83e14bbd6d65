"""The two places of files: a private one for all, a public one for what readers may see.

Whatever storage is configured, its faults become `StorageError`, with a sentence for the editor.
"""

import hashlib
import logging
from contextlib import contextmanager

from django.core.files import File as OpenFile
from django.core.files.storage import storages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site import disk_space

logger = logging.getLogger("tianhe.media")

# Their names in settings.
PRIVATE = "private_media"
PUBLIC = "public_media"

# What a command says that goes through many files when the storage fails.
STOPPED = gettext_lazy(
    "Stopped: the storage of files doesn't answer, or refuses; the log says more. What was done "
    "so far stays. Run this again."
)


class StorageError(Exception):
    """The storage does not answer, or refuses; the message is a sentence for the editor."""


class MissingFileError(StorageError):
    """The storage answers, and has no such file."""


@contextmanager
def faults_in_words():
    """Turn whatever a storage raises into `StorageError`."""
    try:
        yield
    except StorageError:
        raise
    except FileNotFoundError as error:
        logger.exception("A stored file is missing.")
        raise MissingFileError(
            _("A file is missing from the storage. Ask an administrator to look for it.")
        ) from error
    # Each storage has exceptions of its own; boto's derive from nothing they share with disks'.
    except Exception as error:
        logger.exception("The storage of files failed.")
        if disk_space.is_reason_of(error):
            raise StorageError(str(disk_space.SENTENCE)) from error
        raise StorageError(
            _(
                "The storage of files doesn't answer, or refuses. Nothing was changed. Try again "
                "in a minute; if it still fails, tell an administrator."
            )
        ) from error


def keep(name, path):
    """Put the file at `path` on this machine into the private storage."""
    with faults_in_words(), path.open("rb") as content:
        storages[PRIVATE].save(name, OpenFile(content))


def fetch(name, path):
    """Copy the private file `name` to `path` on this machine."""
    with faults_in_words(), storages[PRIVATE].open(name) as content, path.open("wb") as copy:
        for chunk in content.chunks():
            copy.write(chunk)


def open_private(name):
    """Return the private file `name`, open for reading; raises `MissingFileError`."""
    with faults_in_words():
        return storages[PRIVATE].open(name)


def open_public(name):
    """Return the public file `name`, open for reading; raises `MissingFileError`."""
    with faults_in_words():
        return storages[PUBLIC].open(name)


def publish(name):
    """Copy a private file into the public storage."""
    with faults_in_words(), storages[PRIVATE].open(name) as content:
        storages[PUBLIC].save(name, content)


def unpublish(name):
    """Take a file out of the public storage, if it is there."""
    remove(PUBLIC, name)


def erase(name):
    """Remove a file from both storages, as far as it is there."""
    remove(PUBLIC, name)
    remove(PRIVATE, name)


def remove(alias, name):
    """Remove a file from one of the two storages, if it is there."""
    with faults_in_words():
        storages[alias].delete(name)


def names_in(alias, folder=""):
    """Yield the name of each file that one of the two storages holds."""
    with faults_in_words():
        folders, files = _listed(alias, folder)
    within = f"{folder}/" if folder else ""
    for name in files:
        yield within + name
    for name in folders:
        yield from names_in(alias, within + name)


def size_of(alias, name):
    """Return the bytes of a file in one of the two storages, None if it isn't there."""
    return _fact(alias, "size", name)


def digest_of(alias, name):
    """Return the SHA-256 (hex) of a file in one of the two storages, None if it is missing."""
    try:
        with faults_in_words(), storages[alias].open(name) as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except MissingFileError:
        return None


def changed_at(alias, name):
    """Return when a file in one of the two storages was written, None if it isn't there."""
    return _fact(alias, "get_modified_time", name)


def _fact(alias, question, name):
    with faults_in_words():
        try:
            return getattr(storages[alias], question)(name)
        except FileNotFoundError:
            return None


def _listed(alias, folder):
    try:
        return storages[alias].listdir(folder)
    except FileNotFoundError:
        # Of a folder on a disk: nothing was stored yet, or another clean-up was faster.
        return [], []
