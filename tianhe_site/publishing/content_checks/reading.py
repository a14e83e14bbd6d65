"""What checks read in a draft or an edition: fields, lines, markup, links, texts and media."""

import re
from functools import cache

from django.db import models

from tianhe_site.media_library import media_snapshot
from tianhe_site.rich_text import references
from tianhe_site.rich_text.fields import RichTextField
from tianhe_site.rich_text.reading import read

from ..models import Edition

# The texts about a picture, by key in an entry of `media`.
MEDIA_TEXTS = ("description", "caption", "credit", "licence")


def draft_of(content):
    """Return the draft that `content` is, or is an edition of."""
    return content.item if isinstance(content, Edition) else content


def draft_model_of(content):
    """Return the model of the draft that `content` is, or is an edition of."""
    if isinstance(content, Edition):
        return content.draft_model()
    return type(content)


def item_id_of(content):
    return content.item_id if isinstance(content, Edition) else content.pk


def fields_of(content):
    """Return the content fields that editors write, in order."""
    return _fields_of(draft_model_of(content))


@cache
def _fields_of(model):
    own = {field.name: field for field in model._meta.get_fields()}
    return tuple(own[name] for name in model.edition_model().content_fields() if name in own)


def lines_of(content):
    """Yield (field, text) of the plain-text fields."""
    for field in fields_of(content):
        is_text = isinstance(field, models.CharField | models.TextField)
        if is_text and not field.choices and not isinstance(field, RichTextField):
            yield field, getattr(content, field.name)


def markups_of(content):
    """Yield (field name, markup) of the fields with markup."""
    for field in fields_of(content):
        if isinstance(field, RichTextField):
            yield field.name, getattr(content, field.name)


def readings_of(content):
    """Yield (field name, what readers see) of the fields with markup."""
    for name, markup in markups_of(content):
        yield name, read(markup)


def links_of(content):
    """Yield (field name, href, link text) of each link in the texts."""
    for name, reading in readings_of(content):
        for href, words in reading.links:
            yield name, href, words


def texts_of(content):
    """Yield (field name, text without tags) of all fields with text."""
    for field, text in lines_of(content):
        yield field.name, text
    # Readers see the correction note, which isn't part of the draft.
    if isinstance(content, Edition) and content.correction:
        yield "", content.correction
    for name, reading in readings_of(content):
        yield name, reading.text
    fields = media_fields_of(content)
    for entry in content.media:
        lines = [entry[name] for name in MEDIA_TEXTS if entry.get(name)]
        yield fields.get(media_snapshot.reference_of(entry), ""), "\n".join(lines)
    for field in fields_of(content):
        if isinstance(field, models.JSONField):
            yield field.name, "\n".join(_strings(getattr(content, field.name)))


def _strings(value):
    """Yield the strings in a JSON value, without the keys of objects."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def media_references_of(content):
    """Yield (field name, reference) for each use of the media library in the texts."""
    for name, markup in markups_of(content):
        for reference in references.media_in(markup):
            yield name, reference


def media_fields_of(content):
    """Return the name of the first field that uses each reference."""
    found = {}
    for name, reference in media_references_of(content):
        found.setdefault(reference, name)
    return found


def related_names_of(content):
    """Return (column name, text) of values that an edition copies from another row, such as the
    name of a category. They can't be fixed in the draft."""
    return [(name, getattr(content, name)) for name in _copied_lines(draft_model_of(content))]


@cache
def _copied_lines(model):
    own = {field.name for field in model._meta.get_fields()}
    edition = model.edition_model()
    fields = [edition._meta.get_field(name) for name in edition.content_fields()]
    lines = [field.name for field in fields if isinstance(field, models.CharField)]
    return [name for name in lines if name not in own]


def normalized(text):
    """Return the words of a text in lowercase, without punctuation."""
    return " ".join(re.findall(r"\w+", text.lower()))
