"""The JSON file of an export: one item per line, so that none but that one is in memory.

The same description of an item is in the WordPress exports, for what WordPress has no place for.
"""

import json
import re
from datetime import datetime
from html import escape, unescape
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from news.models import Category
from tianhe_site.publishing import sections
from tianhe_site.publishing.sources import SourcesField, SourcesFormField
from tianhe_site.rich_text.bounds import check_bounds

from ..old_addresses import normal
from .records import ExchangeError, MediaFile, Record

FORMAT = 1
# Characters of a line: several times what an item may have.
MAX_LINE = 5_000_000
# Of a category: what every database stores.
MAX_POSITION = 32_767
_REFERENCE = re.compile(r'\b(src|href)="([^"]+)"')
_MARKS = ("needs_second_person", "medical")


class ContentFile:
    """The `content.json` of an export of this system."""

    def __init__(self, path, media, importer, report):
        self.path, self.media, self.importer, self.report = path, media, importer, report

    def run(self):
        """Import the file. Raises `ExchangeError`."""
        for data in self._lines():
            try:
                record = own_record(data, self.media)
            except ExchangeError as error:
                self.report.refused += 1
                self.report.say(str(data.get("path"))[:200], str(error))
            else:
                self.importer.take(record)
        self.importer.finish()

    def _lines(self):
        try:
            with open(self.path, encoding="utf-8") as file:
                head = _parsed(file.readline(MAX_LINE).strip() + "]}")
                if head.get("format") != FORMAT:
                    raise ExchangeError(_("This is no content.json that this release can read."))
                while line := file.readline(MAX_LINE):
                    text = line.strip().removesuffix(",")
                    if text and text != "]}":
                        yield _parsed(text)
        except UnicodeDecodeError:
            raise ExchangeError(_("This file isn't in UTF-8.")) from None
        except OSError as error:
            raise ExchangeError(f"{self.path}: {error.strerror}") from None


def _parsed(text):
    try:
        data = json.loads(text)
        # No database stores half a surrogate pair, which JSON can name.
        json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise ExchangeError(_("This is no content.json: a line isn't an item."))
    return data


def own_record(data, media):
    """Return the `Record` of an item as this system describes it. Its files are added to `media`.

    Raises `ExchangeError` or `TooLargeError`.
    """
    try:
        return _record(data, media)
    except (LookupError, TypeError, ValueError, AttributeError, ValidationError) as error:
        raise ExchangeError(_("It isn't described as an item of this system: %r") % error) from None


def _record(data, media):
    model = apps.get_model(data["kind"])
    if model not in sections.draft_models():
        raise LookupError(data["kind"])
    language = data["language"]
    if language not in dict(settings.LANGUAGES):
        raise LookupError(language)
    for file in map(_media_file, data["media"]):
        media.describe(file)
        if file.for_press:
            # No text names it: the press page shows all that are released.
            media.reference(file.address, language)
    fields = _fields(model.edition_model(), data["fields"])
    _check_needed(model, fields, is_public=data["is_public"] is True)
    for name in model.edition_model().rich_text_fields():
        check_bounds(fields.get(name) or "")
        fields[name] = with_references(fields.get(name) or "", media, language)
    return Record(
        key=f"tianhe:{data['translation_key']}:{language}"[:500],
        kind=data["kind"],
        fields=fields,
        label=f"{data['kind']} {data['path']}"[:200],
        slug=str(data["slug"]),
        parent=str(data["parent"]),
        language=language,
        translation_key=str(UUID(data["translation_key"])),
        # Exports of releases before 0.12.0 have neither.
        source=str(data.get("source", "")),
        is_up_to_date=data.get("is_up_to_date") is True,
        published_at=_moment(data["published_at"]),
        is_public=data["is_public"] is True,
        old_paths=[normal(str(path)) for path in [data["path"], *data["old_paths"]] if path],
        lead=_chosen(data["lead"], media, language),
        attached=_chosen(data["attached"], media, language),
        draft_values=_marks(model, data["marks"]),
        category=_category(data["category"]),
        is_own=True,
    )


def _fields(edition_model, values):
    """Return the values of columns that an edition has, each as its column wants it."""
    names = {*edition_model.content_fields()} - {"media"}
    return {
        name: _value(edition_model._meta.get_field(name), value)
        for name, value in values.items()
        if name in names
    }


def _check_needed(model, fields, *, is_public):
    """Raise KeyError for an item without what it can't be without."""
    names = [model.titled_by, *(["category_name", "category_slug"] if is_public else [])]
    columns = {field.name for field in model.edition_model()._meta.concrete_fields}
    for name in columns.intersection(names):
        if not fields.get(name):
            raise KeyError(name)


def _value(column, value):
    if isinstance(column, SourcesField):
        return SourcesFormField(required=False).clean([dict(row) for row in value])
    value = column.to_python(value)
    column.validate(value, None) if column.choices and value else None
    return value


def _marks(model, marks):
    columns = {field.name for field in model._meta.concrete_fields}
    return {name: marks.get(name) is True for name in _MARKS if name in columns}


def _category(values):
    if not values:
        return {}
    length = Category._meta.get_field("name").max_length
    names = values.get("names", {}).items()
    return {
        "name": str(values["name"])[:length],
        "names": {str(code)[:10]: str(name)[:length] for code, name in names},
        "slug": str(values["slug"])[: Category._meta.get_field("slug").max_length],
        "position": min(max(int(values.get("position", 0)), 0), MAX_POSITION),
        **{name: values.get(name) is True for name in _MARKS},
    }


def _moment(text):
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or not 1900 < moment.year < 3000:
        raise ValueError(text)
    return moment


def _chosen(address, media, language):
    return (media.reference(address, language) or "") if address else ""


def _media_file(data):
    texts = ("address", "path", "title", "description", "caption", "credit", "licence", "language")
    return MediaFile(
        **{name: str(data.get(name, "")) for name in texts},
        focus=focus_of(data.get("focus")),
        decorative=data.get("decorative") is True,
        for_press=data.get("press") is True,
    )


def focus_of(value):
    """Return a focal point in percent, the middle if `value` is none."""
    is_pair = isinstance(value, list) and len(value) == 2
    return tuple(value) if is_pair and all(each in range(101) for each in value) else (50, 50)


def with_references(markup, media, language):
    """Return markup with references in place of the addresses of described files."""

    def referring(found):
        address = unescape(found[2])
        if not media.knows(address):
            return found[0]
        reference = media.reference(address, language)
        return f'{found[1]}="{escape(reference)}"' if reference else found[0]

    return _REFERENCE.sub(referring, markup)
