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

from . import archive, snapshot, unfinished_restore

# Of the folder that a backup is unpacked in.
PREFIX = "restore-"


def restore(path, *, identity=None, progress=lambda _message: None):
    """Restore the backup at `path` where the settings say that the site is; return its manifest.

    `identity` is the file with a private age key, if it is encrypted. The caller holds the start
    lock, and calls `unfinished_restore.end()` once all is verified. A restore that was killed goes
    on where it was. Raises `BackupError`: before anything is written if the backup is damaged or
    the place isn't empty, afterwards if the restored site isn't what the backup says.
    """
    begun, is_in_place = unfinished_restore.find(), not snapshot.is_empty()
    if is_in_place and begun is None:
        raise archive.BackupError(
            _(
                "The database isn't empty. Restore into a new one: name it in DATABASE_URL, or "
                "choose another data folder in TIANHE_DATA."
            )
        )
    with _unpacked_folder() as folder:
        progress(_("Backup: unpacking and checking it"))
        manifest = archive.unpack(path, folder, identity)
        _check_fits(manifest)
        goes_on = begun is not None and unfinished_restore.is_of(begun, manifest)
        if not is_in_place:
            _fill(folder, manifest, progress, goes_on=goes_on)
        elif not goes_on:
            raise archive.BackupError(
                _(
                    "A restore of the backup of %(made_at)s was stopped here. Restore that one "
                    "again: it continues where it stopped. Or restore this one into an empty place."
                )
                % {"made_at": begun["made_at"]}
            )
    # The site may have been moved when the backup was made.
    read_only.end(connection)
    progress(_("Database: updating its tables"))
    # Django's command: ours would wait for the start lock.
    call_command(migrate.Command(), verbosity=0)
    progress(_("Checking what was restored"))
    _check(manifest)
    return manifest


def _fill(folder, manifest, progress, *, goes_on):
    """Store the media, then put the database in its place, which it gets in one step: so one that
    is there is complete, and the media are too."""
    if _media_in(manifest) and not goes_on:
        with _explained_refusals():
            _check_storage_is_empty()
    unfinished_restore.begin(manifest)
    with _emptied_after_failure(manifest):
        progress(_("Media: storing the files"))
        with _explained_refusals():
            _store_media(folder, manifest)
        progress(_("Database: restoring it"))
        snapshot.put_back(folder / archive.DATABASE)


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
        unfinished_restore.end()
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
        # What a restore left that was killed may be a part of it.
        storage.remove(storage.PRIVATE, name)
        storage.save(name, unpacked)
        unpacked.unlink()


def _media_in(manifest):
    """Return the names of the media, as the storage has them."""
    names = (entry["name"] for entry in manifest["files"])
    return [name.removeprefix(archive.MEDIA) for name in names if name != archive.DATABASE]


def _check(manifest):
    """Raise `BackupError` unless the audit log verifies and has the backup's last entry."""
    if problems := history.verify(manifest["head"]):
        unfinished_restore.end()
        raise archive.BackupError(
            _("The restored audit log isn't intact.") + "\n" + "\n".join(problems)
        )
