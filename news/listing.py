"""Which news is live at a given time, and what lists of it are called. Pages, feeds, sitemaps and
the home page all use these."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from tianhe_site.prepared_queries import prepared
from tianhe_site.publishing.kept import until_change
from tianhe_site.publishing.models import FOREVER
from tianhe_site.romanization import sort_key

from .models import NewsEdition

# How many related items readers see.
RELATED = 3
# What lists show of an item.
IN_A_LIST = ("item", "title", "summary", "date", "category_name", "language", "media")


def live_news(language, at):
    """Return the live items with their `path`, newest first by the editor's date."""
    editions = NewsEdition.objects.live(at).filter(language=language)
    return editions.with_path(at).order_by("-date", "-item_id")


@dataclass(frozen=True)
class NewsList:
    """The live items of a language, or those of a year or a category of them, newest first: what a
    paginator counts and slices."""

    language: str
    at: datetime
    year: int | None = None
    category: str | None = None

    def count(self):
        return _count(self.language, self.year, self.category, self.at)

    def __getitem__(self, part):
        """Return what a list shows of the items from one number up to another."""
        if part.stop == part.start:
            return []
        values = _values(self.year, self.category, self.at)
        if not part.start:
            return _first_rows(self.language, 0, part.stop, **values)
        # Other pages than the first are too many to prepare a query for each.
        return list(_rows_of_part(self.language, part.start, part.stop, self.count(), **values))


@until_change
def _count(language, year, category, at):
    return _of_list(language, **_values(year, category, at)).count()


def _values(year, category, at):
    """Return the values by which `_of_list` chooses."""
    of_year = {"since": date(year, 1, 1), "until": date(year, 12, 31)} if year else {}
    return {"at": at, **of_year, **({"category": category} if category else {})}


def _rows_of_part(language, start, stop, count=None, **values):
    """Return the rows from one number up to another of the `count` rows of a list."""
    # Rows are skipped within the index, which has the item but not the key: for that, PostgreSQL
    # would read each row. With more columns here, SQLite would read all rows of the list.
    part = _of_list(language, **values).values("item")
    if count and start > count // 2:
        # From the nearer end, so that fewer rows are skipped. Some may be gone since the paginator
        # counted.
        part, start, stop = part.reverse(), max(count - stop, 0), max(count - start, 0)
    part = part[start:stop]
    rows = NewsEdition.objects.live(values["at"]).filter(item__in=part).with_path(values["at"])
    return rows.order_by("-date", "-item_id").only(*IN_A_LIST)


_first_rows = prepared(_rows_of_part)


def _of_list(language, *, at, since=None, until=None, category=None):
    editions = NewsEdition.objects.live(at).filter(language=language)
    if since:
        editions = editions.filter(date__gte=since, date__lte=until)
    if category:
        editions = editions.filter(category_slug=category)
    return editions.order_by("-date", "-item_id")


@until_change
def newest(language, count, at):
    """Return what a list shows of the `count` newest live items."""
    return NewsList(language, at)[0:count]


@until_change
def years(language, at):
    """Return the years that have live items, newest first.

    One step down the index per year: a DISTINCT would read every item (100 ms for 100,000).
    """
    live = live_news(language, at).values_list("date", flat=True)
    found, day = [], live.first()
    while day:
        found.append(day.year)
        day = live.filter(date__lt=date(day.year, 1, 1)).first()
    return found


@until_change
def categories(language, at):
    """Return (slug, name) of each category with live items, named as in its newest item.

    One step down the index per category, as for years.
    """
    live = NewsEdition.objects.live(at).filter(language=language)
    pairs = live.order_by("category_slug", "-date", "-item_id")
    pairs = pairs.values_list("category_slug", "category_name")
    found, pair = [], pairs.first()
    while pair:
        found.append(pair)
        pair = pairs.filter(category_slug__gt=pair[0]).first()
    return sorted(found, key=lambda pair: sort_key(pair[1]))


@dataclass(frozen=True)
class Neighbors:
    """The live items next to one in the list: `older` and `newer` than it, None at an end, and
    `related`, the `RELATED` others of its category that are nearest in time, nearest first."""

    older: tuple | None
    newer: tuple | None
    related: list

    def all(self):
        """Return them in one list, without an end."""
        return [each for each in (self.older, self.newer, *self.related) if each]


