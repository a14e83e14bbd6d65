from tianhe_site.publishing.sitemaps import EditionSitemap

from .models import PageEdition


class PageSitemap(EditionSitemap):
    edition_model = PageEdition
