from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaLibraryConfig(AppConfig):
    name = "tianhe_site.media_library"
    verbose_name = _("Media library")
