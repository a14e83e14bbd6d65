from django.apps import AppConfig, apps
from django.conf import settings
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from tianhe_site.names import name_of


class AccountsConfig(AppConfig):
    name = "tianhe_site.accounts"
    verbose_name = _("Security")

    def ready(self):
        from . import recording, sessions
        from .roles import install_groups
        from .security_log import hooks

        recording.record_accounts()
        hooks.connect()
        sessions.connect()
        if settings.HAS_SINGLE_SIGN_ON:
            from .log_in import single_sign_on

            single_sign_on.connect()
        post_migrate.connect(install_groups, sender=self)
        _call_accounts_people()


def _call_accounts_people():
    """Say "People" in menus, headings, messages and breadcrumbs, and call each by name.

    A proxy model would do without touching Django's, but then its rows would send no signals of
    their own, on which recording relies. Migrations don't see names that are set later.
    """
    auth = apps.get_app_config("auth")
    user = auth.get_model("User")
    auth.verbose_name = _("People")
    user._meta.verbose_name, user._meta.verbose_name_plural = _("person"), _("people")
    user._meta.get_field("first_name").verbose_name = _("name")
    user.add_to_class("__str__", name_of)
