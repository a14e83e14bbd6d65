"""What all verbs share: who does it, when, with which item, and the entry in the history."""

from contextlib import contextmanager

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from .. import history, states
from ..errors import PublishingError
from ..media import public_media
from ..models import HistoryEntry
from .locking import is_dry_run, publishing_lock

Verb = HistoryEntry.Verb


@contextmanager
def begin(item, by, permission, *, at=None, in_trash=False):
    """Begin a verb on `item` at the moment `at` (now if None), for anyone who has the `permission`
    ("change", "publish", …) for items of this kind; yields an `Action`. Refused where the item is
    in the trash, unless `in_trash`."""
    with publishing_lock():
        require(by, item, permission)
        item = fresh(item)
        if not in_trash:
            check_not_archived(item)
        action = Action(item, by, at or history.next_moment())
        yield action
        if not is_dry_run():
            public_media.sync_item(item, action.now)


class Action:
    """One verb at work on one item: its actor, its moment, and the rows it changes.

    Verbs change rows in memory and ask what follows from that; `save()` writes them, so a dry run
    asks the same.
    """

    def __init__(self, item, by, now):
        self.item, self.by, self.now = item, by, now
        # All that this action changed, by number; and what no entry of it names yet.
        self.changed_editions = {}
        self._editions, self._addresses = {}, {}
        self._unsaved = {}

    def check_transition(self, verb, edition):
        """Raise `PublishingError` where the verb can't be done with an edition at this stage."""
        states.check_transition(verb, edition, self.now)

    def change(self, edition, fields):
        """Note that `fields` of an edition have new values."""
        self.changed_editions[edition.pk] = self._editions[edition.pk] = edition
        self._note_unsaved(edition, fields)

    def change_addresses(self, rows):
        """Note that address rows are new, or have a new end."""
        for row in rows:
            self._addresses[id(row)] = row
            self._note_unsaved(row, ["live_until"])

    def save(self):
        """Write what changed so far; nothing in a dry run."""
        if is_dry_run():
            return
        for row, fields in self._unsaved.values():
            row.save(update_fields=None if row._state.adding else fields)
        self._unsaved = {}

    def _note_unsaved(self, row, fields):
        _row, known = self._unsaved.get(id(row), (row, ()))
        self._unsaved[id(row)] = (row, {*known, *fields})

    def record(self, verb, note="", **facts):
        """Write what changed, and the entry of it; return the entry. A further one of this action
        begins empty."""
        self.save()
        entry = history.append(
            at=self.now,
            by=self.by,
            verb=verb,
            item=self.item,
            note=note,
            editions=self._editions.values(),
            addresses=self._addresses.values(),
            **{name: value for name, value in facts.items() if value},
        )
        self._editions, self._addresses = {}, {}
        return entry


def require(by, item, permission):
    """Raise `PermissionDenied` if `by` may not do this with items of this kind."""
    if not may(by, item, permission):
        raise PermissionDenied


def may(by, item, permission):
    """Whether `by` has the permission for items of this kind."""
    return by.has_perm(permission_name(item.kind, permission))


def permission_name(label, permission):
    """Return the full name of a permission for rows of the model `label`."""
    app, model = label.split(".")
    return f"{app}.{permission}_{model}"


def row_of(model, pk):
    """Return the row of a model, or of the model of a label, that an entry names."""
    model = apps.get_model(model) if isinstance(model, str) else model
    row = model.objects.filter(pk=pk).first()
    if row is None:
        raise PublishingError(_("Someone deleted this while you were working."))
    return row


def fresh(item):
    """Return the item as it is now that the lock is held."""
    return row_of(type(item), item.pk)


def check_not_archived(item):
    """Raise `PublishingError` if the item is in the trash or the archive."""
    if item.trashed_at:
        raise PublishingError(
            _("This is archived. Restore it first.")
            if item.was_ever_public()
            else _("This is in the trash. Restore it first.")
        )
