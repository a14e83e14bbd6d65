"""The form of a preview link."""

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from tianhe_site.plain_text import LineFormField


class PreviewLinkForm(forms.Form):
    note = LineFormField(
        label=_("For whom"),
        max_length=200,
        help_text=_("For example: Dr. Li, medical review. This is recorded."),
    )
    days = forms.IntegerField(label=_("Days until it expires"), initial=7, min_value=1)

    def __init__(self, *args, max_days, **kwargs):
        super().__init__(*args, **kwargs)
        # What needs a second approver is shown to outsiders for fewer days.
        field = self.fields["days"]
        field.validators.append(MaxValueValidator(max_days))
        field.widget.attrs["max"] = max_days
        field.help_text = _("Up to %d.") % max_days
