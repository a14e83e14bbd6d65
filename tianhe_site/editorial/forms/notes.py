"""The note that goes with every verb."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tianhe_site.plain_text import ParagraphsFormField

MAX_NOTE_LENGTH = 5000


class NoteField(ParagraphsFormField):
    """A text for colleagues that is recorded in the history."""

    def __init__(self, *, rows=2, **kwargs):
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(max_length=MAX_NOTE_LENGTH, widget=widget, **kwargs)


class NoteForm(forms.Form):
    """For a verb that takes only a note."""

    note = NoteField(
        label=_("Internal note"),
        required=False,
        help_text=_("Colleagues see this in the history. Readers don't."),
    )


class SeenForm(NoteForm):
    """A note, and which state the editor looked at."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class KeepTranslationForm(SeenForm):
    """Why a translation needs no change, and which version of its source the editor read."""

    note = NoteField(
        label=_("Why no change is needed"),
        error_messages={"required": _("Explain why no change is needed. Your note is recorded.")},
        help_text=_("For example: Only a spelling mistake was corrected in English."),
    )
