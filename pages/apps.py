from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tianhe_site import seo


class PagesConfig(AppConfig):
    name = "pages"
    verbose_name = _("Pages")

    def ready(self):
        from . import navigation

        seo.use_site_details(navigation.site_details)
