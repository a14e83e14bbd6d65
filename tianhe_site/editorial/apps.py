from django.apps import AppConfig
from django.contrib import admin
from django.core import checks
from django.utils.translation import gettext_lazy as _


class EditorialConfig(AppConfig):
    name = "tianhe_site.editorial"
    verbose_name = _("Editorial")

    def ready(self):
        from .checks import check_admins

        # Ours is in `side_bar.py`.
        admin.site.enable_nav_sidebar = False
        checks.register(check_admins)
