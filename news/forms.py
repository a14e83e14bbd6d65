"""The form of a news item, with its list of sources."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site.publishing.forms import PublishableForm

from .models import NewsItem

SPARE_ROWS = 2
MOST_SOURCES = 50


class SourceForm(forms.Form):
    """One source of a news item; the keys are those of its JSON value."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    url = forms.URLField(
        label=gettext_lazy("Address"),
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        error_messages={"invalid": gettext_lazy("Write it like this: https://example.org/page.")},
    )
    identifier = forms.CharField(label=gettext_lazy("Identifier"), required=False, max_length=100)
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=200)


class SourcesWidget(forms.Widget):
    """A row of inputs a source, and spare rows below."""

    template_name = "admin/news/sources.html"

    class Media:
        js = ["js/sources.js"]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        rows = [*(value or []), *[{}] * SPARE_ROWS]
        context["rows"] = [
            SourceForm(initial=row, prefix=f"{name}-{number}", use_required_attribute=False)
            for number, row in enumerate(rows[: MOST_SOURCES + 1])
        ]
        return context

    def format_value(self, value):
        return value

    def value_from_datadict(self, data, files, name):
        rows = []
        # One more than there may be, so that the field can say so.
        for number in range(MOST_SOURCES + 1):
            row = {key: data.get(f"{name}-{number}-{key}", "") for key in SourceForm.base_fields}
            rows.append(row)
        return [row for row in rows if any(part.strip() for part in row.values())]

    def value_omitted_from_data(self, data, files, name):
        return False

    def id_for_label(self, id_):
        return f"{id_}-0-title" if id_ else id_


class SourcesField(forms.Field):
    """A list of sources; the error says which row and what to do."""

    widget = SourcesWidget

    def clean(self, value):
        if len(value or []) > MOST_SOURCES:
            raise ValidationError(_("There can be %d sources at the most.") % MOST_SOURCES)
        return [self._clean_row(number, row) for number, row in enumerate(value or [], start=1)]

    def _clean_row(self, number, row):
        form = SourceForm(row)
        if not form.is_valid():
            problems = " ".join(
                f"{form[name].label}: {' '.join(errors)}" for name, errors in form.errors.items()
            )
            raise ValidationError(
                _("Source %(number)s is not complete. %(problems)s")
                % {"number": number, "problems": problems}
            )
        return {key: text for key, text in form.cleaned_data.items() if text}

    def has_changed(self, initial, data):
        filled = [{key: text for key, text in row.items() if text} for row in data or []]
        return (initial or []) != filled


class NewsItemForm(PublishableForm):
    sources = SourcesField(
        required=False,
        label=gettext_lazy("Sources"),
        help_text=NewsItem._meta.get_field("sources").help_text,
    )
