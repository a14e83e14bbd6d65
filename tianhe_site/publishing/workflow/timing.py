"""From when until when readers have an edition, and where: changed in memory, see `Action.save`."""

from django.utils.translation import gettext as _

from ..addresses import ItemAddresses
from ..errors import PublishingError
from ..models import FOREVER


def valid_start(action, at):
    """Return when something asked for `at` (None: now) begins."""
    if at is not None and at <= action.now:
        raise PublishingError(_("This time is in the past. Choose a later one."))
    if at is not None and at >= FOREVER:
        raise PublishingError(_("This time is too far in the future. Check the year."))
    return at or action.now


def valid_end(action, until, starts):
    """Return when something that begins at `starts` ends; None for `until` means never."""
    if until is not None and not max(starts, action.now) < until < FOREVER:
        raise PublishingError(
            _("The end must be in the future, and after it goes live. Choose a later time.")
        )
    return until or FOREVER


def set_times(action, edition, starts, ends):
    """Let an edition be live from `starts` until `ends`, as asked."""
    edition.live_from, edition.asked_until = starts, ends
    action.change(edition, edition.TIMES)


def cancel_pending(action, pending, *, yielding=False):
    """Take back publications that are still ahead, and what they would do to the address: one that
    another item is to have by then is let go if `yielding`."""
    for edition in pending:
        edition.live_until = FOREVER
        set_times(action, edition, FOREVER, FOREVER)
    item_addresses = ItemAddresses(action.item, action.now)
    item_addresses.drop_pending(yielding=yielding)
    action.change_addresses(item_addresses.changed)
    return item_addresses


def place(action, item_addresses, edition, starts):
    """Let the item stand from `starts` on where the edition says."""
    path = action.item.path_for(edition)
    if path is not None:
        action.item.check_path(path)
        item_addresses.place(path, starts)
        action.change_addresses(item_addresses.changed)


def update_ends(action):
    """Let each edition end as asked, or where its successor begins."""
    successor_begins = FOREVER
    for edition in reversed(published(action)):
        ends = min(edition.asked_until, successor_begins)
        if edition.live_until != ends:
            edition.live_until = ends
            action.change(edition, edition.TIMES)
        successor_begins = edition.live_from


def published(action):
    """Return the editions of the item that were or are to be public, as this action leaves them,
    in the order in which they go live."""
    stored = {each.pk: each for each in action.item.editions.filter(live_from__lt=FOREVER)}
    editions = {**stored, **action.changed_editions}.values()
    return sorted(
        (each for each in editions if each.live_from < FOREVER),
        # The newest has no number yet in a dry run.
        key=lambda each: (each.live_from, each.pk is None, each.pk or 0),
    )


def check_periods(action, since=None):
    """Raise `PublishingError` if the item may not be public just when it is to be."""
    since = since or action.now
    periods = action.item.periods_of(published(action), since)
    action.item.check_periods(since, periods)
