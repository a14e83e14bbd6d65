"""The news as an Atom feed."""

from datetime import UTC, datetime, time

from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tianhe_site.publishing import clock
from tianhe_site.seo import absolute

from . import listing

ITEMS = 20


class _Atom(Atom1Feed):
    def latest_post_date(self):
        # Without items it would be this machine's time, also in a walk of the past.
        return super().latest_post_date() if self.items else clock.now()


class NewsFeed(Feed):
    feed_type = _Atom
    title = _("Tianhe: news")
    subtitle = _("News of Tianhe Stem Cell Biotechnologies Inc.")
    author_name = "Tianhe Stem Cell Biotechnologies Inc."

    def link(self):
        return absolute(reverse_lazy("news:list"))

    def feed_url(self):
        return absolute(reverse_lazy("news:feed"))

    def feed_guid(self):
        return self.link()

    def items(self):
        return listing.live_news(get_language(), clock.now())[:ITEMS]

    def item_title(self, edition):
        return edition.title

    def item_description(self, edition):
        return edition.summary

    def item_link(self, edition):
        return absolute(edition.path)

    def item_guid(self, edition):
        # Stays when the item moves, so that no reader's program shows it twice.
        return absolute(f"/#news-{edition.item_id}")

    def item_pubdate(self, edition):
        # At noon in UTC it is the same day in New York and in Jinan.
        return datetime.combine(edition.date, time(12), UTC)

    def item_updateddate(self, edition):
        return max(edition.live_from, self.item_pubdate(edition))

    def item_categories(self, edition):
        return [edition.category_name]