def neighbors(edition, at):
    """Return the `Neighbors` of an edition, each with its `title`, `date` and `path`. Of two that
    are equally near, the older one comes first."""
    place = {"date": edition.date, "item": edition.item_id, "category": edition.category_slug}
    found = set(_around(edition.language, **place, at=at))
    older, newer = [], []
    for row in sorted(found, key=_place):
        side = older if _place(row) < _place(edition) else newer
        side.append(row)
    older.reverse()
    # Without the next on each side: one link to it is enough.
    near = [_of_category(side[1:], edition)[:RELATED] for side in (older, newer)]
    related = sorted([*near[0], *near[1]], key=lambda row: abs(row.date - edition.date))
    return Neighbors(next(iter(older), None), next(iter(newer), None), related[:RELATED])


def _place(edition):
    return edition.date, edition.item_id


def _of_category(rows, edition):
    return [row for row in rows if row.category_slug == edition.category_slug]


@prepared
def _around(language, *, date, item, category, at):
    """Return the next item on both sides of a place, and the next ones of a category."""
    live = NewsEdition.objects.live(at).filter(language=language)
    sides = [_older(live, date, item), _newer(live, date, item)]
    parts = [side[:1] for side in sides]
    # One more, since the first may be the next item.
    parts += [side.filter(category_slug=category)[: RELATED + 1] for side in sides]
    # As conditions on the key, since SQLite takes no limit in a part of a union.
    rows = [NewsEdition.objects.filter(pk__in=part.values("pk")).with_path(at) for part in parts]
    columns = ("item_id", "date", "title", "category_slug", "path")
    first, *others = [row.values_list(*columns, named=True) for row in rows]
    return first.union(*others)


def _older(editions, day, item_id):
    # The first condition adds nothing to the second, but lets the database use the index.
    older = editions.filter(Q(date__lte=day), Q(date__lt=day) | Q(item__lt=item_id))
    return older.order_by("-date", "-item_id")


def _newer(editions, day, item_id):
    newer = editions.filter(Q(date__gte=day), Q(date__gt=day) | Q(item__gt=item_id))
    return newer.order_by("date", "item_id")


def changes(edition, at):
    """Return when readers first saw this edition in place of an earlier one of its item, None if
    there was no earlier one; and (moment, sentence) of each correction of the item that readers saw
    up to `at`, oldest first. The correction of an edition that isn't live yet has no moment (None).
    """
    rows = [(edition.live_from, edition.live_until, edition.correction)]
    if getattr(edition, "has_past", True):
        rows = _versions(item=edition.item_id)
    was_changed = any(begins < edition.live_from and begins != ends for begins, ends, _text in rows)
    corrections = [(begins, text) for begins, _ends, text in rows if text and begins <= at]
    if edition.correction and edition.live_from > at:
        corrections.append((None, edition.correction))
    return edition.live_from if was_changed else None, corrections


@prepared
def _versions(*, item):
    """Return (begin, end, correction) of each edition of an item, oldest first."""
    rows = NewsEdition.objects.filter(item=item, live_from__lt=FOREVER).order_by("live_from")
    return rows.values_list("live_from", "live_until", "correction")


def corrections_of(editions, at):
    """Return the corrections of several items, by the id of the item, in one query."""
    items = [edition.item_id for edition in editions]
    rows = NewsEdition.objects.filter(item__in=items, live_from__lte=at).exclude(correction="")
    found = {item_id: [] for item_id in items}
    for item_id, *correction in rows.order_by("live_from").values_list(
        "item_id", "live_from", "correction"
    ):
        found[item_id].append(tuple(correction))
    return found


def heading_and_description(year=None, category_name=""):
    """Return heading and description of the list of all news, or of a year or a category."""
    if year:
        pair = _("News from %s"), _("Announcements from %s, newest first.")
        return tuple(each % year for each in pair)
    if category_name:
        pair = _("News: %s"), _("Announcements in the category %s, newest first.")
        return tuple(each % category_name for each in pair)
    return _("News"), _("Announcements by date, newest first.")
