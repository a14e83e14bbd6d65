from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.utils.translation import gettext_lazy as _

from .widgets import UNUSED_PLUGINS


class RichTextConfig(AppConfig):
    name = "tianhe_site.rich_text"
    verbose_name = _("Rich text")
    default = True


# Files that packages ship for their developers. They would tell attackers which vulnerable version
# runs.
DEVELOPER_FILES = [
    "*.md",
    "*.txt",
    "*.json",
    "*.html",
    "*.map",
    "LICENSE*",
    "*/samples/*",
    "*/tests/*",
    "ckeditor/ckeditor/build-config.js",
]


class StaticFilesWithoutUnusedPlugins(StaticFilesConfig):
    """Leaves out the CKEditor plugins that call third parties or had vulnerabilities, and files
    that browsers don't need."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        *DEVELOPER_FILES,
        *(f"ckeditor/ckeditor/plugins/{plugin}/*" for plugin in UNUSED_PLUGINS),
        "ckeditor/galleriffic/*",
        "ckeditor/file-icons/*",
    ]
