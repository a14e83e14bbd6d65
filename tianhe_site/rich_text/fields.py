"""The form field and the model field for rich text."""

from contextlib import contextmanager
from contextvars import ContextVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from .bounds import TooLargeError, check_bounds, check_structure, without_tags
from .cleaning import clean, clean_typed, lost_links, lost_pictures, with_media_references
from .references import cached_lookups

# The submitted texts and their cleaned versions, set by `cached_cleaning`.
_typed = ContextVar("typed", default=None)


class RichTextFormField(forms.CharField):
    """Cleans typed markup. It rejects links and pictures that can't be kept instead of dropping
    them silently, and text that is too large before anything parses it."""

    def clean(self, value):
        value = super().clean(value) or ""
        known = _typed.get()
        if known is None:
            return _cleaned(value)
        if value not in known:
            known[value] = _cleaned(value)
        return known[value]

    def bound_data(self, data, initial):
        """Return what the editor of a submitted form shows."""
        data = super().bound_data(data, initial)
        try:
            check_structure(data or "")
        except TooLargeError:
            return without_tags(data)
        return data


@contextmanager
def cached_cleaning():
    """Clean each submitted text only once within this context.

    A form is validated twice: first to report mistakes, then again with the lock held.
    """
    token = _typed.set({})
    try:
        yield
    finally:
        _typed.reset(token)


@cached_lookups()
def _cleaned(markup):
    _check_bounds(markup)
    markup = with_media_references(markup)
    _check_nothing_is_lost(markup)
    cleaned = clean_typed(markup)
    # A "&" takes five characters where it is stored; what was accepted once must be accepted
    # again.
    _check_bounds(cleaned)
    return cleaned


def _check_bounds(markup):
    try:
        check_bounds(markup)
    except TooLargeError as error:
        raise ValidationError(str(error)) from None


def _check_nothing_is_lost(markup):
    lost = lost_links(markup)
    if lost:
        raise ValidationError(
            _(
                "The link to '%(address)s' can't be kept. Enter the full address, starting with "
                "https://, or remove the link."
            )
            % {"address": lost[0]}
        )
    if lost_pictures(markup):
        raise ValidationError(
            _(
                "A picture in the text isn't in the media library, so it can't be kept. Add its "
                "file with the Picture button, or remove it from the text."
            )
        )


class RichTextField(models.TextField):
    """Text that is sanitized whenever it is saved, by any code path.

    Migrations see a plain TextField, so that replacing the editor needs none.
    """

    def pre_save(self, model_instance, add):
        value = clean(super().pre_save(model_instance, add) or "")
        setattr(model_instance, self.attname, value)
        # A plain string for the database, since drivers may check the class.
        return str(value)

    def formfield(self, **kwargs):
        # Overrides the admin, which has its own widget for every TextField.
        kwargs["widget"] = import_string(settings.RICH_TEXT_WIDGET)
        kwargs["form_class"] = RichTextFormField
        return super().formfield(**kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
