from django.apps import AppConfig
from django.contrib import admin
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_dependencies
from django.core import checks
from django.utils.translation import gettext_lazy as _


class AdminConfig(SimpleAdminConfig):
    """Django's admin, without discovery at the start. `tianhe_site.urls` discovers the admins with
    the first request from staff: they take 4 MB of each process, and a tenth of the time that a
    command needs to start."""

    def ready(self):
        from .checks import check_admins

        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(check_admins, checks.Tags.admin)


class EditorialConfig(AppConfig):
    name = "tianhe_site.editorial"
    verbose_name = _("Editorial")
    default = True

    def ready(self):
        from tianhe_site.publishing import recording

        from .models import DraftTemplate

        # Ours is in `side_bar.py`.
        admin.site.enable_nav_sidebar = False
        recording.record_changes_of(
            DraftTemplate,
            fields=("kind", "language", "name", "position", "title", "summary", "body"),
        )
