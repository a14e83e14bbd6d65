"""Makes a backup of this site while it is in use."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from tianhe_site import RELEASE
from tianhe_site.media_library import library, storage
from tianhe_site.media_library.models import File
from tianhe_site.publishing import clock, history
from tianhe_site.publishing.models import HistoryEntry

from . import archive, last_backup, snapshot

# Of the folder that a backup is made in.
PREFIX = ".backup-"


def back_up(path, *, recipient="", progress=lambda _message: None):
    """Write the database and the media of one moment to the new file `path`; return the manifest's
    facts.

    `recipient` is a public age key, "" for no encryption. `progress` is called with sentences.
    Raises `BackupError`; nothing is left then.
    """
    with _working_folder(path) as folder, archive.writing(path, folder, recipient) as writer:
        with snapshot.one_moment():
            facts = _facts()
            progress(_("Database: copying it"))
            snapshot.copy(folder / archive.DATABASE)
            names = _media_names()
        _add_database(writer, folder)
        _add_media(writer, folder, names, progress)
        writer.finish(facts)
    last_backup.note(path, facts)
    return facts


def back_up_database(path):
    """Write a backup of the database alone, whatever release its tables are of, to the new file
    `path`. Raises `BackupError`."""
    with _working_folder(path) as folder, archive.writing(path, folder) as writer:
        with snapshot.one_moment():
            # Tables of an earlier release: our models may not fit them.
            facts = {**_facts_of_machine(), "release": "", "head": "", "entries": None}
            snapshot.copy(folder / archive.DATABASE)
        _add_database(writer, folder)
        writer.finish(facts)


def _working_folder(path):
    if not path.parent.is_dir():
        raise archive.BackupError(_("The folder %s doesn't exist.") % path.parent)
    # Beside the backup: there is room for it, and the data folder's disk isn't filled.
    return _folder_in(path.parent)


def _folder_in(parent):
    try:
        return _PathFolder(prefix=PREFIX, dir=parent)
    except OSError as error:
        raise archive.BackupError(
            _("The folder %(folder)s can't be written (%(reason)s).")
            % {"folder": parent, "reason": error.strerror}
        ) from None


class _PathFolder(tempfile.TemporaryDirectory):
    def __enter__(self):
        return Path(self.name)


def _facts():
    return {
        **_facts_of_machine(),
        "release": RELEASE,
        "head": history.head(),
        "entries": HistoryEntry.objects.count(),
    }


def _facts_of_machine():
    return {
        "made_at": clock.now().isoformat(),
        "site": settings.SITE_URL,
        "database": connection.vendor,
    }


def _media_names():
    files = File.objects.select_related("asset")
    return [
        name
        for batch in library.in_batches(files)
        for file in batch
        for name in library.names_of(file)
    ]


def _add_database(writer, folder):
    copy = folder / archive.DATABASE
    writer.add(archive.DATABASE, copy)
    copy.unlink()


def _add_media(writer, folder, names, progress):
    """Add the private files. A file never changes, so those named in the copy of the database are
    of its moment."""
    fetched = folder / "file"
    for number, name in enumerate(names, start=1):
        try:
            storage.fetch(name, fetched)
        except storage.MissingFileError:
            raise archive.BackupError(
                _(
                    "%s is missing from the storage. If someone erased it just now, run this "
                    "again. Otherwise, run manage.py verify_media."
                )
                % name
            ) from None
        except storage.StorageError as error:
            raise archive.BackupError(str(error)) from error
        writer.add(f"{archive.MEDIA}{name}", fetched)
        if number % 100 == 0:
            progress(_("Media: %(done)s of %(all)s files") % {"done": number, "all": len(names)})
