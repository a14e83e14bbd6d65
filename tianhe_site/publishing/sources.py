"""Sources: where readers can check what an item says. Claims refer to them by number."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site import languages
from tianhe_site.limits import MAX_SOURCES
from tianhe_site.plain_text import LineFormField, count_characters
from tianhe_site.rich_text.claims import claims_in
from tianhe_site.rich_text.cleaning import clean, renumber_sources
from tianhe_site.rich_text.fields import RichTextFormField

SPARE_ROWS = 1


class SourceForm(forms.Form):
    """One source; its fields are the keys of the JSON value."""

    title = LineFormField(label=gettext_lazy("Title"), max_length=200)
    url = forms.URLField(
        label=gettext_lazy("Address"),
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        error_messages={"invalid": gettext_lazy("Enter an address like https://example.org/page.")},
    )
    count_characters(url)
    identifier = LineFormField(label=gettext_lazy("Identifier"), required=False, max_length=100)
    note = LineFormField(label=gettext_lazy("Note"), required=False, max_length=200)


class SourcesWidget(forms.Widget):
    """One row of inputs per source, and a spare one below. The value includes empty rows, because
    rows are identified by position."""

    template_name = "admin/publishing/sources.html"

    class Media:
        js = [forms.Script("js/admin/sources.js", type="module")]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        rows = [*(value or []), *[{}] * SPARE_ROWS]
        context["rows"] = [
            SourceForm(initial=row, prefix=f"{name}-{number}", use_required_attribute=False)
            for number, row in enumerate(rows[: MAX_SOURCES + 1])
        ]
        return context

    def format_value(self, value):
        return value

    def value_from_datadict(self, data, files, name):
        # One more than the limit, so that the field can report it.
        rows = [
            {key: data.get(f"{name}-{number}-{key}", "") for key in SourceForm.base_fields}
            for number in range(MAX_SOURCES + 1)
        ]
        while rows and not _is_filled(rows[-1]):
            rows.pop()
        return rows

    def value_omitted_from_data(self, data, files, name):
        return False

    def id_for_label(self, id_):
        return f"{id_}-0-title" if id_ else id_


class SourcesFormField(forms.Field):
    """A list of sources without empty rows. Errors name the row and say what to do."""

    widget = SourcesWidget

    def clean(self, value):
        filled = _filled_rows(value)
        if message := why_too_many(filled):
            raise ValidationError(message)
        return [self._clean_row(number, row) for number, row in filled.items()]

    def _clean_row(self, number, row):
        form = SourceForm(row)
        if not form.is_valid():
            problems = " ".join(
                languages.with_label(form[name].label, " ".join(errors))
                for name, errors in form.errors.items()
            )
            raise ValidationError(
                _("Source %(number)s isn't complete. %(problems)s")
                % {"number": number, "problems": problems}
            )
        return {key: text for key, text in form.cleaned_data.items() if text}

    def has_changed(self, initial, data):
        rows = _filled_rows(data).values()
        return (initial or []) != [{key: text for key, text in row.items() if text} for row in rows]


class SourcesField(models.JSONField):
    """A list of sources. In a migration it is a plain JSONField."""

    def formfield(self, **kwargs):
        kwargs = {"form_class": SourcesFormField, "show_hidden_initial": False, **kwargs}
        return models.Field.formfield(self, **kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


class SourcedMixin(models.Model):
    """Content with sources: the same column in drafts and editions."""

    sources = SourcesField(
        gettext_lazy("sources"),
        default=list,
        blank=True,
        help_text=gettext_lazy(
            "Where readers can check each fact. Give an address (https://…) or an identifier, "
            "such as a patent or trial number."
        ),
    )

    class Meta:
        abstract = True


def sources_of(content):
    """Return the sources of a draft or an edition; a section may have none."""
    return getattr(content, "sources", [])


def describe(source):
    """Return a source as one line: title, address, identifier and note, if it has them."""
    parts = (source.get(key) for key in ("title", "url", "identifier", "note"))
    return ", ".join(filter(None, parts))


def why_too_many(sources):
    """Return a sentence if there are more sources than an item may have, else ""."""
    too_many = _("You can have up to %d sources.") % MAX_SOURCES
    return too_many if len(sources) > MAX_SOURCES else ""


def renumber_claims(form):
    """Renumber the claims in the rich texts of a bound form as its rows of sources close up.

    A claim loses the number of an emptied row. A claim that refers to a row that never had a source
    is an error in its text.
    """
    if "sources" not in form.cleaned_data:
        return
    filled = _filled_rows(form["sources"].data)
    known = {*filled, *range(1, len(form.initial.get("sources") or []) + 1)}
    new_numbers = {row: number for number, row in enumerate(filled, start=1)}
    for name, field in form.fields.items():
        if isinstance(field, RichTextFormField) and form.cleaned_data.get(name):
            markup = clean(form.cleaned_data[name])
            form.cleaned_data[name] = renumber_sources(markup, new_numbers)
            for number in sorted(_named(markup) - known):
                form.add_error(name, _unknown_source(number))


def _filled_rows(rows):
    """Return the non-empty rows, by their numbers on the form."""
    return {number: row for number, row in enumerate(rows or [], start=1) if _is_filled(row)}


def _is_filled(row):
    return any(text.strip() for text in row.values())


def _named(markup):
    return {number for claim in claims_in(markup) for number in claim.sources}


def _unknown_source(number):
    return (
        _("A claim refers to source %d, which doesn't exist. Add it below, or change the number.")
        % number
    )
