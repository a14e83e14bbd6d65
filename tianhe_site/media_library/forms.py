"""Forms of the library: a picture and its texts in each language, and file uploads."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .json import ACCEPTED
from .media_snapshot import MAX_RELEASED
from .models import FOCAL_STEP, Document, Image, ImageText

TEXTS = ("description", "caption")
_ABOUT_PRESS = _(
    "Check this if journalists may use the picture. The press page shows it from its next version "
    "on, to download up to %(width)s pixels wide. It shows the newest %(count)s."
)


class AssetForm(forms.ModelForm):
    """Refuses to overwrite someone else's newer save, unless it is sent a second time."""

    opened = forms.CharField(required=False, label="", widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["opened"] = self.instance.modified_at.isoformat()

    def clean(self):
        data = super().clean()
        opened, saved = data.get("opened"), self.initial.get("opened")
        if opened and opened != saved:
            self.data = {**self.data.dict(), "opened": saved}
            raise ValidationError(
                _(
                    "Someone else saved this after you opened it, so your changes aren't saved "
                    "yet. Open it in another tab to see what it says now. Save again to replace "
                    "it with your version."
                )
            )
        return data


class DocumentForm(AssetForm):
    class Meta:
        model = Document
        fields = ["title", "language"]


class ImageForm(AssetForm):
    """A picture and its texts, in fields named like `description_en`."""

    class Meta:
        model = Image
        fields = ["title", "decorative", "credit", "licence", "for_press", "focal_x", "focal_y"]
        widgets = dict.fromkeys(
            ["focal_x", "focal_y"],
            forms.NumberInput(attrs={"min": 0, "max": 100, "step": FOCAL_STEP}),
        )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for_press = self.fields.get("for_press")
        if for_press:
            for_press.help_text = _ABOUT_PRESS % {"width": "1,920", "count": MAX_RELEASED}
        if self.instance.pk:
            for text in self.instance.texts.all():
                for name in TEXTS:
                    self.initial[f"{name}_{text.language}"] = getattr(text, name)

    def clean(self):
        data = super().clean()
        if data.get("for_press"):
            for name in ("credit", "licence"):
                if name not in self.errors and not data.get(name):
                    message = _("Enter this before you release the picture: journalists need it.")
                    self.add_error(name, message)
        return data

    def clean_focal_x(self):
        return _stepped(self.cleaned_data["focal_x"])

    def clean_focal_y(self):
        return _stepped(self.cleaned_data["focal_y"])

    def save_texts(self):
        """Save the texts of each language that the form has fields for."""
        for language, _name in settings.LANGUAGES:
            values = {
                name: self.cleaned_data[f"{name}_{language}"]
                for name in TEXTS
                if f"{name}_{language}" in self.cleaned_data
            }
            if values:
                ImageText.objects.update_or_create(
                    image=self.instance, language=language, defaults=values
                )


def _stepped(value):
    return round(value / FOCAL_STEP) * FOCAL_STEP


def text_fields(language):
    """Return the names of the text fields for a language."""
    return [f"{name}_{language}" for name in TEXTS]


for _language, _name in settings.LANGUAGES:
    for _text in TEXTS:
        _field = ImageText._meta.get_field(_text).formfield(
            widget=forms.Textarea(attrs={"rows": 2, "lang": _language, "class": "vLargeTextField"})
        )
        ImageForm.declared_fields[f"{_text}_{_language}"] = _field
        ImageForm.base_fields[f"{_text}_{_language}"] = _field


class DescribeForm(forms.ModelForm):
    """What a new picture still needs before it may be published."""

    language = forms.ChoiceField(label=_("language"), choices=settings.LANGUAGES)

    class Meta:
        model = ImageText
        fields = ["description", "caption"]
        widgets = dict.fromkeys(fields, forms.Textarea(attrs={"rows": 2}))

    decorative = forms.BooleanField(
        label=_("decorative only"),
        required=False,
        help_text=Image._meta.get_field("decorative").help_text,
    )

    def clean(self):
        data = super().clean()
        has_text = data.get("description") or data.get("decorative")
        if not has_text and "description" not in self.errors:
            self.add_error(
                "description",
                _("Describe the picture for people who can't see it, or check 'Decorative only'."),
            )
        return data


class ReplaceForm(forms.Form):
    file = forms.FileField(label=_("New file"))

    def __init__(self, *args, model, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ACCEPTED[model]
