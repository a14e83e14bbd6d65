"""What readers see, from when until when, and where."""

from contextlib import ExitStack

from django.utils.translation import gettext as _

from .. import clock, history
from ..addresses import ItemAddresses
from ..content_checks import sizes
from ..errors import PublishingError
from ..models import FOREVER, HistoryEntry, Review
from .acknowledgement import check_content
from .actions import begin
from .approval import check_approval, check_correction, check_scheduled, set_review
from .freezing import freeze_draft, mark_recorded, new_edition, refresh_draft, usable_edition
from .locking import publishing_lock, stop_if_dry_run
from .timing import (
    cancel_pending,
    check_periods,
    place,
    set_times,
    update_ends,
    valid_end,
    valid_start,
)

Verb = HistoryEntry.Verb


def freeze(draft, *, by, correction=None):
    """Keep what the saved draft says as an edition, and return it.

    A draft that says what its newest edition says gets that edition, as long as that one can
    still be published or is live: a second click makes no second edition.
    """
    with begin(draft, by, "change") as action:
        return freeze_draft(action, correction)


def existing_edition(draft):
    """Return the edition that freezing the saved draft would return, None if it makes a new one,
    as far as that doesn't hang on what is said of a correction."""
    return usable_edition(draft, clock.now())


def check_ready(edition, *, by, reasons=None):
    """Raise what would be in the way of `edition` whenever it is to go live; change nothing."""
    with begin(edition.item, by, "publish") as action:
        _refresh(edition)
        action.check_transition(Verb.SCHEDULE, edition)
        check_approval(action, edition)
        check_correction(action, edition)
        check_content(edition, action.now, reasons)
        stop_if_dry_run()


def _refresh(edition):
    # In a dry run what was just frozen is not stored.
    if edition.pk:
        edition.refresh_from_db()


def publish(edition, *, by, at=None, until=None, note="", reasons=None):
    """Make `edition` what readers get, from `at` (now if None) to `until` (no end if None).

    A pending edition of the same item is cancelled. Publishing what is already live, or already
    scheduled for just these times, changes nothing. `reasons` say why a warning of the checks
    may stand, by the key of the finding. Returns the edition.
    """
    with begin(edition.item, by, "publish") as action:
        if _take_place(action, edition, at, until):
            _finish(action, edition, Verb.SCHEDULE if at else Verb.PUBLISH, note, reasons)
        return edition


def publish_draft(draft, *, by, at=None, until=None, note="", correction=None, reasons=None):
    """Freeze and publish in one go, where no approval is asked for. Returns the edition."""
    with publishing_lock():
        edition = freeze(draft, by=by, correction=correction)
        return publish(edition, by=by, at=at, until=until, note=note, reasons=reasons)


def publish_many(editions, *, by, at=None, note="", reasons=None):
    """Make several editions, of items of any kind, what readers get from one moment on: all of
    them or, if one is refused, none. Returns them."""
    verb = Verb.SCHEDULE if at else Verb.PUBLISH
    if len({edition.item_id for edition in editions}) < len(set(editions)):
        raise PublishingError(_("You chose two versions of the same item. Choose one."))
    # All are at work until each is finished: files move at the end of an act.
    with publishing_lock(), ExitStack() as at_work:
        now, actions = history.next_moment(), []
        for edition in editions:
            action = at_work.enter_context(begin(edition.item, by, "publish", at=now))
            if _take_place(action, edition, at, _end_asked(action, at or now)):
                actions.append((action, edition))
        # Only now, with all in their places: one may be below another, or link to it.
        for action, edition in actions:
            _finish(action, edition, verb, note, reasons)
        return editions


def _end_asked(action, starts):
    """Return the end that was asked for what is live, if it is still ahead at `starts`."""
    live = action.item.editions.live(action.now).first()
    return live.asked_until if live and starts < live.asked_until < FOREVER else None


def _take_place(action, edition, at, until):
    """Give an edition its times and its address; return whether that changed anything."""
    _refresh(edition)
    action.check_transition(Verb.SCHEDULE if at else Verb.PUBLISH, edition)
    is_live = edition.live_from <= action.now
    starts = edition.live_from if is_live else valid_start(action, at)
    ends = valid_end(action, until, starts)
    others = action.item.editions.pending(action.now).exclude(pk=edition.pk)
    if (edition.live_from, edition.asked_until) == (starts, ends) and not others.exists():
        return False
    if not is_live:
        check_approval(action, edition, starts)
        check_correction(action, edition)
    item_addresses = cancel_pending(action, others)
    set_times(action, edition, starts, ends)
    place(action, item_addresses, edition, starts)
    update_ends(action)
    action.save()
    return True


def _finish(action, edition, verb, note, reasons):
    """Check what a publication leads to, and record it."""
    check_periods(action)
    check_scheduled(action.item, action.now, action.changed_editions)
    # Only its end was changed, if readers had it before.
    is_new = edition.live_from >= action.now
    acknowledged = check_content(edition, edition.live_from, reasons) if is_new else []
    stop_if_dry_run()
    if edition.review == Review.WAITING:
        # Who may publish alone needs no answer any more.
        set_review(action, edition, Review.NONE)
    action.record(verb, note, acknowledged=acknowledged)


def reschedule(edition, *, by, at=None, until=None, note=""):
    """Give a pending edition new times, or a live one a new end (None for no end).

    The times that it has already change nothing, and are no entry in the history.
    """
    with begin(edition.item, by, "publish") as action:
        edition.refresh_from_db()
        action.check_transition(Verb.RESCHEDULE, edition)
        is_live = edition.live_from <= action.now
        if is_live and at is not None:
            raise PublishingError(_("This is already live. You can change only when it ends."))
        asked = (at or edition.live_from, until or FOREVER)
        if asked == (edition.live_from, edition.asked_until):
            return edition
        starts = valid_start(action, at) if at else edition.live_from
        if not is_live:
            # The mark may have been set since it was scheduled.
            check_approval(action, edition, starts)
        set_times(action, edition, starts, valid_end(action, until, starts))
        if not is_live:
            place(action, ItemAddresses(action.item, action.now), edition, starts)
        update_ends(action)
        check_periods(action)
        action.record(Verb.RESCHEDULE, note)
        return edition


def cancel_schedule(edition, *, by, note=""):
    """Take back a publication that is still ahead. What is live keeps the end asked for it."""
    with begin(edition.item, by, "publish") as action:
        edition.refresh_from_db()
        action.check_transition(Verb.CANCEL, edition)
        cancel_pending(action, [edition]).check_free()
        update_ends(action)
        check_periods(action)
        stop_if_dry_run()
        action.record(Verb.CANCEL, note)


def import_edition(draft, *, by, live_from, note=""):
    """Publish a draft that has no editions as of a moment that may be past; return the edition.

    It is meant for what was public before this system was, and asks for no approval and no
    checks: the history says that it was imported, and `frozen_at` when. A draft that says more
    than `limits.py` allows is refused.
    """
    if sentence := sizes.why_too_large(draft):
        raise PublishingError(sentence)
    with begin(draft, by, "import") as action:
        if action.item.editions.exists():
            raise PublishingError(_("Only an item without versions can be imported."))
        refresh_draft(action.item)
        edition = new_edition(action)
        set_review(action, edition, Review.IMPORTED)
        set_times(action, edition, live_from, FOREVER)
        place(action, ItemAddresses(action.item, action.now), edition, live_from)
        update_ends(action)
        check_periods(action, since=live_from)
        mark_recorded(action.item)
        action.record(Verb.IMPORT, note)
        return edition
