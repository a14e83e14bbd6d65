"""The new place of an item, which gives it its address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tianhe_site.plain_text import LineFormField
from tianhe_site.publishing.models import valid_slug

from .notes import NoteField


class PlaceForm(forms.Form):
    """The new place of an item. A section adds fields and `places()`.

    `planned` is the plan whose consequences were shown; only that plan can be confirmed.
    `reason` is for the second approver, if one is needed.
    """

    planned = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = NoteField(
        label=_("Why"),
        required=False,
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

    def is_requested(self):
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
