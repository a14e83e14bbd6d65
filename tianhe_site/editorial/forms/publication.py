"""What each verb asks for that changes what readers see."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tianhe_site.plain_text import LineFormField, ParagraphsFormField
from tianhe_site.publishing import workflow
from tianhe_site.publishing.content_checks import Level
from tianhe_site.publishing.models import FOREVER, ChangeKind

from .local_times import ZONES, LocalTimeField, LocalTimesForm
from .notes import NoteForm, SeenForm

# Prefix for the names of fields that ask why a warning is acknowledged.
REASON_PREFIX = "reason:"
MAX_REASON_LENGTH = 500


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
            if name.startswith(REASON_PREFIX):
                self._add_given_reason(name)
        for finding in findings:
            self._add_reason(finding)
        self.fields["note"] = note

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
            help_text=_("Explain why you're keeping it. Your reason is recorded."),
        )

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


class ScheduleForm(TimesForm, SubmitForm):
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
    """The message to readers: one of the approved `reasons`, or another one to be approved."""

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

    def __init__(self, *args, reasons, **kwargs):
        super().__init__(*args, **kwargs)
        nothing = ("", _("No reason, only that it was taken down"))
        self.fields["reason"].choices = [nothing, *((each, each) for each in reasons)]


class BulkWithdrawForm(WithdrawForm):
    """The message to readers of several items: one of the approved ones."""

    own_words = None

    def __init__(self, *args, **kwargs):
        super().__init__(
            *args, reasons=workflow.withdrawal_reasons_in(settings.LANGUAGE_CODE), **kwargs
        )

    def clean(self):
        data = super().clean()
        if not data.get("reason") and not data.get("note", "").strip():
            raise ValidationError(_("Say why, in a message to readers or an internal note."))
        return data
