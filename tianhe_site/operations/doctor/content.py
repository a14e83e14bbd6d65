"""What the site keeps: media, static files, backups."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from tianhe_site.media_library import library, storage
from tianhe_site.media_library.models import File
from tianhe_site.operations import static_collection
from tianhe_site.operations.backup import last_backup
from tianhe_site.publishing import clock

from . import FAULT, OK, WARN, Result

# Of the newest files: `verify_media` reads all.
FILES_TO_READ = 50


def check_storage():
    """Can files be written, read and removed, in both storages?"""
    for alias in (storage.PRIVATE, storage.PUBLIC):
        content = secrets.token_bytes(1000)
        name = storages[alias].save(f"doctor/{secrets.token_hex(8)}", ContentFile(content))
        try:
            with storages[alias].open(name) as file:
                is_same = file.read() == content
        finally:
            storages[alias].delete(name)
        if not is_same:
            return Result(FAULT, "storage", f"{alias} gives back other bytes than were written.")
    where = "the bucket" if settings.MEDIA_IN_S3 else "the folder of media"
    return Result(OK, "storage", f"files in {where} can be written, read and removed.")


def check_media():
    """Are the newest files there, unchanged?"""
    files = File.objects.select_related("asset").prefetch_related("renditions")
    newest = list(files.order_by("-pk")[:FILES_TO_READ])
    damaged = [name for file in newest for _file, name in library.damaged_parts_of(file)]
    if damaged:
        advice = "Look at all: manage.py verify_media. Take them from a backup: docs/backups.md"
        return Result(FAULT, "media", f"missing or changed: {', '.join(damaged[:3])}.", advice)
    return Result(OK, "media", f"the newest {len(newest)} files are there, unchanged.")


def check_static_files():
    """Are the static files those of this release?"""
    if not static_collection.is_current():
        return Result(
            FAULT,
            "static files",
            "those that are served are of another release, or missing.",
            "Run manage.py prepare, then restart the site.",
        )
    return Result(OK, "static files", "they are those of this release.")


def check_backups():
    """Is there a backup of the last day, as far as this host knows?"""
    last = last_backup.read()
    if last is None:
        advice = "Make one: manage.py backup FOLDER. See deploy/systemd/tianhe-backup.timer"
        return Result(WARN, "backups", "none was made on this host.", advice)
    age = clock.now() - last["made_at"]
    hours = int(age / timedelta(hours=1))
    if age > last_backup.MAX_AGE:
        advice = "See why: journalctl --unit=tianhe-backup"
        return Result(FAULT, "backups", f"the last one is {hours} hours old.", advice)
    return Result(OK, "backups", f"{last['file']}, {hours} hours old.")
