"""Publishing: what is live, and when."""

from contextlib import ExitStack

from django.utils.translation import gettext as _

from .. import clock, history
from ..addresses import ItemAddresses
from ..content_checks import sizes
from ..errors import PublishingError, about
from ..models import FOREVER, HistoryEntry, Review
from .acknowledgement import check_content
from .actions import begin
from .approval import check_approval, check_correction, check_scheduled, set_review
from .freezing import (
    check_complete,
    freeze_draft,
    mark_recorded,
    note_freezing,
    refresh_draft,
    store,
    usable_edition,
)
from .locking import publishing_lock, stop_if_dry_run
from .outdated import cancel_outdated
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
    """Freeze the saved draft as an edition; return it.

    An unchanged draft keeps its newest edition while that can still be published or is live, so a
    second click makes no second edition.
    """
    with begin(draft, by, "change") as action:
        return freeze_draft(action, correction)


def existing_edition(draft):
    """Return the edition that freezing the saved draft would return, None if it would make a new
    one. Answers about corrections aren't taken into account."""
    return usable_edition(draft.as_edition(), clock.now())


def check_ready(edition, *, by, reasons=None):
    """Raise what prevents publishing `edition` now or later; change nothing."""
    with begin(edition.item, by, "publish") as action:
        _refresh(action, edition)
        action.check_transition(Verb.SCHEDULE, edition)
        check_approval(action, edition)
        check_correction(action, edition)
        check_content(edition, action.now, reasons)
        stop_if_dry_run()


def _refresh(action, edition):
    # A dry run doesn't store what it freezes.
    if edition.pk:
        action.refresh(edition)


def publish(edition, *, by, at=None, until=None, note="", reasons=None):
    """Make `edition` live from `at` (now if None) until `until` (no end if None); return it.

    This cancels another scheduled edition of the item. If the edition is already live, or scheduled
    for these times, nothing changes. `reasons` acknowledge warnings, by key of the finding.
    """
    with begin(edition.item, by, "publish") as action:
        if _take_place(action, edition, at, until):
            _finish(action, edition, Verb.SCHEDULE if at else Verb.PUBLISH, note, reasons)
        return edition


def publish_draft(draft, *, by, at=None, until=None, note="", correction=None, reasons=None):
    """Freeze and publish at once, for items that need no approval; return the edition."""
    with publishing_lock():
        edition = freeze(draft, by=by, correction=correction)
        return publish(edition, by=by, at=at, until=until, note=note, reasons=reasons)


def publish_many(editions, *, by, at=None, until=None, note="", reasons=None):
    """Publish several editions, of items of any kind, at one time: all of them, or none if one is
    refused, which the error names. Returns them. Without `until`, each keeps the end that was asked
    for its live one."""
    verb = Verb.SCHEDULE if at else Verb.PUBLISH
    if len({edition.item_id for edition in editions}) < len(set(editions)):
        raise PublishingError(_("You chose two versions of the same item. Choose one."))
    # All actions end together, because files move at the end of an action.
    with publishing_lock(), ExitStack() as at_work:
        now, actions = history.next_moment(), []
        # A medical translation may only follow the version of its source that it says.
        for edition in sorted(editions, key=lambda each: each.item.source_id is not None):
            with about(edition.item):
                action = at_work.enter_context(begin(edition.item, by, "publish", at=now))
                if _take_place(action, edition, at, until or _end_asked(action, at or now)):
                    actions.append((action, edition))
        # Only once all have their addresses: one may be below another, or link to it.
        for action, edition in actions:
            with about(edition.item):
                _finish(action, edition, verb, note, reasons)
        return editions


def _end_asked(action, starts):
    """Return the requested end of the live edition, if it is after `starts`."""
    live = action.item.live_edition(action.now)
    return live.asked_until if live and starts < live.asked_until < FOREVER else None


def _take_place(action, edition, at, until):
    """Give an edition its times and address; return whether that changed anything."""
    _refresh(action, edition)
    action.check_transition(Verb.SCHEDULE if at else Verb.PUBLISH, edition)
    is_live = edition.live_from <= action.now
    starts = edition.live_from if is_live else valid_start(action, at)
    ends = valid_end(action, until, starts)
    pending = action.item.pending_editions(action.now)
    others = [each for each in pending if each.pk != edition.pk]
    if (edition.live_from, edition.asked_until) == (starts, ends) and not others:
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
    """Check the consequences of a publication, and record it."""
    check_periods(action)
    check_scheduled(action.item, action.now, action.changed_editions)
    # If it was live before, only its end changed.
    is_new = edition.live_from >= action.now
    acknowledged = check_content(edition, edition.live_from, reasons) if is_new else []
    stop_if_dry_run()
    if edition.review == Review.WAITING:
        # It is published, so nobody needs to review it.
        set_review(action, edition, Review.NONE)
    kind = edition.change_kind
    action.record(verb, note, acknowledged=acknowledged, change_kind=kind)
    cancel_outdated(action)


def reschedule(edition, *, by, at=None, until=None, note=""):
    """Give a scheduled edition new times, or a live one a new end (None for no end).

    The same times change nothing and are not recorded.
    """
    with begin(edition.item, by, "publish") as action:
        action.refresh(edition)
        action.check_transition(Verb.RESCHEDULE, edition)
        is_live = edition.live_from <= action.now
        if is_live and at is not None:
            raise PublishingError(_("This is already live. You can change only when it ends."))
        asked = (at or edition.live_from, until or FOREVER)
        if asked == (edition.live_from, edition.asked_until):
            return edition
        starts = valid_start(action, at) if at else edition.live_from
        if not is_live:
            # The item may have been marked since.
            check_approval(action, edition, starts)
        set_times(action, edition, starts, valid_end(action, until, starts))
        if not is_live:
            place(action, ItemAddresses(action.item, action.now), edition, starts)
        update_ends(action)
        check_periods(action)
        action.record(Verb.RESCHEDULE, note)
        cancel_outdated(action)
        return edition


def cancel_schedule(edition, *, by, note=""):
    """Cancel a scheduled publication. The live edition keeps its requested end."""
    with begin(edition.item, by, "publish") as action:
        action.refresh(edition)
        action.check_transition(Verb.CANCEL, edition)
        cancel_pending(action, [edition]).check_free()
        update_ends(action)
        check_periods(action)
        stop_if_dry_run()
        action.record(Verb.CANCEL, note)


def import_edition(draft, *, by, live_from, note=""):
    """Publish a draft without editions from `live_from`, which may be past; return the edition.

    This is for content from before this system. It needs no approval and no checks: the history
    says that it was imported, and `frozen_at` when. A draft beyond the limits of `limits.py` is
    refused.
    """
    if message := sizes.why_too_large(draft):
        raise PublishingError(message)
    with begin(draft, by, "import") as action:
        if action.item.editions.exists():
            raise PublishingError(_("Only an item without versions can be imported."))
        check_complete(action.item)
        edition = action.item.as_edition()
        note_freezing(action, edition)
        refresh_draft(edition)
        store(action, edition)
        set_review(action, edition, Review.IMPORTED)
        set_times(action, edition, live_from, FOREVER)
        place(action, ItemAddresses(action.item, action.now), edition, live_from)
        update_ends(action)
        check_periods(action, since=live_from)
        mark_recorded(action.item)
        action.record(Verb.IMPORT, note)
        return edition
