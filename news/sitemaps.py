from datetime import timedelta

from django.db.models import Exists, F, Min, OuterRef

from tianhe_site.publishing.sitemaps import EditionSitemap

from . import listing
from .models import NewsEdition

# What search engines take for news, and how many items they read.
RECENT = timedelta(days=2)
MOST = 1000


class NewsSitemap(EditionSitemap):
    edition_model = NewsEdition


def latest(language, at):
    """Return the live items that readers first saw within `RECENT`, newest first, each with that
    moment as `first_live`.

    Those with an older date are none: the list, and its index, begin with the newest dates.
    """
    seen = NewsEdition.objects.filter(item=OuterRef("item_id")).exclude(live_until=F("live_from"))
    since = at - RECENT
    editions = listing.live_news(language, at).filter(date__gte=since.date() - timedelta(days=1))
    editions = editions.exclude(Exists(seen.filter(live_from__lt=since)))
    first = seen.order_by().values("item").annotate(first=Min("live_from")).values("first")
    return editions.annotate(first_live=first)[:MOST]
