from django.apps import AppConfig
from django.db.models import CharField, TextField


class SearchConfig(AppConfig):
    name = "tianhe_site.search"

    def ready(self):
        from .lookups import FastIContains

        CharField.register_lookup(FastIContains)
        TextField.register_lookup(FastIContains)
