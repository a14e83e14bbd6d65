"""Opening and closing rows of `Address`. Called by the verbs of workflow, under their lock."""

from django.db.models import F
from django.utils.translation import gettext as _

from .errors import PublishingError
from .models import FOREVER, MAX_PATH, Address


def place(item, path, *, starts, now):
    """Let `item` stand at `path` from `starts` on; return the rows written.

    Raises `PublishingError` if another item stands there then, or will.
    """
    rows = forget_pending(item, now)
    current = _current(item)
    if not current or (current.path, current.position) != (path, item.position):
        rows += [_end(current, starts)] if current else []
        rows.append(_begin(item, path, starts))
    check_standing(item, now)
    return rows


def forget_pending(item, now, *, yielding=False):
    """Undo what an edition that was scheduled and is cancelled would have done to the address.

    The row that was to be superseded stands open again. Where another item is to have its path
    by then, a `yielding` item lets it go; else `check_standing` says so.
    """
    pending = list(Address.objects.filter(item=item.pk).pending(now))
    rows = [_end(row, row.live_from) for row in pending]
    for row in Address.objects.live(now).filter(item=item.pk, live_until__lt=FOREVER):
        if not (yielding and _holders(row.path, item, row.live_until, FOREVER).exists()):
            rows.append(_end(row, FOREVER))
    return rows


def check_standing(item, now):
    """Raise `PublishingError` if another item stands, or will, where this one does or will."""
    for row in _standing(item, now):
        _check_free(row.path, item, max(row.live_from, now), row.live_until)


def relocate(items, *, now):
    """Let `items`, whose place has just changed, stand where they say from `now` on.

    All that ends is ended before anything begins, so that two items can swap. Returns pairs of
    rows, the old one and the new; raises `PublishingError` if a path is taken.
    """
    ended, begun = [], []
    for item in items:
        for row in _standing(item, now):
            path = item.path_for(_edition_behind(item, row, now))
            if (path, item.position) != (row.path, row.position):
                item.check_path(path)
                begins = max(row.live_from, now)
                begun.append((item, path, begins, row.live_until))
                ended.append(_end(row, begins))
    return list(zip(ended, [_begin(*place) for place in begun], strict=True))


def check_free(path, item, now):
    """Raise `PublishingError` if another item stands at `path`, or will."""
    _check_free(path, item, now, FOREVER)


def _standing(item, now):
    """Return the rows, current and to come, that hold after `now`."""
    rows = Address.objects.filter(item=item.pk, live_until__gt=now)
    return rows.exclude(live_until=F("live_from")).order_by("live_from")


def _edition_behind(item, row, now):
    """Return the edition whose content decided the path of `row`."""
    editions = item.edition_model().objects.filter(item=item.pk)
    return editions.filter(live_from__lte=max(row.live_from, now)).order_by("-live_from").first()


def _current(item):
    return Address.objects.filter(item=item.pk, live_until=FOREVER).first()


def _end(row, at):
    row.live_until = at
    row.save(update_fields=["live_until"])
    return row


def _begin(item, path, starts, ends=FOREVER):
    if len(path) > MAX_PATH:
        raise PublishingError(_("The address %s… is too long. Shorten a part of it.") % path[:80])
    _check_free(path, item, starts, ends)
    return Address.objects.create(
        item_id=item.pk, path=path, position=item.position, live_from=starts, live_until=ends
    )


def _holders(path, item, starts, ends):
    """Return the rows of other items that hold at `path` some time from `starts` to `ends`."""
    rows = Address.objects.filter(path=path, live_until__gt=starts, live_from__lt=ends)
    return rows.exclude(item=item.pk).exclude(live_until=F("live_from"))


def _check_free(path, item, starts, ends):
    if _holders(path, item, starts, ends).exists():
        raise PublishingError(
            _("The address %(path)s is taken by another item. Change one of the two first.")
            % {"path": path}
        )
