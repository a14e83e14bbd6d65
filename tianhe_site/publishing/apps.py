from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "tianhe_site.publishing"
    verbose_name = _("Publishing")

    def ready(self):
        from . import recording, review_policy, triggers
        from .checks import check_sections
        from .models import PinnedResult, WatchedWord

        pre_migrate.connect(triggers.drop_before_migrating, sender=self)
        post_migrate.connect(triggers.install_after_migrating, sender=self)
        checks.register(triggers.check_triggers_exist, checks.Tags.database)
        checks.register(check_sections)
        checks.register(review_policy.check_rules)
        checks.register(review_policy.check_old_setting)
        recording.record_changes_of(
            WatchedWord, fields=("language", "kind", "word", "phrases", "advice")
        )
        recording.record_changes_of(PinnedResult, fields=("language", "queries", "results"))
