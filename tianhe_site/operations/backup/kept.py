"""Backups in a folder, named by their time, and which of them are kept."""

import re
import shutil
import time
from datetime import UTC, datetime

from .making import PREFIX

# A backup that takes longer between two files of its own isn't at work any more.
SECONDS_UNTIL_LEFT = 24 * 3600
_FORM = "tianhe-%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"(tianhe-\d{8}T\d{6}Z)\.tar\.zst(\.age)?")


def name_for(at, recipient=""):
    """Return the name of a backup made at the time `at`, encrypted if there is a `recipient`."""
    return f"{at.astimezone(UTC):{_FORM}}.tar.zst{'.age' if recipient else ''}"


def superfluous(folder, *, newest, weekly):
    """Return the backups in a folder that are neither among the `newest` nor the last of one of the
    newest `weekly` weeks that have any. Files with other names don't count."""
    found = sorted(filter(_time_of, folder.iterdir()), key=_time_of, reverse=True)
    kept, weeks = set(found[:newest]), {}
    for path in found:
        weeks.setdefault(_time_of(path).isocalendar()[:2], path)
    kept.update(list(weeks.values())[:weekly])
    return [path for path in found if path not in kept]


def left_by_killed(folder):
    """Return the folders in `folder` that backups left that were killed."""
    oldest = time.time() - SECONDS_UNTIL_LEFT
    return [path for path in folder.glob(f"{PREFIX}*") if _last_written(path) < oldest]


def remove(path):
    """Remove a backup, or what is left of one."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _time_of(path):
    """Return when a backup was made, by its name; None for other files."""
    match = _NAME.fullmatch(path.name)
    try:
        return match and datetime.strptime(match[1], _FORM)
    except ValueError:
        return None


def _last_written(folder):
    try:
        return max(path.stat().st_mtime for path in (folder, *folder.iterdir()))
    except FileNotFoundError:
        # A backup that is at work has removed something just now.
        return time.time()
