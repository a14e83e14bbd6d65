"""Forms for the place of a page in the tree."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tianhe_site.editorial.forms import PlaceForm
from tianhe_site.plain_text import LineFormField
from tianhe_site.publishing.models import valid_slug

from .models import Page


class PageChoiceField(forms.ModelChoiceField):
    """A page. Refuses numbers too large for the column, which Django would look up."""

    def to_python(self, value):
        try:
            return super().to_python(value)
        except OverflowError:
            raise ValidationError(
                self.error_messages["invalid_choice"], params={"value": value}
            ) from None


class PagePlaceForm(PlaceForm):
    """A new parent page and a new slug, or another page to swap places with."""

    slug = LineFormField(
        label=_("Last part of the address"),
        max_length=80,
        validators=[valid_slug],
        required=False,
        help_text=_(
            "Lowercase letters, digits and hyphens. Old addresses redirect to the new ones."
        ),
    )
    parent = PageChoiceField(
        Page.objects.none(),
        label=_("Parent page"),
        required=False,
        empty_label=_("None (top-level page)"),
        help_text=_("The address begins with the parent page's address."),
    )
    swap_with = PageChoiceField(
        Page.objects.none(),
        label=_("Or swap with"),
        required=False,
        empty_label=_("No page"),
        help_text=_("The two pages swap addresses and places in the menu."),
    )

    def __init__(self, *args, draft, **kwargs):
        initial = {"slug": draft.slug, "parent": draft.parent_id}
        super().__init__(*args, initial=initial, **kwargs)
        self.draft = draft
        pages = Page.objects.filter(language=draft.language, trashed_at=None)
        others = pages.exclude(pk=draft.pk)
        self.fields["parent"].queryset = others.exclude(slug="")
        self.fields["swap_with"].queryset = others.exclude(slug="")

    def places(self):
        other = self.cleaned_data["swap_with"]
        if other:
            return {self.draft: _place_of(other), other: _place_of(self.draft)}
        place = {"slug": self.cleaned_data["slug"], "parent": self.cleaned_data["parent"]}
        return {self.draft: place}


def _place_of(page):
    return {name: getattr(page, name) for name in Page.place_fields}
