from datetime import timedelta

from django.db.models import Exists, F, Max, Min, OuterRef

from tianhe_site.languages import reverse_in
from tianhe_site.publishing.alternates import open_languages
from tianhe_site.publishing.sitemaps import EditionSitemap

from . import listing
from .models import NewsEdition

# How new an item must be for a news sitemap, and how many items search engines read.
RECENT = timedelta(days=2)
MAX_ENTRIES = 1000


class NewsSitemap(EditionSitemap):
    edition_model = NewsEdition


class NewsListSitemap:
    """The lists of all news, of each year and of each category, as one part."""

    def parts(self, at):
        """Return (0, last change) if any news is live."""
        changed_at = _live(at).aggregate(newest=Max("live_from"))["newest"]
        return [(0, changed_at)] if changed_at else []

    def entries(self, part, at):
        """Return (path, last change, path by language) of each list that has live items, language
        by language, that of all news first."""
        lists = {} if part else {code: _lists(code, at) for code in open_languages(at)}
        return [
            (
                path,
                changed_at,
                {code: each[name][0] for code, each in lists.items() if name in each},
            )
            for found in lists.values()
            for name, (path, changed_at) in found.items()
        ]


def _live(at):
    return NewsEdition.objects.live(at).filter(language__in=open_languages(at)).order_by()


def _lists(language, at):
    """Return (path, last change) of each list of a language, by what is the same in all."""
    live = _live(at).filter(language=language)
    years, categories = _last_changes_of_years(live), _last_changes(live, "category_slug")
    if not years:
        return {}
    changes = {
        ("news:list",): max(years.values()),
        **{("news:year", each): years[each] for each in sorted(years)},
        **{("news:category", each): categories[each] for each in categories},
    }
    return {name: (reverse_in(language, *name), changed_at) for name, changed_at in changes.items()}


def _last_changes(live, name):
    """Return when the newest edition went live, by the value of a field."""
    rows = live.values(name).annotate(changed_at=Max("live_from")).order_by(name)
    return dict(rows.values_list(name, "changed_at"))


def _last_changes_of_years(live):
    """Return when the newest edition of each year went live. By day, as the index has them: for the
    year of each, SQLite would call Python (160 ms for 100,000)."""
    found = {}
    for day, changed_at in _last_changes(live, "date").items():
        found[day.year] = max(changed_at, found.get(day.year, changed_at))
    return found


def latest(language, at):
    """Return the live items that readers first saw within `RECENT`, newest first, each with that
    moment as `first_live`.

    Items with an older date don't count: the list, and its index, start with the newest dates.
    """
    seen = NewsEdition.objects.filter(item=OuterRef("item_id")).exclude(live_until=F("live_from"))
    since = at - RECENT
    editions = listing.live_news(language, at).filter(date__gte=since.date() - timedelta(days=1))
    editions = editions.exclude(Exists(seen.filter(live_from__lt=since)))
    first = seen.order_by().values("item").annotate(first=Min("live_from")).values("first")
    return editions.annotate(first_live=first)[:MAX_ENTRIES]
