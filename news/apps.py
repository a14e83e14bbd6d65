from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = _("News")

    def ready(self):
        from tianhe_site.publishing import recording

        from .models import Category

        recording.record_changes_of(
            Category, fields=("name", "slug", "position", "needs_second_person", "medical")
        )
