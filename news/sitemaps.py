from tianhe_site.publishing.sitemaps import EditionSitemap

from .models import NewsEdition


class NewsSitemap(EditionSitemap):
    edition_model = NewsEdition
