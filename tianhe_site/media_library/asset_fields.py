"""Form fields that choose a picture or a document from the library."""

from django import forms
from django.utils.translation import gettext as _

from tianhe_site import admin_pages

from . import json
from .models import Document, Image

# How many assets the select offers without JavaScript.
LATEST = 100


class AssetWidget(forms.Select):
    """Shows the chosen asset, with buttons to choose another one or none. Without JavaScript it is
    a select of the latest assets."""

    template_name = "admin/media_library/asset_widget.html"
    model = None

    class Media:
        js = [forms.Script("js/media/asset-field.js", type="module")]

    def get_context(self, name, value, attrs):
        chosen = self._asset(value)
        latest = self.model.objects.values_list("pk", "title")[:LATEST]
        rows = {**({chosen.pk: chosen.title} if chosen else {}), **dict(latest)}
        self.choices = [("", _("None")), *rows.items()]
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "is_picture": self.model is Image,
            "asset": chosen and json.facts_of(chosen),
            "picker": admin_pages.url_of(self.model, "picker"),
            "choose": admin_pages.url_of(self.model, "choose"),
        }
        return context

    def _asset(self, value):
        """Return the asset with the id `value`; None if there is none."""
        if not json.is_number(str(value or "")):
            return None
        return self._assets().filter(pk=value).first()

    def _assets(self):
        return self.model.objects.select_related("current")


class PictureWidget(AssetWidget):
    model = Image

    def _assets(self):
        return super()._assets().prefetch_related("texts", "current__renditions__file")


class DocumentWidget(AssetWidget):
    model = Document


class AssetField(forms.ModelChoiceField):
    """An asset of the library, or none."""

    def to_python(self, value):
        try:
            return super().to_python(value)
        except OverflowError:
            # Django checks the range of integer keys, but not of keys that point to another table.
            message = self.error_messages["invalid_choice"]
            raise forms.ValidationError(message, params={"value": value}) from None


class PictureField(AssetField):
    widget = PictureWidget


class DocumentField(AssetField):
    widget = DocumentWidget


# By the model that a column points to.
FIELDS = {Image: PictureField, Document: DocumentField}
