from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class EditorialConfig(AppConfig):
    name = "tianhe_site.editorial"
    verbose_name = _("Editorial")

    def ready(self):
        from .checks import check_admins

        checks.register(check_admins)
