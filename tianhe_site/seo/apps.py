from django.apps import AppConfig


class SeoConfig(AppConfig):
    name = "tianhe_site.seo"
