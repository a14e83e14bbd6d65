from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tianhe_site.publishing.section_config import Entrance, SectionMixin


class PublicationsConfig(SectionMixin, AppConfig):
    name = "publications"
    verbose_name = _("Publications")
    entrances = (
        Entrance("publications:list", title=_("All publications"), menu_title=_("Publications")),
    )

    def sitemaps(self):
        from .sitemaps import PublicationSitemap

        return {"publications": PublicationSitemap()}
