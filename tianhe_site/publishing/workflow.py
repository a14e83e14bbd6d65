"""The verbs of publishing. Admin, commands and imports all come through here.

Each verb is one transaction behind one global lock: it reads the clock only when it is alone,
so the order of history entries is the order of time. Who may not use a verb gets Django's
`PermissionDenied`; what can't be done raises `PublishingError` with a sentence for the editor.
`by` is a user, or `COMMAND_LINE`; times are aware datetimes.
"""

from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _

from tianhe_site import RELEASE

from . import addresses, history
from .errors import PublishingError
from .models import FOREVER, HistoryEntry

Verb = HistoryEntry.Verb

# Any number will do, as long as nothing else in the database locks on it.
ADVISORY_LOCK = 0x7469616E


class _CommandLine:
    """The operator of the server, acting through a management command."""

    pk = None

    def get_username(self):
        return "command line"

    def has_perm(self, permission):
        return True


COMMAND_LINE = _CommandLine()


@contextmanager
def alone():
    """Hold the global lock: a transaction in which no other verb runs.

    SQLite takes its write lock as the transaction begins (`transaction_mode`). Without the lock
    eight publishers forked the history, and order of ids was not order of time.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        yield


def freeze(draft, *, by):
    """Keep what the saved draft says as an edition, and return it.

    A draft that says what its newest edition says gets that edition, as long as that one can
    still be published or is live: a second click makes no second edition.
    """
    with _act(draft, by, "change") as act:
        newest = act.item.editions.order_by("-id").first()
        same = newest and newest.content_hash == act.item.as_edition().content_hash
        if same and newest.live_until > act.now:
            return newest
        edition = act.freeze()
        act.record(Verb.FREEZE)
        return edition


def publish(edition, *, by, at=None, until=None, note=""):
    """Make `edition` what readers get, from `at` (now if None) to `until` (no end if None).

    A pending edition of the same item is cancelled. Publishing what is already live, or already
    scheduled for just these times, changes nothing. Returns the edition.
    """
    with _act(edition.item, by, "publish") as act:
        edition.refresh_from_db()
        is_live = edition.live_from <= act.now < edition.live_until
        if is_live and at is not None:
            raise PublishingError(
                _("Readers see just this already. Change the draft first, or only its times.")
            )
        if edition.live_from <= act.now and not is_live:
            raise PublishingError(
                _("This edition was live before. Restore it into the draft, then publish that.")
            )
        starts = edition.live_from if is_live else act.checked_start(at)
        ends = act.checked_end(until, starts)
        others = act.pending().exclude(pk=edition.pk)
        if (edition.live_from, edition.asked_until) == (starts, ends) and not others.exists():
            return edition
        act.cancel(others)
        act.give_times(edition, starts, ends)
        act.place(edition, starts)
        act.settle()
        act.record(Verb.SCHEDULE if at else Verb.PUBLISH, note)
        return edition


def publish_draft(draft, *, by, at=None, until=None, note=""):
    """Freeze and publish in one go, where no approval is asked for. Returns the edition."""
    with alone():
        return publish(freeze(draft, by=by), by=by, at=at, until=until, note=note)


def reschedule(edition, *, by, at=None, until=None, note=""):
    """Give a pending edition new times, or a live one a new end (None for no end)."""
    with _act(edition.item, by, "publish") as act:
        edition.refresh_from_db()
        is_pending = act.now < edition.live_from < FOREVER
        is_live = edition.live_from <= act.now < edition.live_until
        if not (is_pending or is_live):
            raise PublishingError(_("Only what is scheduled or live can be given another time."))
        if is_live and at is not None:
            raise PublishingError(_("This is live already: only its end can still be changed."))
        starts = act.checked_start(at) if at else edition.live_from
        act.give_times(edition, starts, act.checked_end(until, starts))
        if is_pending:
            act.place(edition, starts)
        act.settle()
        act.record(Verb.RESCHEDULE, note)
        return edition


def cancel_schedule(edition, *, by, note=""):
    """Take back a publication that is still ahead. What is live keeps the end asked for it."""
    with _act(edition.item, by, "publish") as act:
        pending = act.pending().filter(pk=edition.pk)
        if not pending.exists():
            raise PublishingError(_("Nothing is scheduled here that could be cancelled."))
        act.cancel(pending)
        addresses.check_standing(act.item, act.now)
        act.settle()
        act.record(Verb.CANCEL, note)
        edition.refresh_from_db()


def withdraw(item, *, by, reason="", note=""):
    """Take an item away from readers at once. A pending edition is cancelled with it.

    `reason` is what readers are told at its address, `note` is for the record; one of the two
    must be given.
    """
    if not (reason.strip() or note.strip()):
        raise PublishingError(_("Say why: in a sentence for readers, or in a note for the record."))
    with _act(item, by, "publish") as act:
        edition = act.item.editions.live(act.now).first()
        if edition is None:
            raise PublishingError(_("This is not live, so there is nothing to withdraw."))
        act.cancel(act.pending(), yielding=True)
        edition.withdrawn, edition.withdrawal_reason = True, reason.strip()
        act.give_times(edition, edition.live_from, act.now)
        act.settle()
        act.record(Verb.WITHDRAW, note)


def move(places, *, by, note=""):
    """Change where items stand, at once and together: `{draft: {field: value}}`.

    The fields are the draft's `place_fields`. Whatever is live, scheduled or in draft below a
    moved item moves along, and old addresses redirect. Returns pairs of address rows, the old
    one and the new one of each item that stood somewhere.
    """
    with alone():
        now = history.next_moment()
        for draft, changes in places.items():
            _require(by, draft, "publish" if draft.has_stood() else "change")
            _set_place(_fresh(draft), changes)
        moved = {part.pk: part for draft in places for part in _fresh(draft).branch()}
        pairs = addresses.relocate(moved.values(), now=now)
        for part in moved.values():
            # Only now, with all in their places, is each seen where it is to stand.
            part.check_place()
            part.check_periods(now)
            _record_move(part, [pair for pair in pairs if pair[0].item_id == part.pk], by, note)
        return pairs


def rehearse(verb, *args, **kwargs):
    """Return what a verb would return, or raise what it would, and leave everything as it is."""
    with alone():
        result = verb(*args, **kwargs)
        transaction.set_rollback(True)
        return result


def restore(edition, *, by, note=""):
    """Copy what an edition says into its draft, and return that. Nothing is published."""
    with _act(edition.item, by, "change") as act:
        act.item.take_content(edition)
        act.item.save()
        frozen_at = _("The edition frozen at %s.") % edition.frozen_at.isoformat()
        act.record(Verb.RESTORE, f"{frozen_at} {note}".strip())
        return act.item


def import_edition(draft, *, by, live_from, note=""):
    """Publish a draft that has no editions as of a moment that may be past; return the edition.

    It is meant for what was public before this system was: the history says when it was really
    entered, and `frozen_at` is that moment.
    """
    with _act(draft, by, "import") as act:
        if act.item.editions.exists():
            raise PublishingError(_("Only an item that has no editions yet can be imported."))
        edition = act.freeze()
        act.give_times(edition, live_from, FOREVER)
        act.place(edition, live_from)
        act.settle(since=live_from)
        act.record(Verb.IMPORT, note)
        return edition


@contextmanager
def _act(item, by, action):
    with alone():
        _require(by, item, action)
        yield _Act(_fresh(item), by, history.next_moment())


def _require(by, item, action):
    app, model = item.kind.split(".")
    if not by.has_perm(f"{app}.{action}_{model}"):
        raise PermissionDenied


def _fresh(item):
    """Return the item as it is now that the lock is held."""
    fresh = type(item).objects.filter(pk=item.pk).first()
    if fresh is None:
        raise PublishingError(_("This was deleted meanwhile."))
    return fresh


def _record_move(item, pairs, by, note):
    """Write an entry for one item of a move, so that the history of each is complete."""
    if pairs:
        rows = [row for pair in pairs for row in pair]
        at = history.next_moment()
        history.append(at=at, by=by, verb=Verb.MOVE, item=item, note=note, addresses=rows)


def _set_place(draft, changes):
    draft.check_move(changes)
    for name, value in changes.items():
        if name not in draft.place_fields:
            raise ValueError(f"{name} does not say where {draft.kind} stands")
        setattr(draft, name, value)
    draft.check_place()
    draft.save()


class _Act:
    """One verb at work on one item: its actor, its moment, and the rows it has written."""

    def __init__(self, item, by, now):
        self.item, self.by, self.now = item, by, now
        self.editions, self.addresses = {}, {}

    def freeze(self):
        edition = self.item.as_edition()
        if edition.content_hash != self.item.content_hash:
            # The sanitiser reads the saved text differently by now; so must the draft.
            self.item.save()
        edition.frozen_at, edition.release = self.now, RELEASE
        edition.frozen_by_id, edition.frozen_by_name = self.by.pk, self.by.get_username()
        edition.save(force_insert=True)
        self.editions[edition.pk] = edition
        return edition

    def pending(self):
        return self.item.editions.pending(self.now)

    def checked_start(self, at):
        if at is not None and at <= self.now:
            raise PublishingError(_("This time is past. Choose one that is still ahead."))
        if at is not None and at >= FOREVER:
            raise PublishingError(_("This time is too far off. Check the year."))
        return at or self.now

    def checked_end(self, until, starts):
        if until is not None and not max(starts, self.now) < until < FOREVER:
            raise PublishingError(_("The end must come after the beginning, and be ahead."))
        return until or FOREVER

    def give_times(self, edition, starts, ends):
        edition.live_from, edition.asked_until = starts, ends
        self._save_times(edition)

    def cancel(self, pending, *, yielding=False):
        for edition in pending:
            edition.live_until = FOREVER
            self.give_times(edition, FOREVER, FOREVER)
        self._note(addresses.forget_pending(self.item, self.now, yielding=yielding))

    def place(self, edition, starts):
        path = self.item.path_for(edition)
        if path is not None:
            self.item.check_path(path)
            self._note(addresses.place(self.item, path, starts=starts, now=self.now))

    def settle(self, since=None):
        """Let each edition end as asked, or where its successor begins; check what follows."""
        published = self.item.editions.filter(live_from__lt=FOREVER)
        successor_begins = FOREVER
        for edition in published.order_by("-live_from", "-id"):
            edition = self.editions.get(edition.pk, edition)
            ends = min(edition.asked_until, successor_begins)
            if edition.live_until != ends:
                edition.live_until = ends
                self._save_times(edition)
            successor_begins = edition.live_from
        self.item.check_periods(since or self.now)

    def record(self, verb, note=""):
        history.append(
            at=self.now,
            by=self.by,
            verb=verb,
            item=self.item,
            note=note,
            editions=self.editions.values(),
            addresses=self.addresses.values(),
        )

    def _save_times(self, edition):
        edition.save(update_fields=edition.TIMES)
        self.editions[edition.pk] = edition

    def _note(self, rows):
        self.addresses.update({row.pk: row for row in rows})
