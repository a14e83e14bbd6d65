"""The note of a restore that isn't done: a site that nobody has verified doesn't start."""

import json
from contextlib import suppress

from django.conf import settings

FILE = "unfinished_restore.json"


def begin(manifest):
    """Note that the backup with this manifest is being restored."""
    unfinished = _file().with_suffix(".new")
    unfinished.write_text(json.dumps({"made_at": manifest["made_at"], "head": manifest["head"]}))
    unfinished.replace(_file())


def find():
    """Return which backup a restore that was killed has begun with, as `begin` noted it; None if
    there is none."""
    try:
        return json.loads(_file().read_text())
    except FileNotFoundError:
        return None


def is_of(noted, manifest):
    """Return whether what was noted is of the backup with this manifest."""
    return all(manifest[name] == value for name, value in noted.items())


def end():
    """Forget the restore: it is done, or someone was told why it failed."""
    with suppress(FileNotFoundError):
        _file().unlink()


def _file():
    return settings.DATA_DIR / FILE
