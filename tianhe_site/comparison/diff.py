"""What changed between two versions of an item, field by field, for people to read."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site.publishing import clock
from tianhe_site.rich_text.blocks import blocks_of, text_block
from tianhe_site.rich_text.fields import RichTextField

from .block_diff import align
from .media_blocks import media_blocks
from .word_diff import (
    DELETED,
    INSERTED,
    SAME,
    Part,
    changed_pieces,
    one_sided_pieces,
    unchanged_pieces,
)

# Unchanged rows to show before and after a changed one.
CONTEXT_ROWS = 3
SOURCE_PARTS = ("title", "url", "identifier", "note")


class Change(models.TextChoices):
    SAME = "same", gettext_lazy("Unchanged")
    CHANGED = "changed", gettext_lazy("Changed")
    ADDED = "added", gettext_lazy("Added")
    REMOVED = "removed", gettext_lazy("Removed")
    MOVED = "moved", gettext_lazy("Moved")


@dataclass
class Row:
    """A block on both sides. `old` and `new` are pieces of text, (op, text), where op is "same",
    "gone" or "new". `kind` names the kind of block, "" in a plain field."""

    change: Change
    kind: str
    old: list
    new: list
    # The addresses of thumbnails to show beside the text, "" if there is none.
    old_picture: str = ""
    new_picture: str = ""

    @property
    def label(self):
        """What happened to the block, in words; "" if it is unchanged."""
        if self.change == Change.MOVED:
            return _("Moved to here") if self.new else _("Moved from here")
        return "" if self.change == Change.SAME else str(self.change.label)


@dataclass
class FieldComparison:
    """A field on both sides, as rows."""

    name: str
    label: str
    changed: bool
    rows: list

    @property
    def differs_visibly(self):
        """Whether a row shows what differs. Differences in spaces have no row."""
        return any(row.change != Change.SAME for row in self.rows)

    @property
    def hunks(self):
        """The rows in order, as (whether they are collapsed, rows)."""
        changes = [n for n, row in enumerate(self.rows) if row.change != Change.SAME]
        near = {n + step for n in changes for step in range(-CONTEXT_ROWS, CONTEXT_ROWS + 1)}
        groups = groupby(range(len(self.rows)), key=lambda n: n not in near)
        hunks = [(is_folded, [self.rows[n] for n in numbers]) for is_folded, numbers in groups]
        # One row takes no more room than the line that says it is collapsed.
        return [(is_folded and len(rows) > 1, rows) for is_folded, rows in hunks]


def compare(old, new):
    """Return a `FieldComparison` of each content field of two versions of an item, in order.

    A version is a draft or an edition. If one of them is None, everything was added or removed.
    """
    return [_compare_field(field, old, new) for field in _content_fields(old or new)]


def changed_labels(old, new):
    """Return the labels of the fields in which two versions differ, in order."""
    fields = _content_fields(old or new)
    return [_label(field) for field in fields if _differs(field, old, new)]


def same_labels(old, new):
    """Return the labels of the non-empty fields in which two versions are the same."""
    fields = _content_fields(old or new)
    return [
        _label(field)
        for field in fields
        if not (field.choices or isinstance(field, models.BooleanField | models.DateField))
        and _value(field, new)
        and not _differs(field, old, new)
    ]


def _content_fields(version):
    # A draft knows the model of its editions; an edition is an instance of it.
    model = version.edition_model() if hasattr(version, "edition_model") else type(version)
    return [model._meta.get_field(name) for name in model.content_fields()]


def _label(field):
    return capfirst(str(field.verbose_name))


def _differs(field, old, new):
    return _value(field, old) != _value(field, new)


def _value(field, version):
    """Return the value of a field: markup, a list, or plain text; "" if empty."""
    if version is None:
        return ""
    value = version.content()[field.name]
    if isinstance(field, (RichTextField, models.JSONField)):
        return value or ""
    return _display(value, field)


def _display(value, field):
    choices = dict(field.flatchoices)
    if value in choices:
        return str(choices[value])
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return clock.describe(value)
    if isinstance(value, date):
        return date_format(value)
    return "" if value is None else str(value)


def _compare_field(field, old, new):
    values = [_value(field, version) for version in (old, new)]
    if isinstance(field, RichTextField):
        rows = _block_rows(*(blocks_of(value) for value in values))
    elif field.name == "media":
        rows = _block_rows(*(media_blocks(value) for value in values))
    elif isinstance(field, models.JSONField):
        rows = _block_rows(*(_entries(value) for value in values))
    else:
        rows = _text_rows(*values)
    return FieldComparison(field.name, _label(field), values[0] != values[1], rows)


def _text_rows(old, new):
    """Return the row of a plain field: the new value replaced the old one."""
    parts = [Part(text_block(text)) if text else None for text in (old, new)]
    if all(parts):
        return [_paired_row(*parts)]
    return [
        _one_sided_row(part, change)
        for part, change in zip(parts, (DELETED, INSERTED), strict=True)
        if part
    ]


def _entries(value):
    """Return one block per entry of a JSON value, whatever its shape."""
    if isinstance(value, dict):
        value = [{name: part} for name, part in value.items()]
    if not isinstance(value, list):
        value = [value] if value else []
    return [text_block(_display_entry(entry)) for entry in value]


def _display_entry(entry):
    if not isinstance(entry, dict):
        return _display_json(entry)
    known = [str(entry[name]) for name in SOURCE_PARTS if entry.get(name)]
    others = [name for name in entry if name not in SOURCE_PARTS]
    return ", ".join(known + [f"{name}: {_display_json(entry[name])}" for name in others])


def _display_json(value):
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _block_rows(old_blocks, new_blocks):
    old, new = [Part(block) for block in old_blocks], [Part(block) for block in new_blocks]
    aligned, moved = align(old, new)
    origins = {j: old[i] for i, j in moved.items()}
    rows, old_from, new_from = [], 0, 0
    for i, j in [*sorted(aligned.items()), (len(old), len(new))]:
        rows += [_removed_row(old[n], n in moved) for n in range(old_from, i)]
        rows += [_added_row(new[n], origins.get(n)) for n in range(new_from, j)]
        rows += [_paired_row(old[i], new[j])] if i in aligned else []
        old_from, new_from = i + 1, j + 1
    return rows


def _paired_row(old, new):
    if old.block == new.block:
        pieces = unchanged_pieces(new)
        return Row(Change.SAME, new.block.kind, pieces, pieces, *_pictures(old, new))
    old_pieces, new_pieces = changed_pieces(old, new)
    pictures = _pictures(old, new)
    row = Row(Change.CHANGED, _kind(old, new), old_pieces, new_pieces, *pictures)
    is_same = all(op == SAME for op, _text in old_pieces + new_pieces)
    if is_same and old.block.kind == new.block.kind and pictures[0] == pictures[1]:
        row.change = Change.SAME
    return row


def _kind(old, new):
    if old.block.kind == new.block.kind:
        return new.block.kind
    return _("%(new)s (was: %(old)s)") % {"new": new.block.kind, "old": old.block.kind}


def _one_sided_row(part, op):
    pieces = one_sided_pieces(part, op)
    if op == DELETED:
        return Row(Change.REMOVED, part.block.kind, pieces, [], *_pictures(part, None))
    return Row(Change.ADDED, part.block.kind, [], pieces, *_pictures(None, part))


def _pictures(old, new):
    return [part.block.picture if part else "" for part in (old, new)]


def _removed_row(part, is_moved):
    if is_moved:
        return Row(
            Change.MOVED, part.block.kind, unchanged_pieces(part), [], *_pictures(part, None)
        )
    return _one_sided_row(part, DELETED)


def _added_row(part, origin):
    """Return the row of a part that is new here; `origin` is where it was moved from, or None."""
    if origin is None:
        return _one_sided_row(part, INSERTED)
    if origin.block == part.block:
        return Row(
            Change.MOVED, part.block.kind, [], unchanged_pieces(part), *_pictures(None, part)
        )
    pictures = _pictures(origin, part)
    return Row(Change.MOVED, _kind(origin, part), *changed_pieces(origin, part), *pictures)
