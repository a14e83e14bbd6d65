"""What each verb asks for that changes what readers see."""

from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tianhe_site.languages import name_of
from tianhe_site.plain_text import LineFormField, ParagraphsFormField
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.content_checks import Level
from tianhe_site.publishing.models import FOREVER, ChangeKind

from .local_times import ZONES, LocalTimeField, LocalTimesForm
from .notes import NoteForm, SeenForm

# Prefix for the names of fields that ask why a warning is acknowledged.
REASON_PREFIX = "reason:"
MAX_REASON_LENGTH = 500
# Prefix for the names of fields about other languages, and a choice in them.
OTHER_PREFIX = "language-"
NO_MESSAGE = "-"
# Prefix for the names of fields with the message to readers of a language.
MESSAGE_PREFIX = "message-"


class SubmitForm(SeenForm):
    """The questions before a text is submitted or published: which state the editor looked at, why
    warnings are kept, except those that are `acknowledged` already (by key), whether it corrects
    the live version, and which other `languages` (key, label) go live at the same time."""

    field_order = ["seen", "at", "until", "zone"]

    def __init__(
        self,
        *args,
        findings=(),
        acknowledged=(),
        asks_for_corrections=False,
        languages=(),
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self._acknowledged = acknowledged
        if languages:
            self.fields["languages"] = _languages_field(languages)
        if asks_for_corrections:
            self.fields.update(_correction_fields())
        for name in self.data:
            if name.startswith(REASON_PREFIX):
                self._add_given_reason(name)
        self.ask_for_reasons(findings)

    def _add_given_reason(self, name):
        # The form may have asked for it only after it was sent. Keep the reason even if something
        # else is in the way by now.
        self.fields[name] = LineFormField(
            label=_("The reason you gave"), required=False, max_length=MAX_REASON_LENGTH
        )

    def _add_reason(self, finding):
        # Named after the finding, so that the reason is recognized in a form that asked for it only
        # after it was sent.
        self.fields[f"{REASON_PREFIX}{finding.key}"] = LineFormField(
            label=finding.message,
            max_length=MAX_REASON_LENGTH,
            error_messages={"required": _("Fix this, or explain why you're keeping it.")},
            help_text=_help_for(finding),
        )

    def ask_for_reasons(self, findings):
        """Ask why each of these warnings is kept."""
        for finding in findings:
            if finding.key not in self._acknowledged:
                self._add_reason(finding)
        # The note comes last.
        self.fields["note"] = self.fields.pop("note")

    def ask_about(self, findings):
        """Show what is in the way of a verb; ask for a reason where a reason is enough."""
        for finding in findings:
            self.add_error(None, finding.message)
            if finding.level == Level.WARN:
                self._add_reason(finding)

    def clean(self):
        data = super().clean()
        needs_text = data.get("change_kind") == ChangeKind.CORRECTION
        if needs_text and not data.get("correction", "").strip():
            self.add_error("correction", _("Say what was corrected. Readers will see it."))
        return data

    def answers(self):
        """Return `reasons`, `correction` and `note` as the verbs take them."""
        data = self.cleaned_data
        is_correction = data.get("change_kind") == ChangeKind.CORRECTION
        answer = data.get("correction", "").strip() if is_correction else ""
        return {
            "reasons": {
                name.removeprefix(REASON_PREFIX): reason
                for name, reason in data.items()
                if name.startswith(REASON_PREFIX)
            },
            "correction": answer if data.get("change_kind") else None,
            "note": data["note"],
        }


def _languages_field(languages):
    return forms.MultipleChoiceField(
        label=_("Publish at the same time"),
        required=False,
        choices=languages,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All go live at the same moment. If one can't, none do, and you'll see why."),
        error_messages={
            "invalid_choice": _(
                "A translation changed while you had this page open. Check it again."
            )
        },
    )


def _help_for(finding):
    """Return what someone is told who is asked about a warning."""
    explain = _("Explain why you're keeping it. Your reason is recorded.")
    if not finding.sentence:
        return explain
    missing = _("The form of the draft can insert this: '%s'") % finding.sentence
    return f"{missing} {explain}"


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


class EndTimeForm(LocalTimesForm, SeenForm):
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

    def is_unchanged(self):
        """Whether the times are the initial ones."""
        return all(moment == self.initial.get(name) for name, moment in self.times().items())

    @classmethod
    def initial_times(cls, edition):
        """Return the initial times of this form for an edition."""
        moments = {"at": edition.live_from, "until": edition.asked_until}
        return {
            name: moment
            for name, moment in moments.items()
            if name in cls.base_fields and moment < FOREVER
        }


class TimesForm(EndTimeForm):
    """When a version goes live, and when it ends."""

    field_order = ["at", "until", "zone", "note"]

    at = LocalTimeField(label=_("Goes live at"), help_text=_("Readers can see it from this time."))


class DatedForm(LocalTimesForm):
    """When a text goes live. If readers would see another date on it, asks which one they should.

    `draft` is None for a version, which keeps its date.
    """

    def __init__(self, *args, draft=None, **kwargs):
        super().__init__(*args, **kwargs)
        self._draft = draft
        self._fitting_date = None

    def clean(self):
        data = super().clean()
        starts = data.get("at")
        if self._draft and starts and data.get("zone"):
            self._fitting_date = self._draft.fitting_date(starts, ZoneInfo(data["zone"]))
        if self._fitting_date:
            self._ask_for_date(starts)
        return data

    def _ask_for_date(self, starts):
        old, new = (date_format(each) for each in (self._draft.shown_date, self._fitting_date))
        choices = [
            (self._fitting_date.isoformat(), _("Set the date to %s") % new),
            (self._draft.shown_date.isoformat(), _("Keep %s") % old),
        ]
        label = _("Date that readers see")
        self._add_choice_after("zone", "shown_date", choices, label=label)
        answer = self.data.get(self.add_prefix("shown_date"))
        if answer not in dict(choices):
            message = _("It goes live on %(moment)s, but its date is %(date)s. Choose a date.")
            self.add_error("shown_date", message % {"moment": clock.describe(starts), "date": old})
        elif answer == choices[0][0]:
            self.cleaned_data["new_date"] = self._fitting_date

    def new_date(self):
        """Return the date that the draft gets, None if it keeps its own."""
        return self.cleaned_data.get("new_date")


class SubmissionForm(DatedForm, SubmitForm):
    """The questions before a text is submitted, and when it should go live."""

    SOON, AT = "soon", "at"

    go_live = forms.ChoiceField(
        label=_("Go live"),
        required=False,
        initial=SOON,
        choices=[(SOON, _("As soon as possible")), (AT, _("At a date and time"))],
        widget=forms.RadioSelect,
    )
    at = LocalTimeField(
        label=_("Date and time"),
        required=False,
        help_text=_("Publishers see this and decide. Nothing goes live without them."),
    )
    zone = forms.ChoiceField(label=_("Time zone"), required=False, choices=ZONES)

    field_order = ["seen", "go_live", "at", "zone"]

    def _clean_fields(self):
        super()._clean_fields()
        self.cleaned_data["zone"] = self.cleaned_data.get("zone") or ZONES[0][0]
        if self.cleaned_data.get("go_live") != self.AT:
            # A time that was typed before the other answer was chosen.
            self.cleaned_data["at"] = None
            self.errors.pop("at", None)

    def clean(self):
        data = super().clean()
        is_timed = data.get("go_live") == self.AT
        if is_timed and not data.get("at") and not self.has_error("at"):
            self.add_error("at", _("Enter the date and time, or choose 'As soon as possible'."))
        elif is_timed and data.get("at") and data["at"] <= clock.now():
            self.add_error("at", _("This time is in the past. Choose a later one."))
        return data

    def answers(self):
        return {**super().answers(), "at": self.cleaned_data.get("at")}


class ScheduleForm(DatedForm, TimesForm, SubmitForm):
    """When a text goes live, and the questions before that."""

    field_order = SubmitForm.field_order


class BulkPublishForm(TimesForm):
    """When the chosen items go live, and whether one that can't keeps the others."""

    at = LocalTimeField(
        label=_("Go live at"), required=False, help_text=_("Leave empty to publish now.")
    )
    until = None
    together = forms.BooleanField(
        label=_("All or none"),
        required=False,
        initial=True,
        help_text=_("They go live at the same moment. If one can't, none do, and you'll see why."),
    )

    field_order = ["at", "zone", "together", "note"]

    def clean(self):
        # The verbs take them as they are.
        return {**super().clean(), **self.times()}


class WithdrawForm(NoteForm):
    """The message to readers: one of the approved `reasons`, or another one to be approved.
    `others` are the live items in other languages: (id, label, their approved messages)."""

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

    def __init__(self, *args, reasons, others=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = _messages(reasons)
        for pk, label, messages in others:
            self.fields[f"{OTHER_PREFIX}{pk}"] = _other_field(label, messages)
        # The note comes last.
        self.fields["note"] = self.fields.pop("note")

    def others(self):
        """Return the message for readers by id of each other language that is withdrawn too."""
        chosen = {
            name.removeprefix(OTHER_PREFIX): value
            for name, value in self.cleaned_data.items()
            if name.startswith(OTHER_PREFIX) and value
        }
        return {int(pk): "" if value == NO_MESSAGE else value for pk, value in chosen.items()}


def _messages(reasons):
    nothing = ("", _("No reason, only that it was taken down"))
    return [nothing, *((each, each) for each in reasons)]


def _other_field(label, messages):
    choices = [
        ("", _("Leave it live")),
        (NO_MESSAGE, _("Withdraw it too, without a message")),
        *((each, _("Withdraw it too: %s") % each) for each in messages),
    ]
    return forms.ChoiceField(label=label, required=False, choices=choices)


class BulkWithdrawForm(NoteForm):
    """The message to readers of several items, in each of their languages: one of the approved
    ones."""

    def __init__(self, *args, languages, **kwargs):
        super().__init__(*args, **kwargs)
        self._names = {f"{MESSAGE_PREFIX}{each}": each for each in languages}
        for name, language in self._names.items():
            self.fields[name] = _reason_field(language, is_only=len(self._names) == 1)
        # The note comes last.
        self.fields["note"] = self.fields.pop("note")

    def clean(self):
        data = super().clean()
        reasons = {language: data.get(name, "") for name, language in self._names.items()}
        if not all(reasons.values()) and not data.get("note", "").strip():
            raise ValidationError(_("Say why, in a message to readers or an internal note."))
        return {**data, "reasons": reasons}


def _reason_field(language, *, is_only):
    asked = WithdrawForm.base_fields["reason"]
    return forms.ChoiceField(
        label=asked.label if is_only else _("Message to readers of %s") % name_of(language),
        required=False,
        widget=forms.RadioSelect,
        choices=_messages(workflow.withdrawal_reasons_in(language)),
        help_text=asked.help_text,
    )
