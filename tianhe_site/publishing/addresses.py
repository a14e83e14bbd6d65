"""Opening and closing rows of `Address`: `ItemAddresses` for one item, `relocate` for several."""

from django.db.models import F
from django.utils.translation import gettext as _

from tianhe_site.prepared_queries import prepared

from .errors import PublishingError
from .models import FOREVER, MAX_PATH, Address


class ItemAddresses:
    """The current and future addresses of one item, changed in memory. The caller saves the rows in
    `changed`."""

    def __init__(self, item, now):
        self.item, self.now = item, now
        self.rows = _current_rows(item=item.pk, at=now)
        self.changed = []

    def place(self, path, starts):
        """Give the item `path` from `starts` on.

        Raises `PublishingError` if another item has it then or later.
        """
        self.drop_pending()
        current = next((row for row in self.rows if row.live_until == FOREVER), None)
        if not current or (current.path, current.position) != (path, self.item.position):
            if current:
                self._end(current, starts)
            row = _new(self.item, path, starts)
            # What is imported was there before now, too.
            _check_free(path, self.item, starts, row.live_until)
            self.rows.append(row)
            self._note(row)
        self.check_free()

    def drop_pending(self, *, yielding=False):
        """Undo the changes of address by editions whose schedule is canceled.

        The row that they would have ended stays open. If another item is scheduled to have its path
        by then, a `yielding` item gives the path up; otherwise `check_free` raises.
        """
        for row in self.rows:
            if row.live_from > self.now:
                self._end(row, row.live_from)
        self.rows = [row for row in self.rows if row.live_from <= self.now]
        for row in self.rows:
            is_needed = yielding and _is_taken(row.path, self.item, row.live_until, FOREVER)
            if row.live_until < FOREVER and not is_needed:
                self._end(row, FOREVER)

    def check_free(self):
        """Raise `PublishingError` if another item is, or will be, where this one is or will be."""
        for row in self.rows:
            if row.live_until > max(row.live_from, self.now):
                _check_free(row.path, self.item, max(row.live_from, self.now), row.live_until)

    def _end(self, row, at):
        row.live_until = at
        self._note(row)

    def _note(self, row):
        if row not in self.changed:
            self.changed.append(row)


def relocate(items, *, now):
    """Move `items`, whose place has just changed, to their new addresses from `now` on.

    All old rows are ended before new ones begin, so that two items can swap. Returns pairs of rows,
    old and new. Raises `PublishingError` if another item has a path.
    """
    ended, begun = [], []
    for item in items:
        for row in _current_rows(item=item.pk, at=now):
            path = item.path_for(_edition_behind(item, row, now))
            if (path, item.position) != (row.path, row.position):
                item.check_path(path)
                begins = max(row.live_from, now)
                begun.append((item, path, begins, row.live_until))
                ended.append(_end(row, begins))
    return list(zip(ended, [_begin(*place) for place in begun], strict=True))


def check_free(path, item, now):
    """Raise `PublishingError` if another item has `path`, now or later."""
    _check_free(path, item, now, FOREVER)


@prepared
def _current_rows(*, item, at):
    """Return the current and future rows of an item after `at`."""
    rows = Address.objects.filter(item=item, live_until__gt=at)
    return rows.exclude(live_until=F("live_from")).order_by("live_from")


def _edition_behind(item, row, now):
    """Return the edition whose content decided the path of `row`."""
    editions = item.edition_model().objects.filter(item=item.pk)
    return editions.filter(live_from__lte=max(row.live_from, now)).order_by("-live_from").first()


def _end(row, at):
    row.live_until = at
    row.save(update_fields=["live_until"])
    return row


def _begin(item, path, starts, ends):
    row = _new(item, path, starts, ends)
    _check_free(path, item, starts, ends)
    row.save()
    return row


def _new(item, path, starts, ends=FOREVER):
    if len(path) > MAX_PATH:
        raise PublishingError(_("The address %s… is too long. Shorten part of it.") % path[:80])
    return Address(
        item_id=item.pk, path=path, position=item.position, live_from=starts, live_until=ends
    )


def _is_taken(path, item, starts, ends):
    """Whether another item has `path` at any time from `starts` to `ends`."""
    holders = _holders(path=path, starts=starts, ends=ends)
    return any(holder != item.pk for holder in holders)


@prepared
def _holders(*, path, starts, ends):
    rows = Address.objects.filter(path=path, live_until__gt=starts, live_from__lt=ends)
    return rows.exclude(live_until=F("live_from")).values_list("item_id", flat=True)


def _check_free(path, item, starts, ends):
    if _is_taken(path, item, starts, ends):
        raise PublishingError(
            _("Another item already uses the address %(path)s. Change one of them first.")
            % {"path": path}
        )
