from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

from .checks import check_move, check_restore, check_secret_key, check_sqlite_version
from .table_checks import check_tables


class OperationsConfig(AppConfig):
    name = "tianhe_site.operations"
    verbose_name = _("Operations")

    def ready(self):
        from tianhe_site.publishing import signals

        from .redacted_exports import follow_redaction

        signals.redacted.connect(follow_redaction)
        checks.register(check_secret_key, checks.Tags.database)
        checks.register(check_sqlite_version, checks.Tags.database)
        checks.register(check_tables, checks.Tags.database)
        checks.register(check_move, checks.Tags.database)
        checks.register(check_restore, checks.Tags.database)
