"""The plain text of an edition, for search."""

from functools import cache

from django.db import models

from tianhe_site.rich_text import reading
from tianhe_site.rich_text.fields import RichTextField

from ..sources import SourcesField, describe
from .unseen_words import UnseenWordsField

# The texts of a picture or a document that readers see.
MEDIA_TEXTS = ("description", "caption", "credit")


def texts_of(edition):
    """Yield (field name, text) for each text of an edition that readers see, except its title: of
    its text fields, sources and media. The description comes first.

    Each is read when it is asked for: reading formatted text takes longest.
    """
    title = str(edition)
    for name, read in _readers(type(edition)):
        text = read(getattr(edition, name))
        if text and text != title:
            yield name, text


@cache
def _readers(model):
    """Return (name, function from its value to plain text) for each field that has texts."""
    names = sorted(model.content_fields(), key=lambda name: name != model.described_by)
    readers = [(name, _reader(model._meta.get_field(name))) for name in names]
    return [(name, read) for name, read in readers if read]


def _reader(field):
    if isinstance(field, RichTextField):
        return reading.text_of
    if isinstance(field, SourcesField):
        return _text_of_sources
    if field.name == "media":
        return _text_of_media
    is_text = isinstance(field, models.CharField | models.TextField)
    is_name = isinstance(field, models.SlugField) or field.choices
    is_unseen = isinstance(field, UnseenWordsField)
    return _plain_text if is_text and not is_name and not is_unseen else None


def _plain_text(text):
    return text


def _text_of_sources(sources):
    return "\n".join(describe(source) for source in sources)


def _text_of_media(media):
    return "\n".join(entry[key] for entry in media for key in MEDIA_TEXTS if entry.get(key))
