"""The forms of the shared admin: the draft, and what each verb asks for."""

import json
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from tianhe_site.plain_text import LineFormField, ParagraphsFormField
from tianhe_site.publishing import addresses, clock, review_policy, workflow
from tianhe_site.publishing.content_checks import Level
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import FOREVER, ChangeKind, HistoryEntry, valid_slug
from tianhe_site.publishing.sources import follow_sources

from .edit_conflicts import UNKNOWN, Conflict, version

# Prefix for the names of fields that ask why a warning is acknowledged.
REASON = "reason:"
MAX_REASON_LENGTH = 500
MAX_NOTE_LENGTH = 5000
YEARS = range(1900, FOREVER.year)
NOT_A_DATE = _(
    "Enter the date as year-month-day, for example 2026-12-03, or with the month as a word: 3 "
    "December 2026. A date like 3/12/2026 means different days in different countries."
)
NO_SUCH_TIME = _("That time doesn't exist: clocks go forward that night. Choose a later one.")
TIME_COMES_TWICE = _(
    "That hour happens twice: clocks go back that night. Choose which one you mean below."
)
ZONES = [(zone.key, office) for office, zone in clock.OFFICES.items()] + [("UTC", "UTC")]


class PublishableForm(forms.ModelForm):
    """A draft. While its address can still be chosen, the form says if another item uses it. Claims
    keep their sources when rows of sources close up.

    If someone saved the draft after this form was opened, nothing is overwritten: the form comes
    back with both texts of each field that differs, and asks which one to keep.
    """

    conflict = None

    def clean(self):
        data = super().clean()
        follow_sources(self)
        opened = self._opened()
        if opened and opened != version(self.instance):
            self.conflict = Conflict(self, opened)
            if self.conflict.is_open:
                raise ValidationError(self.conflict.sentence)
            self.conflict.settle()
        return data

    def _opened(self):
        """Return the version of the draft that this form was opened with, None for a new draft."""
        if not self.instance.pk:
            return None
        if opened := self.data.get("opened"):
            return opened
        # The form for a new draft has no version, also when the back button sends it again.
        wrote = (HistoryEntry.Verb.WRITE, HistoryEntry.Verb.REVERT)
        written = HistoryEntry.objects.filter(item_id=self.instance.pk, verb__in=wrote)
        return UNKNOWN if written.count() > 1 else None

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            # A news item needs its category to know whether it needs a second approver.
            try:
                workflow.check_mark(self.instance)
            except PublishingError as error:
                self.add_error(None, str(error))
        if "slug" in self.fields and not self.errors:
            try:
                self.instance.check_place()
                path = self.instance.path_for(self.instance)
                addresses.check_free(path, self.instance, clock.now())
            except PublishingError as error:
                self.add_error("slug", str(error))


class WhyForm(forms.Form):
    """Asks why approval is requested."""

    why = ParagraphsFormField(
        label=_("Why"),
        max_length=MAX_NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The approver sees this before deciding. It's recorded."),
        error_messages={"required": _("Explain why. The approver sees this before deciding.")},
    )


