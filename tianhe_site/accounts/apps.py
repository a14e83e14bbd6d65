from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "tianhe_site.accounts"
    verbose_name = _("Accounts")

    def ready(self):
        from . import outgoing_mail, recording, security_hooks, sessions
        from .roles import install_groups

        recording.record_accounts()
        security_hooks.connect()
        sessions.connect()
        outgoing_mail.connect()
        post_migrate.connect(install_groups, sender=self)
