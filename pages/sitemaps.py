from tianhe_site.publishing.sitemaps import EditionSitemap

from .models import PageEdition, TermEdition


class PageSitemap(EditionSitemap):
    edition_model = PageEdition


class TermSitemap(EditionSitemap):
    edition_model = TermEdition
