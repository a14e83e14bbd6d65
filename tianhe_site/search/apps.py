from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "tianhe_site.search"