class ConfirmedForm(forms.ModelForm):
    """A row some of whose changes need a second approver. Those are left out when the row is saved,
    and kept in `to_ask` as a request stores them. `why_help` says when a reason is needed."""

    why_help = ""
    why = ParagraphsFormField(
        label=_("Why"),
        required=False,
        max_length=MAX_NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["why"].help_text = self.why_help
        self.to_ask = {}

    def fields_to_ask(self, before):
        """Return the names of the fields whose change from `before` needs a second approver."""
        raise NotImplementedError

    def _post_clean(self):
        super()._post_clean()
        before = type(self.instance).objects.filter(pk=self.instance.pk).first()
        if before is None or self.errors or review_policy.asks_nobody():
            return
        for name in self.fields_to_ask(before):
            self.to_ask[name] = [getattr(before, name), getattr(self.instance, name)]
            setattr(self.instance, name, getattr(before, name))
        if self.to_ask and not self.cleaned_data["why"]:
            self.add_error("why", WhyForm.base_fields["why"].error_messages["required"])


class ReviewForm(forms.Form):
    note = ParagraphsFormField(
        label=_("Your note"),
        required=False,
        max_length=MAX_NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The author sees this. It's recorded."),
    )


class RedactionForm(forms.Form):
    editions = forms.MultipleChoiceField(
        label=_("Versions"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one version.")},
    )
    reason = ParagraphsFormField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("This permanently replaces the content. Don't name a patient."),
    )

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["editions"].choices = choices


class PreviewLinkForm(forms.Form):
    note = LineFormField(
        label=_("For whom"),
        max_length=200,
        help_text=_("For example: Dr. Li, medical review. This is recorded."),
    )
    days = forms.IntegerField(label=_("Days until it expires"), initial=7, min_value=1)

    def __init__(self, *args, longest, **kwargs):
        super().__init__(*args, **kwargs)
        # What needs a second approver is shown to outsiders for fewer days.
        field = self.fields["days"]
        field.validators.append(MaxValueValidator(longest))
        field.widget.attrs["max"] = longest
        field.help_text = _("At most %d.") % longest


class LocalTime(forms.BoundField):
    """A date and time on a `LocalTimesForm`."""

    @property
    def in_offices(self):
        """The time entered, in the local time of both offices; "" while it isn't a valid time."""
        moment = self.form.moment_of(self.name)
        return clock.in_words(moment) if moment else ""

    @property
    def offices(self):
        """The time zone of each office, for local-time.js."""
        return json.dumps({str(office): zone.key for office, zone in clock.OFFICES.items()})

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
        return _on_wall(value) if isinstance(value, datetime) else value

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


def _on_wall(moment):
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
        self._moments = {}

    def moment_of(self, name):
        """Return the aware datetime that a field means, None while it has none."""
        if not self.is_bound:
            return self.initial.get(name)
        self.is_valid()
        return self._moments.get(name)

    def clean(self):
        data = super().clean()
        names = [name for name, field in self.fields.items() if isinstance(field, LocalTimeField)]
        for name in names:
            if data.get(name) and data.get("zone"):
                self._find_moment(name, self._possible(name, data[name], data["zone"]))
        return data

    def _possible(self, name, typed, zone):
        if typed.tzinfo:
            return [typed]
        began_with = self.initial.get(name)
        if began_with and zone == ZONES[0][0] and typed == _to_the_minute(_on_wall(began_with)):
            return [began_with]
        return clock.moments_at(typed, ZoneInfo(zone))

    def _find_moment(self, name, possible):
        if not possible:
            self.add_error(name, NO_SUCH_TIME)
        elif len(possible) == 1:
            self._take_moment(name, possible[0])
        else:
            self._ask_which(name, possible)

    def _take_moment(self, name, moment):
        self._moments[name] = self.cleaned_data[name] = moment

    def _ask_which(self, name, moments):
        # The answer is the datetime itself, so it doesn't apply to another time typed later.
        keys = {moment.isoformat(): moment for moment in moments}
        sentences = (_("The first time: %s"), _("The second time: %s"))
        self.fields[f"{name}_which"] = forms.ChoiceField(
            label=_("Which one?"),
            required=False,
            widget=forms.RadioSelect,
            choices=[
                (key, sentence % clock.in_words(moment))
                for sentence, (key, moment) in zip(sentences, keys.items(), strict=True)
            ],
        )
        names = [each for each in self.fields if each != f"{name}_which"]
        names.insert(names.index(name) + 1, f"{name}_which")
        self.order_fields(names)
        answer = self.data.get(self.add_prefix(f"{name}_which"))
        if answer in keys:
            self._take_moment(name, keys[answer])
        else:
            self.add_error(name, TIME_COMES_TWICE)


class NoteForm(forms.Form):
    """For a verb that takes only a note."""

    note = ParagraphsFormField(
        label=_("Internal note"),
        required=False,
        max_length=MAX_NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Colleagues see this in the history. Readers don't."),
    )


class SeenForm(NoteForm):
    """A note, and which state the editor looked at."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class SubmitForm(SeenForm):
    """The questions before a text is submitted or published: which state the editor looked at, why
    warnings are acknowledged, and whether it corrects the live version."""

    field_order = ["seen", "at", "until", "zone"]

    def __init__(self, *args, findings=(), asks_for_corrections=False, **kwargs):
        super().__init__(*args, **kwargs)
        note = self.fields.pop("note")
        if asks_for_corrections:
            self.fields.update(_correction_fields())
        for name in self.data:
            if name.startswith(REASON):
                self._keep_reason(name)
        for finding in findings:
            self._ask_reason(finding)
        self.fields["note"] = note

    def _keep_reason(self, name):
        # The form may have asked for it only after it was sent. Keep the reason even if something
        # else is in the way by now.
        self.fields[name] = LineFormField(
            label=_("The reason you gave"), required=False, max_length=MAX_REASON_LENGTH
        )

    def _ask_reason(self, finding):
        # Named after the finding, so that the reason is recognized in a form that asked for it only
        # after it was sent.
        self.fields[f"{REASON}{finding.key}"] = LineFormField(
            label=finding.sentence,
            max_length=MAX_REASON_LENGTH,
            error_messages={"required": _("Fix this, or explain why you're keeping it.")},
            help_text=_("Explain why you're keeping it. Your reason is recorded."),
        )

    def ask_about(self, findings):
        """Show what is in the way of a verb; ask for a reason where a reason is enough."""
        for finding in findings:
            self.add_error(None, finding.sentence)
            if finding.level == Level.WARN:
                self._ask_reason(finding)

    def clean(self):
        data = super().clean()
        wants_sentence = data.get("change_kind") == ChangeKind.CORRECTION
        if wants_sentence and not data.get("correction", "").strip():
            self.add_error("correction", _("Say what was corrected. Readers will see it."))
        return data

    def answers(self):
        """Return `reasons`, `correction` and `note` as the verbs take them."""
        data = self.cleaned_data
        is_correction = data.get("change_kind") == ChangeKind.CORRECTION
        answer = data.get("correction", "").strip() if is_correction else ""
        return {
            "reasons": {
                name.removeprefix(REASON): reason
                for name, reason in data.items()
                if name.startswith(REASON)
            },
            "correction": answer if data.get("change_kind") else None,
            "note": data["note"],
        }


def _correction_fields():
    return {
        "change_kind": forms.ChoiceField(
            label=_("An earlier version is live. What kind of change is this?"),
            choices=[choice for choice in ChangeKind.choices if choice[0]],
            widget=forms.RadioSelect,
        ),
        "correction": ParagraphsFormField(
            label=_("What was corrected"),
            required=False,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_(
                "For a correction, readers see this below the text, with the date. For example: "
                "An earlier version gave the number of patients as 15. It is 12."
            ),
        ),
    }


class EndForm(LocalTimesForm, SeenForm):
    """When the live version ends."""

    until = LocalTimeField(
        label=_("Ends at"),
        required=False,
        help_text=_("Readers can't see it after this time. Leave empty to keep it live."),
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=ZONES)

    def times(self):
        """Return `at` and `until` (aware or None) as the verbs take them."""
        return {name: self.cleaned_data.get(name) for name in ("at", "until")}

    def is_as_shown(self):
        """Whether the times are the initial ones."""
        return all(moment == self.initial.get(name) for name, moment in self.times().items())

    @classmethod
    def times_of(cls, edition):
        """Return the initial times of this form for an edition."""
        moments = {"at": edition.live_from, "until": edition.asked_until}
        return {
            name: moment
            for name, moment in moments.items()
            if name in cls.base_fields and moment < FOREVER
        }


class TimesForm(EndForm):
    """When a version goes live, and when it ends."""

    field_order = ["at", "until", "zone", "note"]

    at = LocalTimeField(label=_("Goes live at"), help_text=_("Readers can see it from this time."))


class ScheduleForm(TimesForm, SubmitForm):
    """When a text goes live, and the questions before that."""

    field_order = SubmitForm.field_order


class BulkPublishForm(TimesForm):
    """Which of the approved items go live, and when."""

    editions = forms.MultipleChoiceField(
        label=_("Approved"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one item to publish."),
            "invalid_choice": _(
                "Someone published or sent back one of these while you had this page open. Choose "
                "again."
            ),
        },
    )
    at = LocalTimeField(
        label=_("Go live at"), required=False, help_text=_("Leave empty to publish now.")
    )
    until = None

    field_order = ["editions", "at", "zone", "note"]

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["editions"].choices = choices


class WithdrawForm(NoteForm):
    """The message to readers: one of the approved `sentences`, or another one to be approved."""

    reason = forms.ChoiceField(
        label=_("Message to readers"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Shown at the old address. You can edit these messages in the site details."),
    )
    own_words = ParagraphsFormField(
        label=_("Or your own message"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Needs approval by someone else. Until then, readers see the message chosen above. "
            "This is recorded: don't name a patient."
        ),
    )

    field_order = ["reason", "own_words", "note"]

    def __init__(self, *args, sentences, **kwargs):
        super().__init__(*args, **kwargs)
        nothing = ("", _("No reason, only that it was taken down"))
        self.fields["reason"].choices = [nothing, *((each, each) for each in sentences)]


class PlaceForm(forms.Form):
    """The new place of an item. A section adds fields and `places()`.

    `planned` is the plan whose consequences were shown; only that plan can be confirmed.
    `reason` is for the second approver, if one is needed.
    """

    planned = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = ParagraphsFormField(
        label=_("Why"),
        required=False,
        max_length=MAX_NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The approver sees this before deciding. It's recorded."),
    )

    def visible_fields(self):
        """Leave out the reason, which is asked for below the changes if it is needed."""
        return [field for field in super().visible_fields() if field.name != "reason"]

    def plan(self):
        """Return the fields of the form as one value for a hidden field."""
        others = ("planned", "reason")
        return repr([str(self.cleaned_data[name]) for name in self.fields if name not in others])

    def is_confirmed(self):
        return "confirmed" in self.data and self._is_planned()

    def is_asked(self):
        return "asked" in self.data and self._is_planned()

    def _is_planned(self):
        return self.cleaned_data["planned"] == self.plan()

    def places(self):
        """Return what `workflow.move` takes."""
        raise NotImplementedError


class SlugForm(PlaceForm):
    """The new place of an item that has only a slug."""

    slug = LineFormField(
        label=_("Last part of the address"),
        max_length=80,
        validators=[valid_slug],
        help_text=_(
            "Lowercase letters, digits and hyphens. The old address will redirect to the new one."
        ),
    )

    def __init__(self, *args, draft, **kwargs):
        super().__init__(*args, initial={"slug": draft.slug}, **kwargs)
        self.draft = draft

    def places(self):
        return {self.draft: {"slug": self.cleaned_data["slug"]}}


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


class MomentForm(LocalTimesForm):
    """A time in the past."""

    at = LocalTimeField(label=_("Date and time"))
    zone = forms.ChoiceField(label=_("Time zone"), choices=ZONES)

    def clean(self):
        data = super().clean()
        moment = self._moments.get("at")
        if moment and moment > clock.now():
            self.add_error("at", _("This time is in the future. Choose a time in the past."))
        return data
