"""Whether the disk has room for what is to be written.

A database that can't grow refuses anything, and a file that was cut short is a damaged one. So
writing ends while there still is room to read, to log out and to clean up.
"""

import errno
import shutil
import sqlite3

from django.conf import settings
from django.utils.translation import gettext_lazy as _

SENTENCE = _("The server's disk is full. Tell an administrator, then try again.")
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
POSTGRESQL_STATE = "53100"


def is_low():
    """Return whether the disk of the data folder has less room than `MINIMUM_FREE_MB`."""
    try:
        free = shutil.disk_usage(settings.DATA_DIR).free
    except OSError:
        return False
    return free < settings.MINIMUM_FREE_MB * 1024 * 1024


def is_reason_of(error):
    """Return whether an exception, or what led to it, comes from a disk that is full."""
    while error is not None:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        is_full = (
            (isinstance(error, OSError) and error.errno in _NO_ROOM)
            or code == sqlite3.SQLITE_FULL
            or getattr(error, "sqlstate", None) == POSTGRESQL_STATE
            # SQLite couldn't make a file longer, and doesn't say why.
            or (code == sqlite3.SQLITE_IOERR and is_low())
        )
        if is_full:
            return True
        error = error.__cause__ or error.__context__
    return False
