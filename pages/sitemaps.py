from django.conf import settings

from tianhe_site.publishing.sitemaps import EditionSitemap

from .models import PageEdition, TermEdition


class PageSitemap(EditionSitemap):
    edition_model = PageEdition
    # A page is found by its path alone, in any language.
    languages = tuple(code for code, _name in settings.LANGUAGES)


class TermSitemap(EditionSitemap):
    edition_model = TermEdition
