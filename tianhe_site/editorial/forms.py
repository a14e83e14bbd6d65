"""The forms of the shared admin: a draft, and what each verb needs to know."""

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

# The name of a field that asks why a warning may stand begins with it.
REASON = "reason:"
MAX_REASON_LENGTH = 500
MAX_NOTE_LENGTH = 5000
YEARS = range(1900, FOREVER.year)
NOT_A_DATE = _(
    "Write the date as year-month-day, like this: 2026-12-03. Or write the month as a word: "
    "3 December 2026. A date such as 3/12/2026 is read differently in different countries."
)
NO_SUCH_TIME = _("That time doesn't exist: clocks go forward that night. Choose a later one.")
TIME_COMES_TWICE = _(
    "That hour comes twice: clocks go back that night. Choose below which of the two you mean."
)
ZONES = [(zone.key, office) for office, zone in clock.OFFICES.items()] + [("UTC", "UTC")]


class PublishableForm(forms.ModelForm):
    """A draft. While its address is free to choose, the form says when it is taken. Claims in its
    texts keep to their sources.

    When somebody saved the draft after this form was opened, nothing is overwritten: the form
    comes back with both texts of each field that differs, and asks which one is to stay.
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
        # The form for a new draft, sent again by way of the back button, knows of no version.
        wrote = (HistoryEntry.Verb.WRITE, HistoryEntry.Verb.REVERT)
        written = HistoryEntry.objects.filter(item_id=self.instance.pk, verb__in=wrote)
        return UNKNOWN if written.count() > 1 else None

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            # Without its category a news item can't say whether it is marked.
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
    """Why a second person is asked."""

    why = ParagraphsFormField(
        label=_("Why"),
        max_length=MAX_NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The second person reads it before they decide. It stays in the history."),
        error_messages={"required": _("Say why. The second person reads it before they decide.")},
    )


class ConfirmedForm(forms.ModelForm):
    """A row of which a second person confirms some changes: `to_ask` has those, as a request has
    them, and the row is saved without. `why_help` says when a reason is asked for."""

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
        """Return the names of the fields whose change from the row `before` is to be confirmed."""
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
        label=_("Your answer"),
        required=False,
        max_length=MAX_NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The author reads it. It stays in the history."),
    )


class RedactionForm(forms.Form):
    editions = forms.MultipleChoiceField(
        label=_("Editions"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one edition.")},
    )
    reason = ParagraphsFormField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It takes the place of the content, for good. Name no patient in it."),
    )

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["editions"].choices = choices


class PreviewLinkForm(forms.Form):
    note = LineFormField(
        label=_("For whom"),
        max_length=200,
        help_text=_("For example: Dr. Li, medical review. It stays in the history."),
    )
    days = forms.IntegerField(label=_("Days it lasts"), initial=7, min_value=1)

    def __init__(self, *args, longest, **kwargs):
        super().__init__(*args, **kwargs)
        # What a second person must approve is shown to others for fewer days.
        field = self.fields["days"]
        field.validators.append(MaxValueValidator(longest))
        field.widget.attrs["max"] = longest
        field.help_text = _("At most %d.") % longest


class LocalTime(forms.BoundField):
    """A date and time on a `LocalTimesForm`."""

    @property
    def in_offices(self):
        """What was entered as both offices read it on their walls, "" while it is no moment."""
        moment = self.form.moment_of(self.name)
        return clock.in_words(moment) if moment else ""

    @property
    def offices(self):
        """The zone of each office, for local-time.js."""
        return json.dumps({str(office): zone.key for office, zone in clock.OFFICES.items()})

    @property
    def zone_id(self):
        return self.form["zone"].id_for_label


class LocalTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    class Media:
        js = [forms.Script("js/admin/local-time.js", type="module")]


class LocalTimeField(forms.DateTimeField):
    """A date and time as a clock on some wall shows it: without a zone, unless one was typed with
    it (2027-11-07T01:30-04:00)."""

    default_error_messages = {"invalid": _("Write date and time like this: 2026-12-03 09:00.")}
    widget = LocalTimeInput(format="%Y-%m-%dT%H:%M")
    bound_field_class = LocalTime

    def prepare_value(self, value):
        """Show a moment as the first zone of the form reads it."""
        return _on_wall(value) if isinstance(value, datetime) else value

    def to_python(self, value):
        # Django would read it in the zone of the server, where the hour may not even exist.
        with timezone.override(UTC):
            moment = super().to_python(value)
        # Beyond, the hours of another zone may fall off the calendar.
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
    """Local times, and in `zone` where they are read. What was typed becomes a moment (aware).

    An hour that comes twice in a night is asked about. A time that was left as the form showed it
    is the moment that it was, to the microsecond.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._moments = {}

    def moment_of(self, name):
        """Return the moment that a field means, None while it means none."""
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
        # An answer names its moment: it says nothing of another time that is typed later.
        keys = {moment.isoformat(): moment for moment in moments}
        sentences = (_("The first time: %s"), _("The second time: %s"))
        self.fields[f"{name}_which"] = forms.ChoiceField(
            label=_("Which of the two?"),
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
    """A verb that takes nothing but a note."""

    note = ParagraphsFormField(
        label=_("Note for the record"),
        required=False,
        max_length=MAX_NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Staff find it in the history. Readers don't see it."),
    )


class SeenForm(NoteForm):
    """A note, and what the editor looked at."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class SubmitForm(SeenForm):
    """What is to be known of a text before it goes on: what the editor looked at, why a warning
    may stand, and whether it corrects what readers have."""

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
        # The form may have asked for it only when it was sent; it comes back also if what stands in
        # the way by now is something else.
        self.fields[name] = LineFormField(
            label=_("The reason you gave"), required=False, max_length=MAX_REASON_LENGTH
        )

    def _ask_reason(self, finding):
        # Named by the finding, so that a reason is known again in a form that was asked for it only
        # when it was sent.
        self.fields[f"{REASON}{finding.key}"] = LineFormField(
            label=finding.sentence,
            max_length=MAX_REASON_LENGTH,
            error_messages={"required": _("Go back and mend this, or say why it may stand.")},
            help_text=_("Why may it stand? The reason goes into the history."),
        )

    def ask_about(self, findings):
        """Say what stands in the way of a verb; ask for a reason where one is enough."""
        for finding in findings:
            self.add_error(None, finding.sentence)
            if finding.level == Level.WARN:
                self._ask_reason(finding)

    def clean(self):
        data = super().clean()
        wants_sentence = data.get("change_kind") == ChangeKind.CORRECTION
        if wants_sentence and not data.get("correction", "").strip():
            self.add_error("correction", _("Say what was corrected. Readers will see this note."))
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
            label=_("Readers have an earlier text of this. What is the new one?"),
            choices=[choice for choice in ChangeKind.choices if choice[0]],
            widget=forms.RadioSelect,
        ),
        "correction": ParagraphsFormField(
            label=_("What was corrected"),
            required=False,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_(
                "For a correction: a sentence that readers see under the item, with the date. "
                "For example: The number of patients was given as 15; it is 12."
            ),
        ),
    }


class EndForm(LocalTimesForm, SeenForm):
    """When what is live ends."""

    until = LocalTimeField(
        label=_("Ends at"),
        required=False,
        help_text=_("Readers no longer see it from this moment on. Empty: it stays."),
    )
    zone = forms.ChoiceField(label=_("These times are in"), choices=ZONES)

    def times(self):
        """Return the moments (aware, or None) `at` and `until` as the verbs take them."""
        return {name: self.cleaned_data.get(name) for name in ("at", "until")}

    def is_as_shown(self):
        """Whether the times are those that the form began with."""
        return all(moment == self.initial.get(name) for name, moment in self.times().items())

    @classmethod
    def times_of(cls, edition):
        """Return the times of an edition as this form begins with them."""
        moments = {"at": edition.live_from, "until": edition.asked_until}
        return {
            name: moment
            for name, moment in moments.items()
            if name in cls.base_fields and moment < FOREVER
        }


class TimesForm(EndForm):
    """When something goes live, and when it ends."""

    field_order = ["at", "until", "zone", "note"]

    at = LocalTimeField(label=_("Goes live at"), help_text=_("Readers see it from this moment on."))


class ScheduleForm(TimesForm, SubmitForm):
    """When a text goes live, and what is to be known of it before."""

    field_order = SubmitForm.field_order


class BulkPublishForm(TimesForm):
    """Which of the approved items go live, and from which moment on."""

    editions = forms.MultipleChoiceField(
        label=_("Approved"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose what is to go live."),
            "invalid_choice": _("One of them was published or sent back meanwhile. Choose again."),
        },
    )
    at = LocalTimeField(label=_("Go live at"), required=False, help_text=_("Empty: at once."))
    until = None

    field_order = ["editions", "at", "zone", "note"]

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["editions"].choices = choices


class WithdrawForm(NoteForm):
    """What readers are told: one of the approved `sentences`, and other words to be agreed on."""

    reason = forms.ChoiceField(
        label=_("What readers are told"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Shown at the old address. The site details hold these sentences."),
    )
    own_words = ParagraphsFormField(
        label=_("Or in your own words"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Sent to a second person. Readers see the sentence chosen above until somebody "
            "agrees. It stays in the history: name no patient."
        ),
    )

    field_order = ["reason", "own_words", "note"]

    def __init__(self, *args, sentences, **kwargs):
        super().__init__(*args, **kwargs)
        nothing = ("", _("Only that it was taken down"))
        self.fields["reason"].choices = [nothing, *((each, each) for each in sentences)]


class PlaceForm(forms.Form):
    """Where an item is to stand. A section gives it fields, and `places()`.

    `planned` is what the form said when the consequences were shown: what is confirmed is that.
    `reason` is for the second person, where one has to agree.
    """

    planned = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = ParagraphsFormField(
        label=_("Why"),
        required=False,
        max_length=MAX_NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The second person reads it before they decide. It stays in the history."),
    )

    def visible_fields(self):
        """Leave out the reason: it is asked below what will change, where one is wanted."""
        return [field for field in super().visible_fields() if field.name != "reason"]

    def plan(self):
        """Return the fields of the form as one value that can be sent along."""
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
    """Where an item with nothing but a slug is to stand."""

    slug = LineFormField(
        label=_("Last part of the address"),
        max_length=80,
        validators=[valid_slug],
        help_text=_("Small letters, digits and hyphens. The old address will lead to the new one."),
    )

    def __init__(self, *args, draft, **kwargs):
        super().__init__(*args, initial={"slug": draft.slug}, **kwargs)
        self.draft = draft

    def places(self):
        return {self.draft: {"slug": self.cleaned_data["slug"]}}


class PeriodForm(forms.Form):
    """A period of whole days (UTC), and how its entries are to be sent."""

    since = forms.DateField(
        label=_("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": NOT_A_DATE},
    )
    until = forms.DateField(
        label=_("To"),
        required=False,
        # There is no day after the last one.
        validators=[MaxValueValidator(FOREVER.date(), _("Check the year."))],
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": NOT_A_DATE},
        help_text=_("Both days are part of it (UTC). Empty: from the beginning, until now."),
    )
    format = forms.ChoiceField(
        label=_("As"),
        choices=[
            ("csv", _("CSV, for a spreadsheet")),
            ("jsonl", _("JSON Lines, with all that the hashes are made of")),
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
    """A moment that is past."""

    at = LocalTimeField(label=_("Date and time"))
    zone = forms.ChoiceField(label=_("This time is in"), choices=ZONES)

    def clean(self):
        data = super().clean()
        moment = self._moments.get("at")
        if moment and moment > clock.now():
            self.add_error("at", _("This time is still to come. Choose one that is past."))
        return data
