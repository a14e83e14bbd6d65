"""Checks whether the disk has room for more data.

A database that can't grow refuses everything, and a truncated file is damaged. So writing stops
while there is still room to read, to log out and to clean up.
"""

import errno
import shutil
import sqlite3

from django.conf import settings
from django.utils.translation import gettext_lazy as _

MESSAGE = _("The server's disk is full. Tell an administrator, then try again.")
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
POSTGRESQL_STATE = "53100"


def is_low():
    """Return whether the data folder's disk has less free space than `MINIMUM_FREE_MB`."""
    try:
        return shutil.disk_usage(settings.DATA_DIR).free < minimum_bytes()
    except OSError:
        return False


def minimum_bytes():
    """Return `MINIMUM_FREE_MB` in bytes."""
    return settings.MINIMUM_FREE_MB * 1024 * 1024


def caused(error):
    """Return whether a full disk caused an exception."""
    while error is not None:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        is_full = (
            (isinstance(error, OSError) and error.errno in _NO_ROOM)
            or code == sqlite3.SQLITE_FULL
            or getattr(error, "sqlstate", None) == POSTGRESQL_STATE
            # SQLite couldn't extend a file, and doesn't say why.
            or (code == sqlite3.SQLITE_IOERR and is_low())
        )
        if is_full:
            return True
        error = error.__cause__ or error.__context__
    return False
