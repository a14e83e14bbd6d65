"""The two places of files: a private one for all, a public one for what readers may see.

Whatever storage is configured, its faults become `StorageError`, with a sentence for the editor.
"""

import logging
from contextlib import contextmanager

from django.core.files import File as OpenFile
from django.core.files.storage import storages
from django.utils.translation import gettext as _

logger = logging.getLogger("tianhe.media")


class StorageError(Exception):
    """The storage does not answer, or refuses; the message is a sentence for the editor."""


@contextmanager
def faults_in_words():
    """Turn whatever a storage raises into `StorageError`; a file that isn't there stays one."""
    try:
        yield
    except (StorageError, FileNotFoundError):
        raise
    # Each storage has exceptions of its own; boto's derive from nothing they share with disks'.
    except Exception as error:
        logger.exception("The storage of files failed.")
        raise StorageError(
            _("The storage of files doesn't answer. Nothing was changed. Try again in a minute.")
        ) from error


def keep(name, path):
    """Put the file at `path` on this machine into the private storage."""
    with faults_in_words(), path.open("rb") as content:
        _save(storages["private_media"], name, OpenFile(content))


def open_private(name):
    """Return the private file `name`, open for reading; raises `FileNotFoundError`."""
    with faults_in_words():
        return storages["private_media"].open(name)


def open_public(name):
    """Return the public file `name`, open for reading; raises `FileNotFoundError`."""
    with faults_in_words():
        return storages["public_media"].open(name)


def publish(name):
    """Copy a private file into the public storage."""
    with faults_in_words(), storages["private_media"].open(name) as content:
        _save(storages["public_media"], name, content)


def unpublish(name):
    """Take a file out of the public storage, if it is there."""
    with faults_in_words():
        storages["public_media"].delete(name)


def erase(name):
    """Remove a file from both storages, as far as it is there."""
    with faults_in_words():
        storages["public_media"].delete(name)
        storages["private_media"].delete(name)


def _save(storage, name, content):
    # A name belongs to one content. What a save that was cut short left there is replaced.
    if storage.exists(name):
        storage.delete(name)
    saved = storage.save(name, content)
    if saved != name:
        storage.delete(saved)
        raise StorageError(_("Two uploads came at once. Try again."))
