"""Forms for the place of a page in the tree."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tianhe_site import languages
from tianhe_site.editorial.forms import PlaceForm, PublishableForm
from tianhe_site.plain_text import LineFormField
from tianhe_site.publishing.models import valid_slug

from .models import Page

# A select with more options is slow to load, and nobody finds anything in it.
MAX_OPTIONS = 200
MAX_DEPTH = 20


class PageChoiceField(forms.ModelChoiceField):
    """A page: chosen from a list or, if there are too many, by its address. Refuses numbers too
    large for the column, which Django would look up."""

    default_error_messages = {
        "no_such_page": _("No page has this address. Enter it like this: /therapy/."),
    }

    def by_address(self):
        """Ask for the address, with the pages at the top as suggestions."""
        self.widget = PageAddressInput()
        self.widget.suggestions = self.queryset.filter(parent=None)[:MAX_OPTIONS]

    def to_python(self, value):
        try:
            if isinstance(value, str) and "/" in value:
                return self._page_at(value)
            return super().to_python(value)
        except OverflowError:
            raise ValidationError(
                self.error_messages["invalid_choice"], params={"value": value}
            ) from None

    def has_changed(self, initial, data):
        try:
            page = self.to_python(data)
        except ValidationError:
            return True
        return super().has_changed(initial, page.pk if page else "")

    def _page_at(self, address):
        """Return the page at an address, live or not."""
        path = f"/{address.strip().strip('/')}/".replace("\x00", "")
        language = languages.language_of(path)
        page, slugs = None, path.removeprefix(languages.root(language)).split("/")
        for slug in list(filter(None, slugs))[:MAX_DEPTH]:
            page = Page.in_language(language).filter(parent=page, slug=slug).first()
            if page is None:
                break
        if page is None or not self.queryset.filter(pk=page.pk).exists():
            raise ValidationError(self.error_messages["no_such_page"])
        return page


class PageAddressInput(forms.TextInput):
    """The address of a page, typed or chosen from suggestions."""

    template_name = "admin/pages/page_address.html"
    suggestions = ()

    def format_value(self, value):
        if value in (None, "") or "/" in str(value):
            return value
        page = Page.objects.filter(pk=value).first() if str(value).isdecimal() else None
        return page.path_for() if page else value

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        suggestions_id = f"{context['widget']['attrs'].get('id', name)}-suggestions"
        context["widget"]["attrs"]["list"] = context["suggestions_id"] = suggestions_id
        context["suggestions"] = [(page.path_for(), page.title) for page in self.suggestions]
        return context


def offer_addresses(fields):
    """Ask for the address of a page in those of the fields that would have too many options."""
    for field in fields:
        if field.queryset.order_by().values("pk")[: MAX_OPTIONS + 1].count() > MAX_OPTIONS:
            field.by_address()


class PageForm(PublishableForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # It is only shown once the page was public.
        if "parent" in self.fields:
            parent = self.fields["parent"]
            pages = Page.in_language(self.instance.language).filter(trashed_at=None)
            parent.queryset = pages.exclude(slug="")
            offer_addresses([parent])


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
        pages = Page.in_language(draft.language).filter(trashed_at=None)
        others = pages.exclude(pk=draft.pk)
        self.fields["parent"].queryset = others.exclude(slug="")
        self.fields["swap_with"].queryset = others.exclude(slug="")
        offer_addresses([self.fields["parent"], self.fields["swap_with"]])

    def places(self):
        other = self.cleaned_data["swap_with"]
        if other:
            return {self.draft: _place_of(other), other: _place_of(self.draft)}
        place = {"slug": self.cleaned_data["slug"], "parent": self.cleaned_data["parent"]}
        return {self.draft: place}


def _place_of(page):
    return {name: getattr(page, name) for name in Page.place_fields}
