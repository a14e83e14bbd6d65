"""Edit conflicts: two people changed one draft. Shows both texts per field and lets the editor
choose."""

import copy
import json

from django.contrib.admin.models import LogEntry
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tianhe_site.comparison import diff
from tianhe_site.limits import MAX_JSON_LENGTH
from tianhe_site.publishing.hashing import digest
from tianhe_site.publishing.models import HistoryEntry
from tianhe_site.publishing.people import name_of

MINE, THEIRS = "mine", "theirs"
CHOICE = "choice-"
# The version of a form that doesn't carry one.
UNKNOWN = "unknown"


def version(draft):
    """Return a value that changes each time a draft is saved."""
    return draft.modified_at.isoformat() if draft.pk else ""


def fingerprints(draft, names):
    """Return a short hash of each field in `names` as JSON for a form to carry, so that it is known
    later which fields were changed since, and by whom."""
    return json.dumps({name: _fingerprint(draft, name) for name in names})


class Conflict:
    """An outdated form compared with what was saved since it was `opened`.

    `fields` are the fields that differ, each a `Field`. The conflict `is_open` until each has a
    choice. A choice counts only for the text that was shown beside it.
    """

    def __init__(self, form, opened):
        self.form, self.opened = form, opened
        self.saved = copy.copy(form.instance)
        self.typed = self._typed()
        self.choices_count = form.data.get("chosen_against") == self.saved_version
        base = _load_fingerprints(form.data.get("fingerprints", ""))
        names = [name for name in form.fields if self._differs(name)]
        self.fields = [Field(self, name, base.get(name)) for name in names]

    @property
    def fingerprints(self):
        return self.form.data.get("fingerprints", "")

    @property
    def saved_version(self):
        """The saved version that choices refer to."""
        return version(self.saved)

    @property
    def is_open(self):
        is_chosen = all(field.choice or not field.they_changed for field in self.fields)
        return not is_chosen or self.is_mixed

    @property
    def is_mixed(self):
        """Whether texts and the sources that their claims refer to were chosen from different
        people."""
        names = {"sources", *self.saved.rich_text_fields()}
        return len({each.choice or MINE for each in self.fields if each.name in names}) > 1

    @property
    def message(self):
        return _(
            "%(who)s saved this draft at %(when)s, after you opened it. Nothing is lost. For each "
            "field below, choose which text to keep, then save again. Choose texts and their "
            "sources from the same person, because claims refer to sources by number."
        ) % {
            "who": _last_editor(self.saved),
            "when": date_format(timezone.localtime(self.saved.modified_at), "H:i"),
        }

    def choice_of(self, input_name):
        """Return the choice for a field, "" if there is none that counts."""
        choice = self.form.data.get(input_name)
        return choice if self.choices_count and choice in (MINE, THEIRS) else ""

    def resolve(self):
        """Keep the saved text in the fields where it was chosen, whatever was typed there."""
        for field in self.fields:
            if field.choice == THEIRS:
                self.form.cleaned_data[field.name] = getattr(self.saved, field.name)
                self.form.errors.pop(field.name, None)

    def _typed(self):
        """Return an unsaved draft with what was typed, as it would be stored."""
        draft = copy.copy(self.saved)
        for name, value in self.form.cleaned_data.items():
            setattr(draft, name, value)
        draft.clean_rich_text()
        return draft

    def _differs(self, name):
        same = _fingerprint(self.typed, name) == _fingerprint(self.saved, name)
        return name in self.form.errors or not same


class Field:
    """One field whose typed text differs from what was saved since."""

    def __init__(self, conflict, name, base):
        self.name = name
        self.label = capfirst(str(conflict.form.fields[name].label))
        self.input_name = CHOICE + name
        self.choice = conflict.choice_of(self.input_name)
        self.they_changed = base != _fingerprint(conflict.saved, name)
        self.i_changed = base != _fingerprint(conflict.typed, name)
        self.conflict = conflict

    @property
    def suggestion(self):
        """The choice that loses nothing: the text of the one who changed it, "" if both did."""
        if self.choice or (self.they_changed and self.i_changed):
            return self.choice
        return THEIRS if self.they_changed else MINE

    @property
    def comparison(self):
        """The diff from the saved text to the typed text; empty for a field that isn't content."""
        compared = diff.compare(self.conflict.saved, self.conflict.typed)
        return [each for each in compared if each.name == self.name]

    @property
    def has_error(self):
        """Whether the typed text can't be saved as it is. The field itself says why."""
        return self.name in self.conflict.form.errors

    @property
    def saved_text(self):
        return _display(getattr(self.conflict.saved, self.name))

    @property
    def typed_text(self):
        return _display(getattr(self.conflict.typed, self.name))


def _last_editor(draft):
    """Return who saved a draft last. The audit log knows who changed the text, also by restoring a
    version; Django's log knows who saved a form without changing it."""
    verbs = (HistoryEntry.Verb.WRITE, HistoryEntry.Verb.REVERT)
    written = HistoryEntry.objects.filter(item_id=draft.pk, verb__in=verbs)
    logged = LogEntry.objects.filter(
        object_id=str(draft.pk), content_type__model=draft._meta.model_name
    )
    found = [(entry.at, entry.actor) for entry in written[:1]]
    found += [(each.action_time, name_of(each.user)) for each in logged.select_related("user")[:1]]
    return max(found, default=(None, _("Someone")))[1]


def _display(value):
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return _("(empty)") if value in (None, "") else str(value)


def _fingerprint(draft, name):
    return digest({"": _plain(getattr(draft, name))})[:16]


def _plain(value):
    return value.pk if hasattr(value, "pk") else value


def _load_fingerprints(text):
    if len(text) > MAX_JSON_LENGTH:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
