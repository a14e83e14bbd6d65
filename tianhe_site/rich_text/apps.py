from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.utils.translation import gettext_lazy as _

from .widgets import UNUSED_PLUGINS


class RichTextConfig(AppConfig):
    name = "tianhe_site.rich_text"
    verbose_name = _("Rich text")


class StaticFilesWithoutUnusedPlugins(StaticFilesConfig):
    """Leaves out the parts of CKEditor that call third parties or had holes."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        *(f"ckeditor/ckeditor/plugins/{plugin}/*" for plugin in UNUSED_PLUGINS),
        "ckeditor/galleriffic/*",
        "ckeditor/file-icons/*",
    ]
