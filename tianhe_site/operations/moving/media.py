"""Moves the media from the data folder to S3-compatible storage, or back.

Most files are copied while the site is in use. Then the database refuses changes, and what was
added or erased meanwhile is caught up with: a file never changes under its name.
"""

import hashlib

from django.conf import settings
from django.core.files import File as OpenFile
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection

from tianhe_site import read_only
from tianhe_site.media_library import library, storage
from tianhe_site.media_library.models import File
from tianhe_site.operations.progress import Progress

from . import MoveError
from .freezing import make_read_only, own_mark

FOLDER, S3 = "folder", "s3"
_FOLDERS = {storage.PRIVATE: "private", storage.PUBLIC: "public"}


def move(to, report):
    """Copy all media to `FOLDER` or to `S3`; return (number of files, number of other files there).

    `report` is called with sentences. Raises `MoveError`, or `StorageError` if a storage fails;
    what was copied by then needn't be copied again.
    """
    if not settings.MEDIA_IN_S3:
        raise MoveError(
            "Set MEDIA_S3_… for this command, whichever way you move (.env.example explains each). "
            "A site that is running takes no notice until it is restarted."
        )
    places = {FOLDER: _in_folder(), S3: {alias: storages[alias] for alias in _FOLDERS}}
    source = places[S3 if to == FOLDER else FOLDER][storage.PRIVATE]
    target, done = places[to], set()
    _copy_wanted(source, target, done, report)
    make_read_only(_name_of(to))
    report("Nothing can be saved from now on: catching up with what changed meanwhile")
    wanted = _copy_wanted(source, target, done, report)
    with storage.translated_errors():
        for alias, name in done - wanted:
            target[alias].delete(name)
        return len(wanted), _count_others(target, wanted)


def finish():
    """Let the site be changed again, which uses the new place. Raises `MoveError` if it doesn't."""
    mark = own_mark(read_only.MOVE_MEDIA)
    in_use = _name_of(S3 if settings.MEDIA_IN_S3 else FOLDER)
    if mark.target != in_use:
        raise MoveError(
            f"The media are being moved to {mark.target}, and the settings say {in_use}. Change "
            "MEDIA_S3_…, restart the site, and run this again; or use --cancel."
        )
    read_only.end(connection)


def cancel():
    """Let the site be changed again, which uses the old place. Raises `MoveError` if its media
    aren't being moved."""
    own_mark(read_only.MOVE_MEDIA)
    read_only.end(connection)


def _in_folder():
    return {
        alias: FileSystemStorage(settings.DATA_DIR / "media" / name, allow_overwrite=True)
        for alias, name in _FOLDERS.items()
    }


def _name_of(place):
    if place == FOLDER:
        return f"the folder {settings.DATA_DIR / 'media'}"
    return f"the bucket {settings.MEDIA_S3['MEDIA_S3_BUCKET']}"


def _copy_wanted(source, target, done, report):
    """Copy what isn't in `done`, which grows; return all (alias, name) that the site has."""
    files = File.objects.select_related("asset")
    progress, wanted = Progress("Files", files.count(), report), set()
    for batch in library.in_batches(files):
        for file in batch:
            for alias, part in _parts_of(file):
                wanted.add((alias, part.name))
                if (alias, part.name) not in done:
                    _copy(source, target[alias], part)
                    done.add((alias, part.name))
            progress.add(1)
    return wanted


def _parts_of(file):
    yield from ((storage.PRIVATE, part) for part in library.parts_of(file))
    if file.is_public:
        yield from ((storage.PUBLIC, part) for part in library.public_parts_of(file))


def _copy(source, target, part):
    """Copy a file, unless it is there; in both cases, read what is there."""
    with storage.translated_errors():
        if _digest_of(target, part.name) == part.digest:
            return
        with source.open(part.name) as content:
            target.save(part.name, OpenFile(content))
        is_equal = _digest_of(target, part.name) == part.digest
    if not is_equal:
        raise MoveError(
            f"{part.name} differs from what was uploaded. Run manage.py verify_media on the site "
            "in use."
        )


def _digest_of(place, name):
    try:
        with place.open(name) as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def _count_others(target, wanted):
    """Return how many files are there that the site doesn't know."""
    return sum(
        (alias, name) not in wanted
        for alias, place in target.items()
        for name in storage.names_in_place(place)
    )
