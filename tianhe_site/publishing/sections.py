"""The one list of sections, found by their models and apps.

A section is an app with a `SectionMixin`, whose drafts are `Publishable` and whose editions are
`Edition`. Code that concerns all sections asks here.
"""

from django.apps import apps
from django.conf import settings
from django.utils.text import capfirst

from .models import Edition, Publishable
from .section_config import RIGHTS_TO_DRAFTS, SectionMixin


def edition_models():
    """Return the models of editions of all sections."""
    return [model for model in apps.get_models() if issubclass(model, Edition)]


def draft_models():
    """Return the models of drafts of all sections."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Publishable) and hasattr(model, "editions")
    ]


def label_of(draft):
    """Return what a list of items of all sections says of the section of a draft: with its
    language, unless that is the default one."""
    label = capfirst(draft._meta.verbose_name)
    is_default = draft.language == settings.LANGUAGE_CODE
    return label if is_default else f"{label} · {draft.get_language_display()}"


def searched():
    """Return the models of editions that readers can search, by the name of the section in an
    address."""
    return {model.section(): model for model in edition_models() if model.has_page}


def configs():
    """Return the apps of all sections."""
    return [config for config in apps.get_app_configs() if isinstance(config, SectionMixin)]


def entrances():
    """Return the `Entrance`s of all sections."""
    return [entrance for config in configs() for entrance in config.entrances]


def sitemaps():
    """Return the sitemaps of all sections, by their names in addresses."""
    # Pages come first, and their app comes last.
    found = reversed(configs())
    return {name: each for config in found for name, each in config.sitemaps().items()}


def rights():
    """Return the `Rights` of the groups to the models of all sections, by label."""
    drafts = {model._meta.label_lower: RIGHTS_TO_DRAFTS for model in draft_models()}
    named = {
        f"{config.label}.{name}": each
        for config in configs()
        for name, each in config.rights.items()
    }
    return {**drafts, **named}
