"""Exports of the audit log: CSV for spreadsheets, JSON Lines for programs that verify it."""

import json
from itertools import chain

from tianhe_site.publishing.hashing import plain
from tianhe_site.publishing.models import HistoryEntry

from .spreadsheets import csv_lines

COLUMNS = [field.attname for field in HistoryEntry._meta.concrete_fields]


def as_csv(since, before):
    """Yield the entries from `since` up to but not including `before` (None: no limit) as CSV."""
    rows = _rows(since, before)
    return csv_lines(chain([COLUMNS], (row.values() for row in rows)))


def as_json_lines(since, before):
    """Yield the same entries as JSON, one per line, with everything their hashes cover."""
    for row in _rows(since, before):
        yield json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n"


FORMATS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "jsonl": (as_json_lines, "application/jsonl; charset=utf-8"),
}


def _rows(since, before):
    entries = HistoryEntry.objects.order_by("id")
    if since:
        entries = entries.filter(at__gte=since)
    if before:
        entries = entries.filter(at__lt=before)
    for entry in entries.iterator():
        yield {name: plain(getattr(entry, name)) for name in COLUMNS}
