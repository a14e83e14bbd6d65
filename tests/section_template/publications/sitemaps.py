from tianhe_site.publishing.sitemaps import EditionSitemap

from .models import PublicationEdition


class PublicationSitemap(EditionSitemap):
    edition_model = PublicationEdition
