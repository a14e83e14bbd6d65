"""The form of a draft."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from tianhe_site import kept_forms, languages
from tianhe_site.publishing import addresses, clock, slugs, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import HistoryEntry
from tianhe_site.publishing.sources import renumber_claims

from ..edit_conflicts import UNKNOWN, Conflict, version


class PublishableForm(forms.ModelForm):
    """A draft. While its address can still be chosen, the form says if another item uses it. Claims
    keep their sources when rows of sources close up.

    If someone saved the draft after this form was opened, nothing is overwritten: the form comes
    back with both texts of each field that differs, and asks which one to keep.
    """

    conflict = None
    # Admins set these on the class, which Django makes again for each request.
    # What someone typed and didn't save, by name: the form shows that instead of the draft. See
    # `autosaves.sent_data`.
    continued = None
    # (column, words): words to add by which readers should find it.
    words_to_add = None
    # The language of a new draft, if what was sent names none. It never changes.
    new_language = settings.LANGUAGE_CODE

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            sent = self.data if self.is_bound else self.continued or {}
            known = sent.get("language") in languages.codes()
            self.instance.language = sent["language"] if known else self.new_language
        for name, field in self.fields.items():
            # Without a title there is no telling which draft it is. What else readers need is
            # missing until someone submits it: see `content_checks.missing`.
            field.required = field.required and name == (self.instance.titled_by or name)
        self._say_language()
        if self.continued is not None and not self.is_bound:
            for name, field in self.fields.items():
                typed = field.widget.value_from_datadict(self.continued, {}, self.add_prefix(name))
                self.initial[name] = typed
        if self.words_to_add is not None and not self.is_bound:
            name, words = self.words_to_add
            self.initial[name] = ", ".join(filter(None, [self.initial.get(name), words]))

    def _say_language(self):
        """Let browsers spell and draw what is typed in the language of the draft."""
        language = self.instance.language
        if language != get_language():
            for field in self.fields.values():
                if isinstance(field.widget, forms.Textarea | forms.TextInput):
                    field.widget.attrs["lang"] = languages.tag_of(language)

    def clean(self):
        data = super().clean()
        self._fill_defaults(data)
        renumber_claims(self)
        opened = self._opened()
        if opened and opened != version(self.instance):
            self.conflict = Conflict(self, opened)
            if self.conflict.is_open:
                raise ValidationError(self.conflict.message)
            self.conflict.resolve()
        return data

    def _fill_defaults(self, data):
        """Fill in what has a default and was emptied, such as the date."""
        for field in self.instance._meta.concrete_fields:
            is_empty = field.name in data and data[field.name] in (None, "")
            if is_empty and field.has_default() and not field.blank:
                data[field.name] = field.get_default()

    def _opened(self):
        """Return the version of the draft that this form was opened with, None for a new draft."""
        if not self.instance.pk:
            return None
        if opened := self.data.get("opened"):
            return opened
        # With scripts the form for a new draft has become that of the draft, but in another tab.
        if self.data.get("draft_key") and self.data.get(kept_forms.ID):
            return UNKNOWN
        # The form for a new draft has no version, also when the back button sends it again.
        wrote = (HistoryEntry.Verb.WRITE, HistoryEntry.Verb.REVERT)
        written = HistoryEntry.objects.filter(item_id=self.instance.pk, verb__in=wrote)
        return UNKNOWN if written.count() > 1 else None

    def _post_clean(self):
        super()._post_clean()
        if "slug" in self.fields and not self.errors:
            slugs.fill(self.instance)
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
