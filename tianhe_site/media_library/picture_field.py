"""The field of a form in which a picture of the library is chosen."""

from django import forms

from . import json
from .models import Image

# How many pictures the plain list of a browser without scripts offers.
LATEST = 100


class PictureWidget(forms.Select):
    """A thumbnail with buttons to choose another picture or none. Without scripts it is a list
    of the pictures that were added last."""

    template_name = "admin/media_library/picture_widget.html"

    class Media:
        # Every page of the admin has media-upload.js.
        js = ["js/media-picker.js", "js/media-field.js"]

    def get_context(self, name, value, attrs):
        chosen = _image(value)
        latest = Image.objects.values_list("pk", "title")[:LATEST]
        rows = {**({chosen.pk: chosen.title} if chosen else {}), **dict(latest)}
        self.choices = [("", "---------"), *rows.items()]
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "picture": chosen and json.facts_of(chosen),
            "picker": json.url_of(Image, "picker"),
            "choose": json.url_of(Image, "choose"),
        }
        return context


def _image(value):
    """Return the picture that a form names, None if it names none."""
    if not json.is_number(str(value or "")):
        return None
    images = Image.objects.select_related("current")
    return images.prefetch_related("texts", "current__renditions__file").filter(pk=value).first()


class PictureField(forms.ModelChoiceField):
    """A picture of the library, or none."""

    widget = PictureWidget

    def to_python(self, value):
        try:
            return super().to_python(value)
        except OverflowError:
            # Django guards keys that are integers themselves, not those that point to another
            # table.
            message = self.error_messages["invalid_choice"]
            raise forms.ValidationError(message, params={"value": value}) from None
