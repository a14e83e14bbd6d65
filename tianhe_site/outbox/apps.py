from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "tianhe_site.outbox"
    verbose_name = _("Outbox")

    def ready(self):
        from . import after_response

        after_response.connect()
