"""Two people, one draft: what each of them changed, field by field, and the choice of each."""

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

MINE, THEIRS = "mine", "theirs"
CHOICE = "choice-"
# The version that a form was opened with which carries none.
UNKNOWN = "unknown"


def version(draft):
    """Return what tells one saved state of a draft from the next."""
    return draft.modified_at.isoformat() if draft.pk else ""


def fingerprints(draft, names):
    """Return a short hash of what a draft says in each of the fields `names`, as a form can carry
    it: so that it is known later which fields were changed since, and by whom."""
    return json.dumps({name: _fingerprint(draft, name) for name in names})


class Conflict:
    """What a form that was overtaken says, against what was saved since it was `opened`.

    `fields` are those that differ, each a `Field`; `is_open` until each of them has a choice.
    Choices count only for what was shown beside them.
    """

    def __init__(self, form, opened):
        self.form, self.opened = form, opened
        self.saved = copy.copy(form.instance)
        self.typed = self._typed()
        self.were_shown = form.data.get("chosen_against") == self.seen
        base = _read(form.data.get("fingerprints", ""))
        names = [name for name in form.fields if self._differs(name)]
        self.fields = [Field(self, name, base.get(name)) for name in names]

    @property
    def fingerprints(self):
        return self.form.data.get("fingerprints", "")

    @property
    def seen(self):
        """What choices are made against."""
        return version(self.saved)

    @property
    def is_open(self):
        is_chosen = all(field.choice or not field.they_changed for field in self.fields)
        return not is_chosen or self.is_torn

    @property
    def is_torn(self):
        """Whether texts and the sources that their claims name are chosen from different people."""
        names = {"sources", *self.saved.rich_text_fields()}
        return len({each.choice or MINE for each in self.fields if each.name in names}) > 1

    @property
    def sentence(self):
        return _(
            "%(who)s saved this draft at %(when)s, after you had opened it. Nothing is lost: for "
            "each field below, choose which text is to stay, then save again. Texts and their "
            "sources go together: claims name sources by their numbers."
        ) % {
            "who": _who_saved(self.saved),
            "when": date_format(timezone.localtime(self.saved.modified_at), "H:i"),
        }

    def choice_of(self, input_name):
        """Return what was chosen for a field, "" if nothing was that counts."""
        choice = self.form.data.get(input_name)
        return choice if self.were_shown and choice in (MINE, THEIRS) else ""

    def settle(self):
        """Let what was saved stand where that was chosen, whatever was typed there."""
        for field in self.fields:
            if field.choice == THEIRS:
                self.form.cleaned_data[field.name] = getattr(self.saved, field.name)
                self.form.errors.pop(field.name, None)

    def _typed(self):
        """Return an unsaved draft that says what was typed, as it would be stored."""
        draft = copy.copy(self.saved)
        for name, value in self.form.cleaned_data.items():
            setattr(draft, name, value)
        draft.clean_rich_text()
        return draft

    def _differs(self, name):
        same = _fingerprint(self.typed, name) == _fingerprint(self.saved, name)
        return name in self.form.errors or not same


class Field:
    """One field that says something else than what was saved meanwhile."""

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
        """The choice that loses nothing: where one of the two changed it, theirs; else none."""
        if self.choice or (self.they_changed and self.i_changed):
            return self.choice
        return THEIRS if self.they_changed else MINE

    @property
    def comparison(self):
        """What was saved (old) against what was typed (new); empty for what is no content."""
        compared = diff.compare(self.conflict.saved, self.conflict.typed)
        return [each for each in compared if each.name == self.name]

    @property
    def has_error(self):
        """Whether what was typed can't be saved as it is: it stands at the field, with why."""
        return self.name in self.conflict.form.errors

    @property
    def saved_text(self):
        return _in_words(getattr(self.conflict.saved, self.name))

    @property
    def typed_text(self):
        return _in_words(getattr(self.conflict.typed, self.name))


def _who_saved(draft):
    """Return who saved a draft last: the record knows who changed the words, also by copying an
    edition; Django's log who saved a form in which they stayed."""
    verbs = (HistoryEntry.Verb.WRITE, HistoryEntry.Verb.REVERT)
    written = HistoryEntry.objects.filter(item_id=draft.pk, verb__in=verbs)
    logged = LogEntry.objects.filter(
        object_id=str(draft.pk), content_type__model=draft._meta.model_name
    )
    found = [
        written.values_list("at", "actor_name").first(),
        logged.values_list("action_time", "user__username").first(),
    ]
    return max((each for each in found if each), default=(None, _("Somebody")))[1]


def _in_words(value):
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return _("nothing") if value in (None, "") else str(value)


def _fingerprint(draft, name):
    return digest({"": _plain(getattr(draft, name))})[:16]


def _plain(value):
    return value.pk if hasattr(value, "pk") else value


def _read(text):
    if len(text) > MAX_JSON_LENGTH:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
