"""The one field for text with headings, lists, tables and links."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from .cleaning import clean, clean_typed, lost_links, lost_pictures


class RichTextFormField(forms.CharField):
    """Cleans what was typed; says which links and pictures can't be kept, instead of dropping
    them without a word."""

    def clean(self, value):
        value = super().clean(value)
        lost = lost_links(value or "")
        if lost:
            raise ValidationError(
                _(
                    "A link to '%(address)s' can't be kept. Write the full address, "
                    "beginning with https://, or unlink the words."
                )
                % {"address": lost[0]}
            )
        if lost_pictures(value or ""):
            raise ValidationError(
                _(
                    "A picture in the text is not in the media library, so it can't be kept. Put "
                    "its file in with the Picture button, or take it out of the text."
                )
            )
        return clean_typed(value or "")


class RichTextField(models.TextField):
    """Text that is sanitised whenever it is saved, whoever saves it and by whatever way.

    In a migration it is a plain TextField, so that exchanging the editor needs none.
    """

    def pre_save(self, model_instance, add):
        value = clean(super().pre_save(model_instance, add) or "")
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs):
        # Also against the admin, which has a widget of its own for every TextField.
        kwargs["widget"] = import_string(settings.RICH_TEXT_WIDGET)
        kwargs["form_class"] = RichTextFormField
        return super().formfield(**kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
