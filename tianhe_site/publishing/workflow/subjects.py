"""What is no item, but part of the record: accounts, groups, categories, watched words."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .. import actor, history
from ..errors import PublishingError
from .actions import row_of
from .locking import publishing_lock, stop_if_dry_run


def record_change(subject, *, by, verb, changes=None, note=""):
    """Write the entry of what `by` did to `subject`: `changes` are `{field: [old, new]}`."""
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
    """Give the row that a request is about the values that it asks for; return the row."""
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
    """Delete the row that a request is about."""
    row, _new = _row_as_asked(request)
    stop_if_dry_run()
    with actor.acting(by):
        row.delete()


def _row_as_asked(request):
    """Return the row and its new values, or raise `PublishingError` if it says something else than
    when the request was made."""
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
