"""The plain text of an edition, for search."""

from django.db import models

from tianhe_site.rich_text import reading
from tianhe_site.rich_text.fields import RichTextField

from ..sources import SourcesField, describe

# The texts of a picture or a document that readers see.
MEDIA_TEXTS = ("description", "caption", "credit")


def texts_of(edition):
    """Return the texts of an edition except its title, by field name: of its text fields, sources
    and media. The description comes first."""
    names = sorted(edition.content_fields(), key=lambda name: name != edition.described_by)
    texts = {name: _text(edition, name) for name in names}
    return {name: text for name, text in texts.items() if text and text != str(edition)}


def _text(edition, name):
    field, value = edition._meta.get_field(name), getattr(edition, name)
    if isinstance(field, RichTextField):
        return reading.read(value).text
    if isinstance(field, SourcesField):
        return "\n".join(describe(source) for source in value)
    if name == "media":
        return "\n".join(entry[key] for entry in value for key in MEDIA_TEXTS if entry.get(key))
    is_text = isinstance(field, models.CharField | models.TextField)
    is_name = isinstance(field, models.SlugField) or field.choices
    return value if is_text and not is_name else ""
