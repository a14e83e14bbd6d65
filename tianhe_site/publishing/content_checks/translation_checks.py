"""Checks of translations beside their source."""

import re

from django.utils.translation import gettext as _

from tianhe_site import languages
from tianhe_site.chinese import HAN
from tianhe_site.rich_text.reading import read

from .. import translation_source
from ..models import Edition
from .findings import Finding, Level
from .reading import draft_of, lines_of, markups_of

# Shorter texts may be names, which stay as they are. Chinese names of people have up to four
# characters.
MIN_LENGTH = 40
MIN_CHINESE_LENGTH = 5
_CHINESE = re.compile(f"[{HAN}]")


def beside_source(content, at):
    """Warn if the source has changed since, and of each text that still says what the source
    says."""
    source = translation_source.source_of(draft_of(content))
    if source is None:
        return
    version = translation_source.version_to_translate(source, at)
    language = {"language": languages.name_of(source.language)}
    if isinstance(version, Edition) and version.content_hash != content.source_hash:
        message = _(
            "The %(language)s version has changed since this was translated. Bring this up to "
            "date, or explain why it can stay."
        )
        yield Finding(
            Level.WARN, "", message % language, "behind", detail=version.content_hash[:16]
        )
    texts = _texts_of(version)
    for name, text in _texts_of(content).items():
        if text == texts.get(name) and not _may_be_name(text):
            message = _(
                "This is still the text of the %(language)s version. Translate it, or explain why "
                "it stays."
            )
            yield Finding(Level.WARN, name, message % language, "untranslated")


def _may_be_name(text):
    return len(text) < (MIN_CHINESE_LENGTH if _CHINESE.search(text) else MIN_LENGTH)


def _texts_of(content):
    """Return what readers read of each text, by field."""
    lines = {field.name: text.strip() for field, text in lines_of(content)}
    return lines | {name: read(markup).text.strip() for name, markup in markups_of(content)}
