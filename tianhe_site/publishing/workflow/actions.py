"""What all verbs share: the actor, the time, the item, and the history entry."""

from contextlib import contextmanager

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tianhe_site.prepared_queries import prepared

from .. import history, notifications, states
from ..errors import PublishingError
from ..media import public_media
from ..models import HistoryEntry
from ..people import permission_name
from .locking import is_dry_run, publishing_lock

Verb = HistoryEntry.Verb


@contextmanager
def begin(item, by, permission, *, at=None, in_trash=False):
    """Begin a verb on `item` at `at` (now if None); yield an `Action`.

    `by` needs the `permission` ("change", "publish", …) for items of this kind. Refused if the item
    is in the trash or archived, unless `in_trash`.
    """
    with publishing_lock():
        require(by, item, permission)
        item = fresh(item)
        if not in_trash:
            check_not_archived(item)
        action = Action(item, by, at or history.next_moment())
        yield action
        if not is_dry_run():
            public_media.sync_item(item, action.now)
            notifications.announce(item, action.timed_editions.values(), by, action.now)


class Action:
    """One verb on one item: its actor, its time, and the rows it changes.

    Verbs change rows in memory and check the consequences; `save()` writes them. So a dry run makes
    the same checks.
    """

    def __init__(self, item, by, now):
        self.item, self.by, self.now = item, by, now
        # All changed editions by id, and those with new times; then the changes that no entry has
        # recorded yet.
        self.changed_editions, self.timed_editions = {}, {}
        self._editions, self._addresses = {}, {}
        self._unsaved = {}

    def refresh(self, edition):
        """Bring an edition of the item up to date, now that the lock is held."""
        row = row_of(type(edition), edition.pk)
        for field in edition._meta.concrete_fields:
            setattr(edition, field.attname, getattr(row, field.attname))
        edition.item = self.item

    def check_transition(self, verb, edition):
        """Raise `PublishingError` if the verb isn't allowed at this stage of the edition."""
        states.check_transition(verb, edition, self.now)

    def change(self, edition, fields):
        """Register new values of `fields` of an edition."""
        self.changed_editions[edition.pk] = self._editions[edition.pk] = edition
        if not {*edition.TIMES}.isdisjoint(fields):
            self.timed_editions[edition.pk] = edition
        self._note_unsaved(edition, fields)

    def change_addresses(self, rows):
        """Register address rows that are new or have a new end."""
        for row in rows:
            self._addresses[id(row)] = row
            self._note_unsaved(row, ["live_until"])

    def save(self):
        """Write the registered changes; nothing in a dry run."""
        if is_dry_run():
            return
        for row, fields in self._unsaved.values():
            row.save(update_fields=None if row._state.adding else fields)
        self._unsaved = {}

    def _note_unsaved(self, row, fields):
        _row, known = self._unsaved.get(id(row), (row, ()))
        self._unsaved[id(row)] = (row, {*known, *fields})

    def record(self, verb, note="", **facts):
        """Write the changes and their history entry; return the entry. The next entry of this
        action starts without changes."""
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


def row_of(model, pk):
    """Return the row `pk` of a model (a class or a label). Raises `PublishingError` if it's
    gone."""
    model = apps.get_model(model) if isinstance(model, str) else model
    if row := stored(model, pk):
        return row
    raise PublishingError(_("Someone deleted this while you were working."))


def stored(model, pk):
    """Return the row `pk` of a model, None if there is none."""
    return next(iter(_rows(model, pk=pk)), None) if pk else None


@prepared
def _rows(model, *, pk):
    return model.objects.filter(pk=pk)


def fresh(item):
    """Return the item as it is now, under the lock."""
    return row_of(type(item), item.pk)


def check_not_archived(item):
    """Raise `PublishingError` if the item is in the trash or the archive."""
    if item.trashed_at:
        raise PublishingError(
            _("This is archived. Restore it first.")
            if item.was_ever_public()
            else _("This is in the trash. Restore it first.")
        )
