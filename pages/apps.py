from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tianhe_site.publishing.section_config import Entrance, Rights, SectionMixin


class PagesConfig(SectionMixin, AppConfig):
    name = "pages"
    verbose_name = _("Pages")
    entrances = (Entrance("pages:page"),)
    # The one row there is per language is neither added nor deleted.
    rights = {
        "sitedetails": Rights(
            authors=("change", "view"),
            reviewers=("view", "approve"),
            publishers=("change", "view", "publish"),
        )
    }

    def sitemaps(self):
        from .sitemaps import PageSitemap, TermSitemap

        return {"pages": PageSitemap(), "glossary": TermSitemap()}
