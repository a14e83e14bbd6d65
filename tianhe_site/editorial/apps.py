from django.apps import AppConfig
from django.contrib import admin
from django.core import checks
from django.utils.translation import gettext_lazy as _


class EditorialConfig(AppConfig):
    name = "tianhe_site.editorial"
    verbose_name = _("Editorial")

    def ready(self):
        from tianhe_site.publishing import recording

        from .checks import check_admins
        from .models import DraftTemplate

        # Ours is in `side_bar.py`.
        admin.site.enable_nav_sidebar = False
        checks.register(check_admins)
        recording.record_changes_of(
            DraftTemplate,
            fields=("kind", "language", "name", "position", "title", "summary", "body"),
        )
