"""What is in the news at a moment: the rule for page, feed, sitemap and home."""

from django.db.models import Max

from .models import NewsEdition


def live_news(language, at):
    """Return the live items with their `path`, newest first by the editor's date."""
    editions = NewsEdition.objects.live(at).filter(language=language)
    return editions.with_path(at).order_by("-date", "-item_id")


def years(language, at):
    """Return the years that have live items, newest first."""
    dates = NewsEdition.objects.live(at).filter(language=language).dates("date", "year", "DESC")
    return [day.year for day in dates]


def categories(language, at):
    """Return (slug, name) of each category with live items, named as in its newest item."""
    live = NewsEdition.objects.live(at).filter(language=language)
    pairs = live.values_list("category_slug", "category_name").annotate(newest=Max("date"))
    names = {slug: name for slug, name, _newest in pairs.order_by("newest")}
    return sorted(names.items(), key=lambda pair: pair[1])
