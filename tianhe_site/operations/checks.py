"""System checks of the machine that the site runs on, and of a move or restore that isn't done."""

import sqlite3

from django.apps import apps
from django.conf import settings
from django.core import checks, signing
from django.db import DatabaseError, connections

from tianhe_site import read_only

from .backup import unfinished_restore
from .moving import unfinished

# In earlier versions, simultaneous writers and checkpoints could corrupt a database in WAL mode.
SAFE_SQLITE = (3, 51, 3)


def check_sqlite_version(app_configs, databases=None, **kwargs):
    """Warn, outside development, if SQLite has the WAL-reset bug."""
    uses_sqlite = connections["default"].vendor == "sqlite"
    if not settings.PRODUCTION or not uses_sqlite or sqlite3.sqlite_version_info >= SAFE_SQLITE:
        return []
    return [
        checks.Warning(
            f"SQLite {sqlite3.sqlite_version} can corrupt its database under concurrent writers.",
            hint="Use PostgreSQL (DATABASE_URL), or a Python with SQLite 3.51.3 or newer.",
            id="operations.W001",
        )
    ]


def check_secret_key(app_configs, databases=None, **kwargs):
    """Warn if the newest session was signed with a key that this process doesn't have: with two
    keys, people are logged out by each host that they didn't log in at."""
    if "default" not in (databases or ()):
        return []
    try:
        newest = apps.get_model("sessions.Session").objects.order_by("-expire_date").first()
    except DatabaseError:
        # No tables yet.
        return []
    if newest is None or _can_read(newest):
        return []
    return [
        checks.Warning(
            "The newest session in the database was signed with another SECRET_KEY.",
            hint="Give all hosts of a site the same SECRET_KEY. If it was changed, put the former "
            "one into SECRET_KEY_FALLBACKS.",
            id="operations.W002",
        )
    ]


def _can_read(session):
    store = session.get_session_store_class()()
    try:
        signing.loads(session.session_data, salt=store.key_salt, serializer=store.serializer)
    except signing.BadSignature:
        return False
    return True


def check_move(app_configs, databases=None, **kwargs):
    """Refuse a database that a move has filled in part, and say of one that it takes no changes."""
    return [message for alias in databases or () for message in _move_messages(connections[alias])]


def check_restore(app_configs, databases=None, **kwargs):
    """Refuse a site that a restore has begun to make, and that wasn't verified."""
    begun = unfinished_restore.find() if "default" in (databases or ()) else None
    if begun is None:
        return []
    return [
        checks.Error(
            f"The restore of the backup of {begun['made_at']} was stopped before it was verified.",
            hint="Run manage.py restore with the same file again: it continues where it stopped.",
            id="operations.E004",
        )
    ]


def _move_messages(connection):
    if unfinished.find(connection):
        yield checks.Error(
            "This database was filled only in part by manage.py move_to.",
            hint="Use the database before it until the move is done, and run move_to again there.",
            id="operations.E003",
        )
    if mark := read_only.mark(connection):
        yield checks.Warning(
            f"Nothing can be saved: the site is being moved to {mark.target}, since "
            f"{mark.begun_at}.",
            hint=f"Run manage.py {mark.command} again to continue, or with --cancel to stay here.",
            id="operations.W003",
        )
