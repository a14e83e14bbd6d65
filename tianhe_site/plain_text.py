"""Plain text, cleaned in one way: titles, summaries, names, captions, notes.

Editors paste such texts from Word, PDF and web pages. Invisible characters that come along change
what is searched, compared and sorted, and a direction override reverses what follows it on the
page. In migrations the model fields here are plain Django fields. As with rich text, only form
input is cleaned: what was stored before keeps its hash.
"""

import re

from django import forms
from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from tianhe_site.limits import MAX_PLAIN_TEXT_LENGTH

# Characters that Unicode defines as invisible (Default_Ignorable_Code_Point, 16.0).
_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Joiners and variation selectors, needed in Persian and Indian words, emoji, and variants of
# Chinese characters.
_JOINING = "\u200c\u200d\ufe00-\ufe0f\U000e0020-\U000e007f\U000e0100-\U000e01ef"
# An empty braille cell; annotation marks, and the placeholder for a picture in copied text.
_BLANK = "\u2800\ufff9-\ufffc"
_INVISIBLE = re.compile(f"[{_IGNORABLE}]")
_UNWANTED = re.compile(
    # Of the controls, only line ends and tabs mean something; half a surrogate pair is no
    # character.
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
    f"|(?![{_JOINING}])[{_IGNORABLE}{_BLANK}]"
    # A joiner with nothing before it that it could join.
    rf"|(?<![^\s{_IGNORABLE}])(?<![{_JOINING}])[{_JOINING}]+"
    "|(?<=[\x00-\x7f])[\u200c\u200d]+"
    # Matched only from the beginning of a run: from each character it would take quadratic time.
    "|(?<![\u200c\u200d])[\u200c\u200d]++(?=[\x00-\x7f]|\\Z)"
)
# Letters of other alphabets that readers take for Latin ones, in lower case.
LOOKALIKES = str.maketrans("авекмнорстухіјѕһαεικνορτυχ", "abekmhopctyxijshaeikvoptux")
# Embeddings, overrides and isolates: they reverse what follows, up to the end of a paragraph.
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_LINE_BREAKS = re.compile("[\t\n]+")


def without_invisible(text):
    """Return `text` without invisible characters, for comparing and searching."""
    # Looking at each character takes longer than all else that is done with most texts.
    return text if text.isascii() else _INVISIBLE.sub("", text)


def is_invisible(character):
    """Return whether a character is invisible."""
    return bool(_INVISIBLE.match(character))


def without_directions(text):
    """Return `text` without characters that change the writing direction."""
    return _DIRECTIONS.sub("", text)


def as_paragraphs(text):
    """Return `text` without controls, direction overrides and other invisible characters; line
    breaks stay."""
    return _UNWANTED.sub("", _LINE_END.sub("\n", text))


def as_line(text):
    """Return `text` like `as_paragraphs`, on one line."""
    return _LINE_BREAKS.sub(" ", as_paragraphs(text))


def count_characters(field):
    """Make a form field with a limit count its characters (text-limits.js, and the error), in
    place of a `maxlength`, at which browsers truncate pasted text. Returns the field."""
    if isinstance(field, forms.CharField) and field.max_length:
        field.widget.attrs.pop("maxlength", None)
        field.widget.attrs["data-limit"] = field.max_length
        field.error_messages["max_length"] = _too_long(field.label or "")
    return field


def _too_long_message(label):
    # A label of several words is often no noun, or a whole sentence.
    if not str(label).isalpha():
        return _("This text has %(show_value)d characters. Shorten it to %(limit_value)d or fewer.")
    message = _(
        "The {label} has %(show_value)d characters. Shorten it to %(limit_value)d or fewer."
    )
    return message.format(label=str(label).lower())


_too_long = lazy(_too_long_message, str)


class _CleanTextMixin:
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        count_characters(self)

    def to_python(self, value):
        value = super().to_python(value)
        return self._cleaned(value) if isinstance(value, str) else value

    def _cleaned(self, value):
        value = self.clean_text(value)
        return value.strip() if self.strip else value


class LineFormField(_CleanTextMixin, forms.CharField):
    """One line of text."""

    clean_text = staticmethod(as_line)


class ParagraphsFormField(_CleanTextMixin, forms.CharField):
    """Text of several lines, with a limit."""

    clean_text = staticmethod(as_paragraphs)

    def __init__(self, *, max_length=None, **kwargs):
        super().__init__(max_length=max_length or MAX_PLAIN_TEXT_LENGTH, **kwargs)


class _PlainFieldMixin:
    def formfield(self, **kwargs):
        # Choices use a field of their own.
        return super().formfield(**{"form_class": self.form_class, **kwargs})


class LineField(_PlainFieldMixin, models.CharField):
    """A column for one line of text. In a migration it is a plain CharField."""

    form_class = LineFormField

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class ParagraphsField(_PlainFieldMixin, models.TextField):
    """A column for text of several lines. In a migration it is a plain TextField."""

    form_class = ParagraphsFormField

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
