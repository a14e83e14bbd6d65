"""Makes a site of a backup, in an empty place."""

import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection
from django.utils.translation import gettext as _

from tianhe_site import RELEASE, read_only
from tianhe_site.media_library import storage
from tianhe_site.publishing import history

from . import archive, snapshot

# Of the folder that a backup is unpacked in.
PREFIX = "restore-"


def restore(path, *, identity=None, progress=lambda _message: None):
    """Restore the backup at `path` where the settings say that the site is; return its manifest.

    `identity` is the file with a private age key, if it is encrypted. The caller holds the start
    lock. Raises `BackupError`: before anything is written if the backup is damaged or the place
    isn't empty, afterwards if the restored site isn't what the backup says.
    """
    _check_database_is_empty()
    with _unpacked_folder() as folder:
        progress(_("Backup: unpacking and checking it"))
        manifest = archive.unpack(path, folder, identity)
        _check_fits(manifest)
        if _media_in(manifest):
            with _explained_refusals():
                _check_storage_is_empty()
        with _emptied_after_failure(manifest):
            progress(_("Media: storing the files"))
            with _explained_refusals():
                _store_media(folder, manifest)
            progress(_("Database: restoring it"))
            snapshot.put_back(folder / archive.DATABASE)
    # The site may have been moved when the backup was made.
    read_only.end(connection)
    progress(_("Database: updating its tables"))
    # Django's command: ours would wait for the start lock.
    call_command(migrate.Command(), verbosity=0)
    progress(_("Checking what was restored"))
    _check(manifest)
    return manifest


def _check_database_is_empty():
    if not snapshot.is_empty():
        raise archive.BackupError(
            _(
                "The database isn't empty. Restore into a new one: name it in DATABASE_URL, or "
                "choose another data folder in TIANHE_DATA."
            )
        )


def _check_storage_is_empty():
    for alias in (storage.PRIVATE, storage.PUBLIC):
        if next(iter(storage.names_in(alias)), None):
            raise archive.BackupError(
                _("There are media files here already. Restore into an empty place.")
            )


@contextmanager
def _unpacked_folder():
    # What was killed couldn't remove its own. Nobody else restores while the start lock is held.
    for left in settings.DATA_DIR.glob(f"{PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
    # On the disk where they stay, so that the database is moved, not copied.
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=settings.DATA_DIR) as name:
        yield Path(name)


@contextmanager
def _explained_refusals():
    try:
        yield
    except storage.StorageError as error:
        raise archive.BackupError(str(error)) from error


@contextmanager
def _emptied_after_failure(manifest):
    """Remove the media again if not everything can be stored: the next try needs an empty place."""
    try:
        yield
    except BaseException:
        with suppress(storage.StorageError):
            for name in _media_in(manifest):
                storage.remove(storage.PRIVATE, name)
        raise


def _check_fits(manifest):
    if manifest["database"] != connection.vendor:
        raise archive.BackupError(
            _(
                "The backup is of a database on %(backup)s, and DATABASE_URL names one on "
                "%(here)s. Restore on the same kind."
            )
            % {"backup": manifest["database"], "here": connection.vendor}
        )
    # Without a release it was made before an upgrade: this code updates it again.
    if manifest["release"] and _as_numbers(manifest["release"]) > _as_numbers(RELEASE):
        raise archive.BackupError(
            _("The backup was made by release %(backup)s, and this is %(here)s. Install that one.")
            % {"backup": manifest["release"], "here": RELEASE}
        )


def _as_numbers(release):
    return tuple(map(int, release.split(".")))


def _store_media(folder, manifest):
    for name in _media_in(manifest):
        unpacked = folder / archive.MEDIA / name
        storage.save(name, unpacked)
        unpacked.unlink()


def _media_in(manifest):
    """Return the names of the media, as the storage has them."""
    names = (entry["name"] for entry in manifest["files"])
    return [name.removeprefix(archive.MEDIA) for name in names if name != archive.DATABASE]


def _check(manifest):
    """Raise `BackupError` unless the audit log verifies and has the backup's last entry."""
    if problems := history.verify(manifest["head"]):
        raise archive.BackupError(
            _("The restored audit log isn't intact.") + "\n" + "\n".join(problems)
        )
