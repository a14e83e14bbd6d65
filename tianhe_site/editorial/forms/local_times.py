"""Local times with their time zone, as people type them."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from tianhe_site.publishing import clock
from tianhe_site.publishing.models import FOREVER

WHICH_ONE = _("Which one?")
YEARS = range(1900, FOREVER.year)
NO_SUCH_TIME = _("That time doesn't exist: clocks go forward that night. Choose a later one.")
TIME_COMES_TWICE = _(
    "That hour happens twice: clocks go back that night. Choose which one you mean below."
)
ZONES = [(zone.key, office) for office, zone in clock.OFFICES.items()] + [("UTC", "UTC")]


class LocalTime(forms.BoundField):
    """A date and time on a `LocalTimesForm`."""

    @property
    def in_offices(self):
        """The time entered, in the local time of both offices; "" while it isn't a valid time."""
        moment = self.form.time_of(self.name)
        return clock.describe(moment) if moment else ""

    @property
    def offices(self):
        """The time zone of each office, by the words for a time there, for local-time.js."""
        zones = {clock.in_office("{time}", each): zone.key for each, zone in clock.OFFICES.items()}
        return json.dumps(zones)

    @property
    def zone_id(self):
        return self.form["zone"].id_for_label


class LocalTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    class Media:
        js = [forms.Script("js/admin/local-time.js", type="module")]


class LocalTimeField(forms.DateTimeField):
    """A local date and time: naive, unless an offset was typed with it (2027-11-07T01:30-04:00)."""

    default_error_messages = {"invalid": _("Enter the date and time like this: 2026-12-03 09:00.")}
    widget = LocalTimeInput(format="%Y-%m-%dT%H:%M")
    bound_field_class = LocalTime

    def prepare_value(self, value):
        """Show an aware datetime in the first time zone of the form."""
        return _in_first_zone(value) if isinstance(value, datetime) else value

    def to_python(self, value):
        # Django would read it in the server's time zone, where the hour may not even exist.
        with timezone.override(UTC):
            moment = super().to_python(value)
        # Outside these years, converting to another time zone may overflow.
        if moment and moment.year not in YEARS:
            raise ValidationError(_("Check the year."))
        return moment if _has_offset(value) else moment and moment.replace(tzinfo=None)


def _has_offset(value):
    typed = parse_datetime(value.strip()) if isinstance(value, str) else value
    return bool(typed and typed.tzinfo)


def _in_first_zone(moment):
    return moment.astimezone(ZoneInfo(ZONES[0][0])).replace(tzinfo=None)


def _to_the_minute(moment):
    return moment.replace(second=0, microsecond=0)


class LocalTimesForm(forms.Form):
    """Local times and their time zone `zone`. What was typed becomes an aware datetime.

    If an hour happens twice in a night, the form asks which one is meant. A time left as the form
    showed it keeps its exact value, to the microsecond.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._times = {}

    def time_of(self, name):
        """Return the aware datetime that a field means, None while it has none."""
        if not self.is_bound:
            return self.initial.get(name)
        self.is_valid()
        return self._times.get(name)

    def clean(self):
        data = super().clean()
        names = [name for name, field in self.fields.items() if isinstance(field, LocalTimeField)]
        for name in names:
            if data.get(name) and data.get("zone"):
                self._resolve(name, self._possible_times(name, data[name], data["zone"]))
        return data

    def _possible_times(self, name, typed, zone):
        if typed.tzinfo:
            return [typed]
        shown = self.initial.get(name)
        if shown and zone == ZONES[0][0] and typed == _to_the_minute(_in_first_zone(shown)):
            return [shown]
        return clock.moments_at(typed, ZoneInfo(zone))

    def _resolve(self, name, possible):
        if not possible:
            self.add_error(name, NO_SUCH_TIME)
        elif len(possible) == 1:
            self._set_time(name, possible[0])
        else:
            self._ask_which(name, *possible)

    def _set_time(self, name, moment):
        self._times[name] = self.cleaned_data[name] = moment

    def _ask_which(self, name, first, second):
        # The answer is the datetime itself, so it doesn't apply to another time typed later.
        times = {first.isoformat(): first, second.isoformat(): second}
        labels = (_("The first time: %s"), _("The second time: %s"))
        choices = [
            (key, label % clock.describe(time))
            for label, (key, time) in zip(labels, times.items(), strict=True)
        ]
        self._add_choice_after(name, f"{name}_which", choices)
        answer = self.data.get(self.add_prefix(f"{name}_which"))
        if answer in times:
            self._set_time(name, times[answer])
        else:
            self.add_error(name, TIME_COMES_TWICE)

    def _add_choice_after(self, name, choice_name, choices, label=WHICH_ONE):
        names = list(self.fields)
        names.insert(names.index(name) + 1, choice_name)
        self.fields[choice_name] = forms.ChoiceField(
            label=label, required=False, widget=forms.RadioSelect, choices=choices
        )
        self.order_fields(names)


class PastTimeForm(LocalTimesForm):
    """A time in the past."""

    at = LocalTimeField(label=_("Date and time"))
    zone = forms.ChoiceField(label=_("Time zone"), choices=ZONES)

    def clean(self):
        data = super().clean()
        moment = self._times.get("at")
        if moment and moment > clock.now():
            self.add_error("at", _("This time is in the future. Choose a time in the past."))
        return data
