"""Recorded rows that aren't items: accounts, groups, categories, watched words."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .. import actor, history
from ..errors import PublishingError
from .actions import row_of
from .locking import publishing_lock, stop_if_dry_run


def record_change(subject, *, by, verb, changes=None, note=""):
    """Record what `by` did to `subject`. `changes` are `{field: [old, new]}`."""
    with publishing_lock():
        return history.append_change(
            subject,
            at=history.next_moment(),
            by=by,
            verb=verb,
            changes=changes or {},
            note=note,
        )


def change_as_asked(request, *, by):
    """Apply the requested values to the row of a request; return the row."""
    row, values = _row_as_asked(request)
    for name, value in values.items():
        setattr(row, name, value)
    try:
        row.full_clean()
    except ValidationError as error:
        raise PublishingError(" ".join(error.messages)) from None
    stop_if_dry_run()
    with actor.acting(by):
        row.save()
    return row


def delete_as_asked(request, *, by):
    """Delete the row of a request."""
    row, _new = _row_as_asked(request)
    stop_if_dry_run()
    with actor.acting(by):
        row.delete()


def _row_as_asked(request):
    """Return the row of a request and its new values. Raises `PublishingError` if the row has
    changed since the request."""
    row = row_of(request.kind, request.touched["subject"])
    changes = request.touched["asks"]["changes"]
    if any(getattr(row, name) != old for name, (old, _new) in changes.items()):
        raise PublishingError(
            _(
                "Someone changed '%s' since this was requested. Decline this request and make "
                "a new one."
            )
            % row
        )
    return row, {name: new for name, (_old, new) in changes.items()}
