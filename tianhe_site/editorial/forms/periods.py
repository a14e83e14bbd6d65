"""Days, and periods of days."""

from datetime import UTC, datetime, time, timedelta

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from tianhe_site.publishing.models import FOREVER

NOT_A_DATE = _(
    "Enter the date as year-month-day, for example 2026-12-03, or with the month as a word: 3 "
    "December 2026. A date like 3/12/2026 means different days in different countries."
)


class PeriodForm(forms.Form):
    """A period of whole days (UTC), and the format of the export."""

    since = forms.DateField(
        label=_("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": NOT_A_DATE},
    )
    until = forms.DateField(
        label=_("To"),
        required=False,
        # The last day has no day after it.
        validators=[MaxValueValidator(FOREVER.date(), _("Check the year."))],
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": NOT_A_DATE},
        help_text=_("Includes both days, in UTC. Leave empty to export everything."),
    )
    format = forms.ChoiceField(
        label=_("Format"),
        choices=[
            ("csv", _("CSV, for a spreadsheet")),
            ("jsonl", _("JSON Lines, with everything the hashes cover")),
        ],
    )

    def period(self):
        """Return `since` and `before` as aware datetimes or None, and the `format`."""
        data = self.cleaned_data
        day_after = data["until"] and data["until"] + timedelta(days=1)
        return {
            "since": _midnight(data["since"]),
            "before": _midnight(day_after),
            "format": data["format"],
        }


def _midnight(day):
    return day and datetime.combine(day, time(), UTC)
