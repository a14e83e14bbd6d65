"""System checks of the machine that the site runs on."""

import sqlite3

from django.conf import settings
from django.core import checks
from django.db import connections

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
