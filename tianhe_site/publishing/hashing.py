"""Hashes for the content of editions and for the history."""

import hashlib
import json
from datetime import UTC, date, datetime


def plain(value):
    """Return `value` as it is in JSON; times in UTC, to the microsecond."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def digest(values):
    """Return the SHA-256 (hex) of a dictionary of JSON-able values, dates and times."""
    filled = {name: plain(value) for name, value in values.items() if not is_empty(value)}
    text = json.dumps(filled, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_empty(value):
    """Whether a value is left out of hashes: a column added later is empty in old rows, and must
    not change their hashes. Zero is a value."""
    return value is None or value is False or value in ("", [], {})
