"""The sitemap of one section: the addresses of its live editions."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap

from . import clock


class EditionSitemap(Sitemap):
    """A section sets `edition_model`."""

    edition_model = None

    def items(self):
        at = clock.now()
        return self.edition_model.objects.live(at).with_path(at).order_by("item_id")

    def location(self, edition):
        return edition.path

    def lastmod(self, edition):
        return edition.live_from

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol=None):
        return urlsplit(settings.SITE_URL).scheme
