"""link(item): the only way to an address, also within texts and as of a time."""

from dataclasses import dataclass

from django.db.models import F

from tianhe_site.languages import root as root
from tianhe_site.prepared_queries import prepared

from . import clock
from .models import Address, HistoryEntry


@dataclass(frozen=True)
class Found:
    """What a path leads to: a live edition, another path, or the reason why it is gone."""

    edition: object = None
    moved_to: str = ""
    gone: bool = False
    reason: str = ""


def link(item, at=None):
    """Return the path of `item` (a draft or its id), None if it has none."""
    item_id = getattr(item, "pk", item)
    return paths_of([item_id], at or clock.now()).get(item_id)


def paths_of(item_ids, at=None):
    """Return the paths of many items by id, in one query. A draft that isn't saved has no id
    (None), and no path."""
    items = tuple(set(item_ids) - {None})
    return dict(_live_paths(items=items, at=at or clock.now())) if items else {}


@prepared
def _live_paths(*, items, at):
    return Address.objects.live(at).filter(item__in=items).values_list("item_id", "path")


def known_paths_of(item_ids):
    """Return the newest path of many items by id, including future ones."""
    rows = Address.objects.filter(item__in=item_ids).order_by("id")
    return dict(rows.values_list("item_id", "path"))


def reference_to(path):
    """Return the id of the item that has `path`, else last had it, else will have it; None if there
    is none."""
    now = clock.now()
    # One query: a text may have thousands of links, and few paths ever had two items.
    rows = list(Address.objects.filter(path=path).exclude(live_until=F("live_from")).order_by("id"))
    standing = [row for row in rows if row.live_from <= now < row.live_until]
    past = sorted(
        (row for row in rows if row.live_until <= now), key=lambda row: (row.live_until, row.pk)
    )
    ahead = sorted(rows, key=lambda row: row.live_from)
    holder = next(iter([*standing, *past[::-1], *ahead]), None)
    return holder and holder.item_id


def find(path, edition_model, at):
    """Return what a reader gets for `path` at `at`; None for a 404.

    The item with that address answers, live or gone. If the address has ended, the reader is
    redirected to its latest holder that is live elsewhere.
    """
    for edition in _editions_at(edition_model, path=path, at=at):
        edition.path = path
        return Found(edition=edition)
    holders = _holders(path=path, at=at)
    standing = [item_id for item_id, ends in holders if ends > at]
    if standing:
        return _gone(edition_model, standing[0], at)
    former = list(dict.fromkeys(item_id for item_id, _ends in holders))
    for item_id in former:
        if edition_model.objects.live(at).filter(item=item_id).exists():
            return Found(moved_to=link(item_id, at))
    return _gone(edition_model, former[0], at) if former else None


@prepared
def _editions_at(edition_model, *, path, at):
    """Return the live edition whose item has `path`, if there is one, with `has_past`."""
    holders = Address.objects.live(at).filter(path=path).values("item")
    return edition_model.objects.live(at).filter(item__in=holders).with_past()


@prepared
def _holders(*, path, at):
    """Return (item, end) of each address up to `at` that was this path, the last to end first."""
    begun = Address.objects.filter(path=path, live_from__lte=at)
    # An address whose schedule was canceled ends when it begins: it never existed.
    begun = begun.exclude(live_until=F("live_from")).order_by("-live_until", "-id")
    return begun.values_list("item_id", "live_until")


def _gone(edition_model, item_id, at):
    for last in _last_ended(edition_model, item=item_id, at=at):
        return Found(gone=True, reason=_told(last, at))
    return None


@prepared
def _last_ended(edition_model, *, item, at):
    return edition_model.objects.ended(at).filter(item=item).order_by("-live_from")[:1]


def _told(edition, at):
    """Return the message to readers about a withdrawn edition at `at`. The column has the current
    message; the entry of an action that changed it has the previous one."""
    for entry in _changes_of_message(item=edition.item_id, at=at):
        if entry.touched["editions"][0]["id"] == edition.pk:
            return entry.touched["told"][0]
    return edition.withdrawal_reason


@prepared
def _changes_of_message(*, item, at):
    acts = HistoryEntry.objects.filter(item_id=item, verb=HistoryEntry.Verb.TELL)
    return acts.filter(at__gt=at).order_by("id")
