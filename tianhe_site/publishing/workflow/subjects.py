"""What is no item, but part of the record: accounts, groups, categories, watched words."""

from .. import history
from .acts import alone


def record_change(subject, *, by, verb, changes=None, note=""):
    """Write the entry of what `by` did to `subject`: `changes` are `{field: [old, new]}`."""
    with alone():
        return history.append_change(
            subject,
            at=history.next_moment(),
            by=by,
            verb=verb,
            changes=changes or {},
            note=note,
        )
