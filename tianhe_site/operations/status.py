"""The state of the site, for operators."""

import shutil

from django.conf import settings
from django.db import connection

from tianhe_site import RELEASE, disk_space, outbox
from tianhe_site.monitoring.bounded import BoundedQuestion
from tianhe_site.publishing import clock
from tianhe_site.publishing.models import HistoryEntry
from tianhe_site.publishing.sections import edition_models

from .backup import last_backup

# How many beginnings and ends are named.
MAX_AHEAD = 5


def facts():
    """Return what is known by now, as a dictionary of texts, numbers and times."""
    at = clock.now()
    return {
        "release": RELEASE,
        "at": at,
        "database": _database(),
        "storage": _storage(),
        "audit_log": _audit_log(),
        "last_backup": last_backup.read(),
        "mail": {
            "has_server": settings.HAS_MAIL,
            "waiting": outbox.waiting(at),
            "failing_since": outbox.trouble(at),
        },
        "disk": _disk(),
        "schedule": _schedule(at),
    }


ASKED = BoundedQuestion(facts)


def _database():
    version = ".".join(str(number) for number in connection.get_database_version())
    return f"{connection.display_name} {version}"


def _storage():
    """Return where media are: the name of the bucket, or the folder."""
    bucket = settings.MEDIA_S3["MEDIA_S3_BUCKET"]
    return f"S3, {bucket}" if settings.MEDIA_IN_S3 else str(settings.MEDIA_ROOT)


def _audit_log():
    last = HistoryEntry.objects.order_by("-id").first()
    if last is None:
        return {"number": 0, "hash": "", "at": None}
    return {"number": last.pk, "hash": last.hash, "at": last.at}


def _disk():
    usage = shutil.disk_usage(settings.DATA_DIR)
    return {"free": usage.free, "total": usage.total, "minimum": disk_space.minimum_bytes()}


def _schedule(at):
    """Return the next beginnings and ends of editions."""
    changes = [
        {"at": getattr(edition, column), "change": change, "title": str(edition)}
        for model in edition_models()
        for change, column, rows in (
            ("begins", "live_from", model.objects.pending(at)),
            ("ends", "live_until", model.objects.ending().filter(live_until__gt=at)),
        )
        for edition in rows.order_by(column)[:MAX_AHEAD]
    ]
    return sorted(changes, key=lambda each: each["at"])[:MAX_AHEAD]
