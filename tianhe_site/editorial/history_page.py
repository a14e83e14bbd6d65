"""What was done to an item and what its draft said when, as one list in words, by day."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tianhe_site.languages import facts_listed
from tianhe_site.publishing import clock, history
from tianhe_site.publishing.hashing import digest
from tianhe_site.publishing.models import (
    FOREVER,
    ChangeKind,
    DraftVersion,
    HistoryEntry,
    kind_of_change,
)

Verb, Kind = HistoryEntry.Verb, DraftVersion.Kind

# Rows of a page.
PAGE_SIZE = 50
# Of more saves by one person without anything in between, all but the newest are folded.
MAX_SAVES_IN_A_ROW = 3
SENTENCES = {
    Verb.WRITE: gettext_lazy("%(who)s changed the draft"),
    Verb.FREEZE: gettext_lazy("%(who)s created a version"),
    Verb.SUBMIT: gettext_lazy("%(who)s submitted this version for review"),
    Verb.TAKE_BACK: gettext_lazy("%(who)s canceled the submission"),
    Verb.APPROVE: gettext_lazy("%(who)s approved this version"),
    Verb.REQUEST_CHANGES: gettext_lazy("%(who)s requested changes to this version"),
    Verb.PUBLISH: gettext_lazy("%(who)s published this version"),
    Verb.SCHEDULE: gettext_lazy("%(who)s scheduled this version"),
    Verb.RESCHEDULE: gettext_lazy("%(who)s changed when this version is live"),
    Verb.CANCEL: gettext_lazy("%(who)s canceled the schedule of this version"),
    Verb.WITHDRAW: gettext_lazy("%(who)s withdrew this version"),
    Verb.MOVE: gettext_lazy("%(who)s changed the address or the order"),
    Verb.REVERT: gettext_lazy("%(who)s restored an earlier version to the draft"),
    Verb.IMPORT: gettext_lazy("%(who)s imported this version"),
    Verb.SHARE: gettext_lazy("%(who)s created a preview link"),
    Verb.UNSHARE: gettext_lazy("%(who)s closed a preview link"),
    Verb.TRASH: gettext_lazy("%(who)s moved this to the trash"),
    Verb.ARCHIVE: gettext_lazy("%(who)s archived this"),
    Verb.RESTORE: gettext_lazy("%(who)s restored this as a draft"),
    Verb.ASK_REDACTION: gettext_lazy("%(who)s requested a redaction"),
    Verb.REDACT: gettext_lazy("%(who)s erased content"),
    Verb.ASK: gettext_lazy("%(who)s requested approval of a change"),
    Verb.AGREE: gettext_lazy("%(who)s approved a requested change"),
    Verb.DECLINE: gettext_lazy("%(who)s declined a requested change"),
    Verb.DROP: gettext_lazy("%(who)s canceled a requested change"),
    Verb.TELL: gettext_lazy("%(who)s changed the message to readers"),
    Verb.HAND_OVER: gettext_lazy("%(who)s handed this over"),
    Verb.KEEP_TRANSLATION: gettext_lazy("%(who)s confirmed that no change is needed"),
}
# Acts about one edition, whichever others they touch.
REVIEWS = {Verb.SUBMIT, Verb.TAKE_BACK, Verb.APPROVE, Verb.REQUEST_CHANGES}
PUBLICATIONS = {Verb.PUBLISH, Verb.SCHEDULE, Verb.RESCHEDULE, Verb.CANCEL, Verb.WITHDRAW}
SAVED = gettext_lazy("%(who)s saved the draft")
KEPT = gettext_lazy("This draft by %(who)s was kept before it was replaced")
AUTOSAVED = gettext_lazy("%(who)s typed this and didn't save it")
# Notes of releases before 0.8.0 name the version that was restored by its exact time.
_EXACT_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00")


@dataclass
class Row:
    """One act, or one version of the draft. `edition` and `version` are ids."""

    at: datetime
    sentence: str
    note: str = ""
    lines: list = field(default_factory=list)
    is_erased: bool = False
    edition: int | None = None
    version: int | None = None
    is_autosaved: bool = False
    badge: str = ""
    # Whether the draft says this now: there is nothing to restore.
    is_current: bool = False
    # Links to what can be done with the version: (address, label).
    verbs: list = field(default_factory=list)
    entry: HistoryEntry | None = None

    @property
    def times(self):
        return _times_on(self.at, _day(self.at))

    @property
    def compared(self):
        """The name of the version on the page that compares versions."""
        return f"draft-{self.version}" if self.version else self.edition


@dataclass
class HistoryPage:
    """A page of the history of an item: `days` are (day, groups), newest first. Each group is
    (words in place of its rows, which are folded, or "", rows). `older` is where the next page
    begins, "" on the last."""

    days: list
    entries: list
    older: str


def page_of(draft, *, verb="", before=""):
    """Return the `HistoryPage` of `draft` with what was done before `before`, a time in ISO format
    ("": all); with a `verb`, only the acts of that kind."""
    until = _moment(before)
    entries, versions = _entries(draft, verb, until), [] if verb else _versions(draft, until)
    rows, older = _first_page(_merged(entries, versions), _known_since(entries, versions))
    _add_editions(draft, rows)
    _mark_current(draft, rows)
    days = [
        (date_format(day), _folded(list(of_day)))
        for day, of_day in groupby(rows, key=lambda row: _day(row.at))
    ]
    since = rows[-1].at if rows else None
    return HistoryPage(days, [each for each in entries if each.at >= since], older)


def _entries(draft, verb, until):
    found = HistoryEntry.objects.filter(item_id=draft.pk)
    if verb:
        found = found.filter(verb=verb)
    if until:
        found = found.filter(at__lt=until)
    # One more, which says whether there is another page.
    return list(found[: PAGE_SIZE + 1])


def _versions(draft, until):
    found = draft.draft_versions.defer("content").order_by("-saved_at", "-id")
    if until:
        found = found.filter(saved_at__lt=until)
    return list(found[: PAGE_SIZE + 1])


def _known_since(entries, versions):
    """Return the time after which both lists are whole, None if they are to the end."""
    ends = [entries[-1].at] if len(entries) > PAGE_SIZE else []
    ends += [versions[-1].saved_at] if len(versions) > PAGE_SIZE else []
    return max(ends, default=None)


def _merged(entries, versions):
    """Return the rows of entries and versions, newest first. A version that an act made is part of
    the act's row, and so is the edition that an act froze for itself."""
    saved = {each.saved_at: each for each in versions if each.kind == Kind.SAVED}
    rows, later = [], None
    for entry in entries:
        if later and _froze_for(entry, later.entry):
            later.edition = later.edition or history.frozen_edition_id(entry)
        else:
            is_save = entry.verb in (Verb.WRITE, Verb.REVERT)
            later = _row_of_entry(entry, saved.pop(entry.at, None) if is_save else None)
            rows.append(later)
    others = [each for each in versions if each.kind != Kind.SAVED or each.saved_at in saved]
    rows += [_row_of_version(each) for each in others]
    return sorted(rows, key=lambda row: row.at, reverse=True)


