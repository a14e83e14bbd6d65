"""Which news is live at a given time, and what lists of it are called. Pages, feeds, sitemaps and
the home page all use these."""

from datetime import date

from django.db.models import F, Q
from django.utils.translation import gettext as _

from .models import NewsEdition

# How many related items readers see.
RELATED = 3


def live_news(language, at):
    """Return the live items with their `path`, newest first by the editor's date."""
    editions = NewsEdition.objects.live(at).filter(language=language)
    return editions.with_path(at).order_by("-date", "-item_id")


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
    return sorted(found, key=lambda pair: pair[1])


def older_and_newer(edition, at):
    """Return the live items next to an edition in the list, as (older, newer); None for an end."""
    others = live_news(edition.language, at).exclude(item=edition.item_id).defer("body")
    return _older(others, edition).first(), _newer(others, edition).first()


def related(edition, at):
    """Return the `RELATED` live items of the category of an edition that are nearest in time,
    nearest first. If two are equally near, the older one comes first."""
    others = live_news(edition.language, at).exclude(item=edition.item_id).defer("body")
    others = others.filter(category_slug=edition.category_slug)
    near = [*_older(others, edition)[:RELATED], *_newer(others, edition)[:RELATED]]
    return sorted(near, key=lambda other: abs(other.date - edition.date))[:RELATED]


def _older(editions, than):
    # The first condition adds nothing to the second, but lets the database use the index.
    return editions.filter(Q(date__lte=than.date), Q(date__lt=than.date) | Q(item__lt=than.item_id))


def _newer(editions, than):
    newer = editions.filter(
        Q(date__gte=than.date), Q(date__gt=than.date) | Q(item__gt=than.item_id)
    )
    return newer.order_by("date", "item_id")


def changed_at(edition):
    """Return when readers first saw this edition in place of an earlier one of its item; None if
    there was no earlier one."""
    earlier = NewsEdition.objects.filter(item=edition.item_id, live_from__lt=edition.live_from)
    was_changed = earlier.exclude(live_until=F("live_from")).exists()
    return edition.live_from if was_changed else None


def corrections(edition, at):
    """Return (moment, sentence) of each correction of an item that readers saw up to `at`, oldest
    first. The correction of an edition that isn't live yet has no moment (None)."""
    corrections = corrections_of([edition], at)[edition.item_id]
    if edition.correction and edition.live_from > at:
        corrections.append((None, edition.correction))
    return corrections


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
