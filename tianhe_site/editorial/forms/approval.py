"""What is asked of the person who requests an approval, and of the one who gives it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tianhe_site.plain_text import ParagraphsFormField
from tianhe_site.publishing import review_policy

from .notes import NoteField


class ApprovalRequestForm(forms.Form):
    """Asks why approval is requested."""

    why = NoteField(
        label=_("Why"),
        help_text=_("The approver sees this before deciding. It's recorded."),
        error_messages={"required": _("Explain why. The approver sees this before deciding.")},
    )


class ModeratedForm(forms.ModelForm):
    """A row some of whose changes need a second approver. Those are left out when the row is saved.
    `changes_to_approve` has them as a request stores them. `why_help` says when a reason is needed.
    """

    why_help = ""
    why = NoteField(
        label=_("Why"),
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["why"].help_text = self.why_help
        self.changes_to_approve = {}

    def fields_to_approve(self, before):
        """Return the names of the fields whose change from `before` needs a second approver."""
        raise NotImplementedError

    def _post_clean(self):
        super()._post_clean()
        before = type(self.instance).objects.filter(pk=self.instance.pk).first()
        if before is None or self.errors or review_policy.is_off():
            return
        for name in self.fields_to_approve(before):
            self.changes_to_approve[name] = [getattr(before, name), getattr(self.instance, name)]
            setattr(self.instance, name, getattr(before, name))
        if self.changes_to_approve and not self.cleaned_data["why"]:
            self.add_error("why", ApprovalRequestForm.base_fields["why"].error_messages["required"])


class ReviewForm(forms.Form):
    note = NoteField(
        label=_("Your note"),
        required=False,
        rows=4,
        help_text=_(
            "Needed to request changes; you can also add one when you approve. The author sees it."
        ),
    )


class ResponseForm(forms.Form):
    note = NoteField(
        label=_("Your note"),
        required=False,
        rows=3,
        help_text=_("The person who made the request sees this. It's recorded."),
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