def _froze_for(entry, later):
    """Whether `entry` froze the edition that the next act of the same person is about."""
    if entry.verb != Verb.FREEZE or entry.actor_id != later.actor_id:
        return False
    touched = {facts["id"] for facts in later.touched["editions"]}
    return later.verb != Verb.FREEZE and history.frozen_edition_id(entry) in touched


def _row_of_entry(entry, version):
    is_saved = version is not None and entry.verb == Verb.WRITE
    other = f"%(who)s: {entry.get_verb_display()}"
    sentence = SAVED if is_saved else SENTENCES.get(entry.verb, other)
    return Row(
        at=entry.at,
        sentence=capfirst(sentence % {"who": entry.actor or _("Someone")}),
        note=_in_words(entry.note),
        lines=history.describe(entry),
        is_erased=bool(entry.erased),
        edition=_edition_of(entry),
        version=version and version.pk,
        entry=entry,
    )


def _edition_of(entry):
    """Return the id of the edition that an act was about, None if it was about none."""
    facts = entry.touched["editions"]
    if entry.verb in REVIEWS:
        # A submission also touches the one that it replaces, which has no review then.
        return _last(facts, lambda each: bool(each.get("review")))
    if entry.verb in PUBLICATIONS:
        # A publication also touches the one before it, which ends then.
        begun = [each for each in facts if each["live_from"] < FOREVER.isoformat()]
        return _last(begun, lambda each: each["live_from"])
    return history.frozen_edition_id(entry)


