from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

from .checks import check_sqlite_version


class OperationsConfig(AppConfig):
    name = "tianhe_site.operations"
    verbose_name = _("Operations")

    def ready(self):
        checks.register(check_sqlite_version, checks.Tags.database)
