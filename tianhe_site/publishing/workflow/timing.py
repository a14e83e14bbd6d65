"""When an edition is live, and at which address. Changed in memory; `Action.save` writes it."""

from django.utils.translation import gettext as _

from tianhe_site.prepared_queries import prepared

from ..addresses import ItemAddresses
from ..errors import PublishingError
from ..models import FOREVER


def valid_start(action, at):
    """Return the start for the requested time `at` (None: now). Raises `PublishingError` if it's
    not possible."""
    if at is not None and at <= action.now:
        raise PublishingError(_("This time is in the past. Choose a later one."))
    if at is not None and at >= FOREVER:
        raise PublishingError(_("This time is too far in the future. Check the year."))
    return at or action.now


def valid_end(action, until, starts):
    """Return the end for the requested time `until` (None: never). Raises `PublishingError` if it's
    not possible."""
    if until is not None and not max(starts, action.now) < until < FOREVER:
        raise PublishingError(
            _("The end must be in the future, and after it goes live. Choose a later time.")
        )
    return until or FOREVER


def set_times(action, edition, starts, ends):
    """Make an edition live from `starts` until `ends`, as requested."""
    edition.live_from, edition.asked_until = starts, ends
    action.change(edition, edition.TIMES)


def cancel_pending(action, pending, *, yielding=False):
    """Cancel scheduled editions and their changes of address. If `yielding`, the item gives up an
    address that another item is scheduled to have."""
    for edition in pending:
        edition.live_until = FOREVER
        set_times(action, edition, FOREVER, FOREVER)
    item_addresses = ItemAddresses(action.item, action.now)
    item_addresses.drop_pending(yielding=yielding)
    action.change_addresses(item_addresses.changed)
    return item_addresses


def place(action, item_addresses, edition, starts):
    """Give the item the address of the edition from `starts` on."""
    path = action.item.path_for(edition)
    if path is not None:
        action.item.check_path(path)
        item_addresses.place(path, starts)
        action.change_addresses(item_addresses.changed)


def update_ends(action):
    """End each edition at its requested end, or when its successor begins."""
    successor_begins = FOREVER
    for edition in reversed(published(action)):
        ends = min(edition.asked_until, successor_begins)
        if edition.live_until != ends:
            edition.live_until = ends
            action.change(edition, edition.TIMES)
        successor_begins = edition.live_from


def published(action):
    """Return the editions that were or will be public after this action, in order of their
    start."""
    found = _published_editions(action.item.edition_model(), item=action.item.pk)
    stored = {each.pk: each for each in action.item.own(found)}
    editions = {**stored, **action.changed_editions}.values()
    return sorted(
        (each for each in editions if each.live_from < FOREVER),
        # In a dry run the newest has no id yet.
        key=lambda each: (each.live_from, each.pk is None, each.pk or 0),
    )


@prepared
def _published_editions(edition_model, *, item):
    return edition_model.objects.filter(item=item, live_from__lt=FOREVER)


def check_periods(action, since=None):
    """Raise `PublishingError` if the item may not be public in the resulting periods."""
    since = since or action.now
    periods = action.item.periods_of(published(action), since)
    action.item.check_periods(since, periods)