def _last(facts, order):
    """Return the id of the last edition in this order, and then in order of age."""
    found = max(facts, key=lambda each: (order(each), each["id"]), default=None)
    return found and found["id"]


def _row_of_version(version):
    sentence = {Kind.SAVED: SAVED, Kind.KEPT: KEPT, Kind.AUTOSAVED: AUTOSAVED}[version.kind]
    return Row(
        at=version.saved_at,
        sentence=capfirst(sentence % {"who": version.saved_by_name or _("someone")}),
        version=version.pk,
        is_autosaved=version.kind == Kind.AUTOSAVED,
    )


def _first_page(rows, known_since):
    """Return the rows of one page, and where the next one begins. Rows of one moment stay
    together."""
    known = [row for row in rows if known_since is None or row.at > known_since]
    size = PAGE_SIZE
    while size < len(known) and known[size].at == known[size - 1].at:
        size += 1
    page = known[:size]
    return page, page[-1].at.isoformat() if page and len(rows) > len(page) else ""


def _add_editions(draft, rows):
    """Say what kind of change the editions of `rows` were, and which are live."""
    numbers = [row.edition for row in rows if row.edition]
    if not numbers:
        return
    names = ("change_kind", "correction", "redaction_reason")
    found = draft.editions.filter(pk__in=numbers)
    facts = {pk: values for pk, *values in found.values_list("pk", *names)}
    live = set(draft.editions.live().values_list("pk", flat=True))
    for row in rows:
        kind, correction, erased = facts.get(row.edition, ("", "", ""))
        if kind and not erased:
            row.lines = _with_kind_of_change(row.lines, kind, correction)
        if row.edition in live:
            row.badge = _("Live")
            # Once, where it was last heard of.
            live.discard(row.edition)


def _with_kind_of_change(lines, kind, correction):
    """Return the lines with the kind of change, which some entries say by themselves, once."""
    said = _("Kind of change: %s") % kind_of_change(kind)
    if kind == ChangeKind.CORRECTION:
        return [line for line in lines if line != said] + [_("Correction: %s") % correction]
    return lines if said in lines else [*lines, said]


def _mark_current(draft, rows):
    newest = next((row for row in rows if row.version and not row.is_autosaved), None)
    if newest and _says_the_same(draft, newest.version):
        newest.badge, newest.is_current = newest.badge or _("Current draft"), True


def _says_the_same(draft, version):
    known = draft.draft_versions.filter(pk=version)
    return known.filter(content_hash=digest(draft.kept_content())).exists()


def _folded(rows):
    """Return the groups of the rows of a day."""
    groups = []
    for is_alike, found in groupby(rows, key=_alike):
        group = list(found)
        if group[0].is_autosaved:
            words = ngettext("%d autosaved state", "%d autosaved states", len(group))
            groups.append((words % len(group), group))
        elif is_alike and len(group) > MAX_SAVES_IN_A_ROW:
            words = _("%d earlier saves") % (len(group) - 1)
            groups += [("", group[:1]), (words, group[1:])]
        else:
            groups.append(("", group))
    return groups


def _alike(row):
    """Return what rows have in common that can be folded, "" for one that says more."""
    if row.is_autosaved:
        return AUTOSAVED
    is_save = row.version and row.entry and row.entry.verb == Verb.WRITE
    return row.sentence if is_save and not (row.note or row.lines or row.badge) else ""


def _in_words(note):
    def full(found):
        try:
            return clock.describe(datetime.fromisoformat(found[0]))
        except ValueError:
            return found[0]

    return _EXACT_TIME.sub(full, note)


def _day(moment):
    return timezone.localdate(moment)


def _times_on(moment, day):
    """Return the time of day in each office; with its date where that isn't `day`."""
    found = []
    for office, zone in clock.OFFICES.items():
        local = moment.astimezone(zone)
        shown = date_format(local, "TIME_FORMAT")
        if local.date() != day:
            shown = f"{date_format(local, 'MONTH_DAY_FORMAT')} {shown}"
        found.append(clock.in_office(shown, office))
    return facts_listed(found)


def _moment(text):
    """Return the time in ISO format that `text` is, None if it is none."""
    try:
        found = datetime.fromisoformat(text)
        # No database knows the first and the last day of the calendar in every zone.
        is_known = found.tzinfo and found - timedelta(days=1) < found + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return found if is_known else None
