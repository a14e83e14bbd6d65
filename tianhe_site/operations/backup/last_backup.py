"""When the last backup was made on this host, and where it is, for whoever looks after the site."""

import json
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings

FILE = "last_backup.json"
# A daily one that takes its time.
MAX_AGE = timedelta(hours=26)


def note(path, facts):
    """Remember the backup that is at `path` and has these `facts`. A disk that can't be written
    fails no backup."""
    noted = {
        "made_at": facts["made_at"],
        "file": str(path),
        "bytes": path.stat().st_size,
        "entries": facts["entries"],
        "head": facts["head"],
    }
    file = settings.DATA_DIR / FILE
    unfinished = file.with_suffix(".new")
    with suppress(OSError):
        unfinished.write_text(json.dumps(noted))
        unfinished.replace(file)


def read():
    """Return what was noted of the last backup, None if nothing was, or nothing that can be
    read."""
    try:
        noted = json.loads((settings.DATA_DIR / FILE).read_text())
        return {**noted, "made_at": datetime.fromisoformat(noted["made_at"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None
