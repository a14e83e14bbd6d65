"""The forms of the shared admin: a draft, and what each verb needs to know."""

from datetime import UTC
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from . import addresses, clock
from .errors import PublishingError
from .models import FOREVER, valid_slug
from .sources import follow_sources

ZONES = [(zone.key, office) for office, zone in clock.OFFICES.items()] + [("UTC", "UTC")]


def version(draft):
    """Return what tells one saved state of a draft from the next."""
    return draft.modified_at.isoformat() if draft.pk else ""


class PublishableForm(forms.ModelForm):
    """A draft. While its address is free to choose, the form says when it is taken; when somebody
    saved the draft after this form was opened, it says so instead of overwriting that. Claims in
    its texts keep to their sources."""

    def clean(self):
        opened = self.data.get("opened")
        if opened and opened != version(self.instance):
            raise ValidationError(self._conflict())
        data = super().clean()
        follow_sources(self)
        return data

    def _conflict(self):
        last = LogEntry.objects.filter(
            object_id=str(self.instance.pk),
            content_type__model=self._meta.model._meta.model_name,
        ).first()
        return format_html(
            _(
                "{who} saved this draft at {when}, after you had opened it. Nothing is lost: what "
                "you typed is below. Look at {link}, then save again to put yours in its place."
            ),
            who=last.user if last else _("Somebody"),
            when=date_format(timezone.localtime(self.instance.modified_at), "H:i"),
            link=format_html(
                '<a href="" target="_blank">{}</a>', _("what was saved, in another window")
            ),
        )

    def _post_clean(self):
        super()._post_clean()
        if "slug" in self.fields and not self.errors:
            try:
                self.instance.check_place()
                path = self.instance.path_for(self.instance)
                addresses.check_free(path, self.instance, clock.now())
            except PublishingError as error:
                self.add_error("slug", str(error))


class LocalTimeField(forms.DateTimeField):
    """A date and time as a clock on some wall shows it: without a zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value):
        # Django would read it in the zone of the server, where the hour may not even exist.
        with timezone.override(UTC):
            moment = super().to_python(value)
        return moment and moment.replace(tzinfo=None)


class NoteForm(forms.Form):
    """A verb that takes nothing but a note."""

    note = forms.CharField(
        label=_("Note for the record"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Staff find it in the history. Readers don't see it."),
    )


class PublishForm(NoteForm):
    """The draft goes live. `seen` is what the editor looked at before."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ["seen", "at", "until", "zone", "note"]

    def times(self):
        """Return the moments (aware, or None) from which and until which it is to be live."""
        zone = ZoneInfo(self.cleaned_data.get("zone") or "UTC")
        moments = (self.cleaned_data.get("at"), self.cleaned_data.get("until"))
        return [moment and moment.replace(tzinfo=zone) for moment in moments]


class EndForm(PublishForm):
    """When what is live ends."""

    until = LocalTimeField(
        label=_("Ends at"),
        required=False,
        help_text=_("Readers no longer see it from this moment on. Empty: it stays."),
    )
    zone = forms.ChoiceField(label=_("These times are in"), choices=ZONES)

    def clean(self):
        data = super().clean()
        for name in ("at", "until"):
            if data.get(name) and data.get("zone") and not _exists(data[name], data["zone"]):
                message = _(
                    "There is no such hour: clocks go forward that night. Take a later one."
                )
                self.add_error(name, message)
        return data

    @staticmethod
    def times_of(edition):
        """Return the times of an edition as this form has them, in the first zone."""
        zone = ZoneInfo(ZONES[0][0])
        moments = {"at": edition.live_from, "until": edition.asked_until}
        return {
            name: moment.astimezone(zone).replace(tzinfo=None)
            for name, moment in moments.items()
            if moment < FOREVER
        }


class ScheduleForm(EndForm):
    """When the draft goes live, and when it ends."""

    at = LocalTimeField(label=_("Goes live at"), help_text=_("Readers see it from this moment on."))


def _exists(local_time, zone):
    """Whether a clock on a wall in `zone` ever shows `local_time`."""
    moment = local_time.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local_time


class WithdrawForm(NoteForm):
    reason = forms.CharField(
        label=_("Reason for readers"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Stands at the old address, for example: The date given was wrong. "
            "Empty: readers are only told that it was taken down."
        ),
    )

    field_order = ["reason", "note"]


class PlaceForm(forms.Form):
    """Where an item is to stand. A section gives it fields, and `places()`.

    `planned` is what the form said when the consequences were shown: what is confirmed is that.
    """

    planned = forms.CharField(required=False, widget=forms.HiddenInput)

    def plan(self):
        """Return the fields of the form as one value that can be sent along."""
        return repr([str(self.cleaned_data[name]) for name in self.fields if name != "planned"])

    def is_confirmed(self):
        return "confirmed" in self.data and self.cleaned_data["planned"] == self.plan()

    def places(self):
        """Return what `workflow.move` takes."""
        raise NotImplementedError


class SlugForm(PlaceForm):
    """Where an item with nothing but a slug is to stand."""

    slug = forms.CharField(
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


class MomentForm(forms.Form):
    """A moment that is past."""

    at = LocalTimeField(label=_("Date and time"))
    zone = forms.ChoiceField(label=_("This time is in"), choices=ZONES)

    def clean(self):
        data = super().clean()
        if data.get("at") and data.get("zone"):
            data["moment"] = data["at"].replace(tzinfo=ZoneInfo(data["zone"]))
            if data["moment"] > clock.now():
                self.add_error("at", _("This time is still to come. Choose one that is past."))
        return data
