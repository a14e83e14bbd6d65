"""The two media storages: a private one for all files, a public one for what readers may see.

Whatever backend is configured, its errors become `StorageError` with a message for the editor.
"""

import hashlib
import logging
import os
import tempfile
from contextlib import contextmanager

from django.core.files import File as OpenFile
from django.core.files.storage import FileSystemStorage, storages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site import disk_space

logger = logging.getLogger("tianhe.media")

# Their aliases in STORAGES.
PRIVATE = "private_media"
PUBLIC = "public_media"

# The message of a command that stops because the storage fails.
STOPPED = gettext_lazy(
    "Stopped: the file storage isn't responding, or refused a request. The log has details. Work "
    "done so far is kept. Run this again."
)


class StorageError(Exception):
    """The storage fails or refuses; the message is for the editor."""


class MissingFileError(StorageError):
    """The storage works and doesn't have the file."""


@contextmanager
def translated_errors():
    """Turn any error of the storage backend into a `StorageError`."""
    try:
        yield
    except StorageError:
        raise
    except FileNotFoundError as error:
        logger.exception("A stored file is missing.")
        raise MissingFileError(
            _("A file is missing from storage. Ask an administrator to look for it.")
        ) from error
    # Each backend has its own exceptions; boto's and the file system's share no base class.
    except Exception as error:
        logger.exception("The file storage failed.")
        if disk_space.caused(error):
            raise StorageError(str(disk_space.MESSAGE)) from error
        raise StorageError(
            _(
                "The file storage isn't responding, or refused the request. Nothing was changed. "
                "Try again in a minute. If it still fails, tell an administrator."
            )
        ) from error


def save(name, path):
    """Store the local file at `path` in the private storage."""
    with translated_errors(), path.open("rb") as content:
        storages[PRIVATE].save(name, OpenFile(content))


def fetch(name, path):
    """Copy the private file `name` to the local `path`."""
    with translated_errors(), storages[PRIVATE].open(name) as content, path.open("wb") as copy:
        for chunk in content.chunks():
            copy.write(chunk)


def open_private(name):
    """Return the private file `name`, opened for reading. Raises `MissingFileError`."""
    with translated_errors():
        return storages[PRIVATE].open(name)


def open_public(name):
    """Return the public file `name`, opened for reading. Raises `MissingFileError`."""
    with translated_errors():
        return storages[PUBLIC].open(name)


def publish(name):
    """Copy a private file into the public storage."""
    with translated_errors(), storages[PRIVATE].open(name) as content:
        storages[PUBLIC].save(name, content)


def unpublish(name):
    """Remove a file from the public storage, if it is there."""
    remove(PUBLIC, name)


def erase(name):
    """Remove a file from both storages, wherever it is."""
    remove(PUBLIC, name)
    remove(PRIVATE, name)


def remove(alias, name):
    """Remove a file from one of the two storages, if it is there."""
    with translated_errors():
        storages[alias].delete(name)


def names_in(alias, folder=""):
    """Yield the name of each file in one of the two storages."""
    with translated_errors():
        yield from names_in_place(storages[alias], folder)


def names_in_place(place, folder=""):
    """Yield the name of each file in a storage of Django's, whose errors are its own."""
    folders, files = _listed(place, folder)
    within = f"{folder}/" if folder else ""
    for name in files:
        yield within + name
    for name in folders:
        yield from names_in_place(place, within + name)


def check():
    """Raise `StorageError` if the private storage can't be reached, or a folder can't be
    written."""
    with translated_errors():
        backend = storages[PRIVATE]
        if isinstance(backend, FileSystemStorage):
            # Made with the first upload.
            os.makedirs(backend.location, exist_ok=True)
            with tempfile.TemporaryFile(dir=backend.location):
                return
        backend.exists("readiness")


def size_of(alias, name):
    """Return the size in bytes of a stored file; None if it isn't there."""
    return _fact(alias, "size", name)


def digest_of(alias, name):
    """Return the SHA-256 (hex) of a stored file; None if it isn't there."""
    try:
        with translated_errors(), storages[alias].open(name) as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except MissingFileError:
        return None


def modified_at(alias, name):
    """Return when a stored file was written; None if it isn't there."""
    return _fact(alias, "get_modified_time", name)


def _fact(alias, question, name):
    with translated_errors():
        try:
            return getattr(storages[alias], question)(name)
        except FileNotFoundError:
            return None


def _listed(place, folder):
    try:
        return place.listdir(folder)
    except FileNotFoundError:
        # The folder doesn't exist: nothing was stored yet, or another clean-up was faster.
        return [], []
