from django.apps import AppConfig
from django.db.models import CharField, TextField
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "tianhe_site.search"
    verbose_name = _("Search")

    def ready(self):
        from .lookups import FastIContains

        CharField.register_lookup(FastIContains)
        TextField.register_lookup(FastIContains)
