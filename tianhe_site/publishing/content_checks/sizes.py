"""Whether a draft is larger than the site allows. Forms check each field; this checks what a
program is about to save."""

from django.db import models
from django.utils.translation import gettext as _

from tianhe_site.limits import MAX_PLAIN_TEXT_LENGTH
from tianhe_site.rich_text.bounds import TooLargeError, check_bounds
from tianhe_site.rich_text.cleaning import CleanedText
from tianhe_site.rich_text.fields import RichTextField

from ..sources import SourcesField, why_too_many


def why_too_large(draft):
    """Return a message about the first field of `draft` that is too long, "" if none is."""
    messages = (_why_too_large(field, field.value_from_object(draft)) for field in _fields(draft))
    return next(filter(None, messages), "")


def too_long_message(field, count, limit):
    """Return a message about a text with more than `limit` characters."""
    return _("The %(field)s has %(count)d characters. Shorten it to %(most)d or fewer.") % {
        "field": field.verbose_name,
        "count": count,
        "most": limit,
    }


def _fields(draft):
    kinds = (models.CharField, models.TextField, SourcesField)
    return [field for field in draft._meta.concrete_fields if isinstance(field, kinds)]


def _why_too_large(field, value):
    if isinstance(field, SourcesField):
        return why_too_many(value)
    if isinstance(field, RichTextField):
        return _why_not_parsed(value or "")
    limit, count = field.max_length or MAX_PLAIN_TEXT_LENGTH, len(value or "")
    return too_long_message(field, count, limit) if count > limit else ""


def _why_not_parsed(markup):
    # A form has checked this already.
    if isinstance(markup, CleanedText):
        return ""
    try:
        check_bounds(markup)
    except TooLargeError as error:
        return str(error)
    return ""
