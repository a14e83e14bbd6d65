"""What readers see, from when until when, and where."""

from contextlib import ExitStack

from django.utils.translation import gettext as _

from .. import addresses, clock, history
from ..content_checks import sizes
from ..errors import PublishingError
from ..models import FOREVER, HistoryEntry, Review
from .acts import act, publishing_lock, usable_edition
from .approval import check_approval, check_correction, check_scheduled

Verb = HistoryEntry.Verb


def freeze(draft, *, by, correction=None):
    """Keep what the saved draft says as an edition, and return it.

    A draft that says what its newest edition says gets that edition, as long as that one can
    still be published or is live: a second click makes no second edition.
    """
    with act(draft, by, "change") as this:
        return this.frozen(correction)


def frozen_before(draft):
    """Return the edition that freezing the saved draft would return, None if it makes a new one,
    as far as that doesn't hang on what is said of a correction."""
    return usable_edition(draft, clock.now())


def check_ready(edition, *, by, reasons=None):
    """Raise what would be in the way of `edition` whenever it is to go live; change nothing."""
    with act(edition.item, by, "publish") as this:
        edition.refresh_from_db()
        this.check_move(Verb.SCHEDULE, edition)
        check_approval(this, edition)
        check_correction(this, edition)
        this.check_content(edition, this.now, reasons)


def publish(edition, *, by, at=None, until=None, note="", reasons=None):
    """Make `edition` what readers get, from `at` (now if None) to `until` (no end if None).

    A pending edition of the same item is cancelled. Publishing what is already live, or already
    scheduled for just these times, changes nothing. `reasons` say why a warning of the checks
    may stand, by the key of the finding. Returns the edition.
    """
    with act(edition.item, by, "publish") as this:
        if _take_place(this, edition, at, until):
            _finish(this, edition, Verb.SCHEDULE if at else Verb.PUBLISH, note, reasons)
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
        raise PublishingError(_("Two of them are editions of one item. Choose one of the two."))
    # All are at work until each is finished: files move at the end of an act.
    with publishing_lock(), ExitStack() as at_work:
        now, acts = history.next_moment(), []
        for edition in editions:
            this = at_work.enter_context(act(edition.item, by, "publish", at=now))
            if _take_place(this, edition, at, _end_asked(this, at or now)):
                acts.append((this, edition))
        # Only now, with all in their places: one may stand below another, or link to it.
        for this, edition in acts:
            _finish(this, edition, verb, note, reasons)
        return editions


def _end_asked(this, starts):
    """Return the end that was asked for what is live, if it is still ahead at `starts`."""
    live = this.item.editions.live(this.now).first()
    return live.asked_until if live and starts < live.asked_until < FOREVER else None


def _take_place(this, edition, at, until):
    """Give an edition its times and its address; return whether that changed anything."""
    edition.refresh_from_db()
    this.check_move(Verb.SCHEDULE if at else Verb.PUBLISH, edition)
    is_live = edition.live_from <= this.now
    starts = edition.live_from if is_live else this.checked_start(at)
    ends = this.checked_end(until, starts)
    others = this.pending().exclude(pk=edition.pk)
    if (edition.live_from, edition.asked_until) == (starts, ends) and not others.exists():
        return False
    if not is_live:
        check_approval(this, edition, starts)
        check_correction(this, edition)
    this.cancel(others)
    this.give_times(edition, starts, ends)
    this.place(edition, starts)
    this.settle()
    return True


def _finish(this, edition, verb, note, reasons):
    """Check what a publication leads to, and record it."""
    this.check_periods()
    check_scheduled(this.item, this.now)
    # Only its end was changed, if readers had it before.
    is_new = edition.live_from >= this.now
    passed = this.check_content(edition, edition.live_from, reasons) if is_new else []
    if edition.review == Review.WAITING:
        # Who may publish alone needs no answer any more.
        this.give_review(edition, Review.NONE)
    this.record(verb, note, passed=passed)


def reschedule(edition, *, by, at=None, until=None, note=""):
    """Give a pending edition new times, or a live one a new end (None for no end).

    The times that it has already change nothing, and are no entry in the history.
    """
    with act(edition.item, by, "publish") as this:
        edition.refresh_from_db()
        this.check_move(Verb.RESCHEDULE, edition)
        is_live = edition.live_from <= this.now
        if is_live and at is not None:
            raise PublishingError(_("This is live already: only its end can still be changed."))
        asked = (at or edition.live_from, until or FOREVER)
        if asked == (edition.live_from, edition.asked_until):
            return edition
        starts = this.checked_start(at) if at else edition.live_from
        if not is_live:
            # The mark may have been set since it was scheduled.
            check_approval(this, edition, starts)
        this.give_times(edition, starts, this.checked_end(until, starts))
        if not is_live:
            this.place(edition, starts)
        this.settle()
        this.check_periods()
        this.record(Verb.RESCHEDULE, note)
        return edition


def cancel_schedule(edition, *, by, note=""):
    """Take back a publication that is still ahead. What is live keeps the end asked for it."""
    with act(edition.item, by, "publish") as this:
        edition.refresh_from_db()
        this.check_move(Verb.CANCEL, edition)
        this.cancel([edition])
        addresses.check_standing(this.item, this.now)
        this.settle()
        this.check_periods()
        this.record(Verb.CANCEL, note)


def import_edition(draft, *, by, live_from, note=""):
    """Publish a draft that has no editions as of a moment that may be past; return the edition.

    It is meant for what was public before this system was, and asks for no approval and no
    checks: the history says that it was imported, and `frozen_at` when. A draft that says more
    than `limits.py` allows is refused.
    """
    if sentence := sizes.why_too_large(draft):
        raise PublishingError(sentence)
    with act(draft, by, "import") as this:
        if this.item.editions.exists():
            raise PublishingError(_("Only an item that has no editions yet can be imported."))
        this.read_draft_anew()
        edition = this.freeze()
        this.give_review(edition, Review.IMPORTED)
        this.give_times(edition, live_from, FOREVER)
        this.place(edition, live_from)
        this.settle()
        this.check_periods(since=live_from)
        this.keep_recorded()
        this.record(Verb.IMPORT, note)
        return edition
