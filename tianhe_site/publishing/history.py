"""The audit log: one chained entry per action, and the proof that none was changed."""

import logging
from collections import defaultdict
from contextlib import suppress
from datetime import datetime, timedelta

import django.db
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.db.models import F
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from . import clock, sections
from .hashing import digest, is_empty, plain
from .history_rows import Unreadable, rows_of
from .models import FOREVER, Address, Edition, HistoryEntry

logger = logging.getLogger("tianhe.history")

Verb = HistoryEntry.Verb
REVIEWING = (Verb.SUBMIT, Verb.APPROVE, Verb.REQUEST_CHANGES)


def next_moment():
    """Return the time for an action that begins now. The caller holds the publishing lock.

    It is always after the last entry, even if a clock was set back, so that ids are in the order of
    time.
    """
    now = clock.now()
    last = HistoryEntry.objects.order_by("-id").values_list("at", flat=True).first()
    return now if last is None or now > last else last + timedelta(microseconds=1)


def append(*, at, by, verb, item, note="", passed=(), editions=(), addresses=(), **facts):
    """Write the entry of one action and log its hash.

    `passed` are the acknowledged warnings. `editions` and `addresses` are the rows that the action
    created or changed, as they are after it. Other `facts` are stored with them.
    """
    touched = {
        "editions": [_edition_facts(edition) for edition in editions],
        "addresses": [_address_facts(address) for address in addresses],
        **facts,
    }
    about = {"kind": item.kind, "item_id": item.pk, "item_title": str(item)[:250]}
    return _write(about, touched, at=at, by=by, verb=verb, note=note, passed=list(passed))


def append_change(subject, *, at, by, verb, changes, note=""):
    """Write the entry of a change to a row that isn't an item, such as an account.

    `subject` is the row as it is now; `changes` is `{field: [old, new]}` with JSON values.
    """
    return append_about(subject, at=at, by=by, verb=verb, note=note, changes=changes)


def append_about(subject, *, at, by, verb, note="", **facts):
    """Write the entry of an action on a row that isn't an item; `facts` are stored in it."""
    touched = {"editions": [], "addresses": [], "subject": subject.pk, **facts}
    about = {"kind": subject._meta.label_lower, "item_title": str(subject)[:250]}
    return _write(about, touched, at=at, by=by, verb=verb, note=note)


def append_answer(request, *, at, by, verb, note=""):
    """Write the entry of the answer to a request. It has the same subject, even if that no longer
    exists."""
    touched = {"editions": [], "addresses": [], **facts_of(request)}
    if "subject" in request.touched:
        touched["subject"] = request.touched["subject"]
    about = {name: getattr(request, name) for name in ("kind", "item_id", "item_title")}
    return _write(about, touched, at=at, by=by, verb=verb, note=note)


def facts_of(request):
    """Return what the entry of a requested action stores about the request."""
    return {"request": request.pk, "asked_by": request.actor_name}


def changes_of(subject):
    """Return the entries about a row that isn't an item, newest first."""
    entries = HistoryEntry.objects.filter(kind=subject._meta.label_lower, item_id=None)
    return entries.filter(touched__subject=subject.pk)


def _write(about, touched, *, at, by, verb, note, **values):
    last = HistoryEntry.objects.order_by("-id").first()
    entry = HistoryEntry(
        # Not assigned by the database: the id is part of the hash.
        id=last.pk + 1 if last else 1,
        scheme=HistoryEntry.SCHEME,
        at=at,
        verb=verb,
        actor_id=by.pk,
        actor_name=by.get_username(),
        note=note,
        touched=touched,
        previous_hash=last.hash if last else "",
        **about,
        **values,
    )
    entry.hash = entry.make_hash()
    entry.save(force_insert=True)
    # An act that is rolled back, or only planned, is none.
    number = touched.get("subject", entry.item_id)
    line = f"{verb} {entry.kind} {number}, head {entry.hash}"
    transaction.on_commit(lambda: logger.info(line))
    return entry


def edition_made_by(entry):
    """Return the id of the edition that an action froze, None if it froze none."""
    made = entry.verb in (Verb.FREEZE, Verb.IMPORT)
    return entry.touched["editions"][0]["id"] if made else None


def passed(edition):
    """Return the reasons given for warnings about `edition`, by their keys."""
    entries = HistoryEntry.objects.filter(item_id=edition.item_id, at__gte=edition.frozen_at)
    return {
        each["key"]: each["reason"]
        for entry in entries.order_by("id")
        for each in entry.passed
        if each["edition"] == edition.pk
    }


def review_entries(editions):
    """Return the submissions and reviews of each edition, newest first, by (model label, edition
    id)."""
    entries = HistoryEntry.objects.filter(
        item_id__in={edition.item_id for edition in editions}, verb__in=REVIEWING
    )
    found = defaultdict(list)
    for entry in entries:
        for facts in entry.touched["editions"]:
            # A submission also touches the earlier candidate that it replaced, which has no review.
            if facts.get("review"):
                found[facts["kind"], facts["id"]].append(entry)
    return found


def review_of(edition):
    """Return the submissions and reviews of `edition`, newest first."""
    return review_entries([edition])[edition._meta.label_lower, edition.pk]


def in_words(entry):
    """Return sentences about what an action did to times, addresses and fields."""
    if "changes" in entry.touched:
        return _changes_in_words(entry, entry.touched["changes"])
    if "asks" in entry.touched:
        return asked_in_words(entry)
    lines = [
        _("%(finding)s Acknowledged: %(reason)s")
        % {"finding": passed["sentence"], "reason": passed["reason"]}
        for passed in entry.passed
    ]
    if "asked_by" in entry.touched:
        lines.append(_("Requested by %s.") % entry.touched["asked_by"])
    if "reason" in entry.touched:
        lines.append(_("Reason: %s") % entry.touched["reason"])
    for edition in sorted(entry.touched["editions"], key=lambda facts: facts["live_from"]):
        lines += _edition_in_words(edition, entry.at)
    for address in entry.touched["addresses"]:
        ends = datetime.fromisoformat(address["live_until"])
        if ends > entry.at and address["live_from"] != address["live_until"]:
            lines.append(_("Address: %s") % address["path"])
    return lines


def asked_in_words(entry):
    """Return sentences about what a request would change."""
    asks = entry.touched["asks"]
    lines = [f"{old} → {new}" for _item, old, new in asks.get("addresses", [])]
    if "told" in asks:
        lines.append(_change_in_words(_("Message to readers"), *asks["told"]))
    return lines + _changes_in_words(entry, asks.get("changes", {}))


def _changes_in_words(entry, changes):
    try:
        model = apps.get_model(entry.kind)
    except LookupError:
        # The section no longer exists on this site.
        model = HistoryEntry
    return [
        _change_in_words(_label_of(model, name), old, new)
        for name, (old, new) in sorted(changes.items())
    ]


def _label_of(model, name):
    try:
        return capfirst(model._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return name


def _change_in_words(label, old, new):
    if isinstance(old, list) or isinstance(new, list):
        added = sorted(set(new or []) - set(old or []))
        removed = sorted(set(old or []) - set(new or []))
        parts = [_("added %s") % ", ".join(added)] if added else []
        parts += [_("removed %s") % ", ".join(removed)] if removed else []
        return f"{label}: {'; '.join(parts)}"
    return f"{label}: {_value_in_words(old)} → {_value_in_words(new)}"


def _value_in_words(value):
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "–" if value in (None, "") else "; ".join(str(value).splitlines())


def _edition_in_words(facts, at):
    begins, ends = (datetime.fromisoformat(facts[name]) for name in ("live_from", "live_until"))
    if facts.get("redaction_reason"):
        return [_("Content erased: %s") % facts["redaction_reason"]]
    if facts["withdrawn"]:
        reason = facts["withdrawal_reason"]
        return [_("Message to readers: %s") % reason] if reason else []
    if begins == FOREVER or ends <= at:
        return []
    lines = [_("Live from %s") % clock.in_words(begins)]
    return lines + ([_("Until %s") % clock.in_words(ends)] if ends < FOREVER else [])


def verify(head=""):
    """Return sentences that say what is wrong in the audit log and where; none if it is intact.

    `head` is the hash of the last entry from a backup or a log: a log whose newest entries are
    missing looks intact by itself.
    """
    said = {"editions": {}, "addresses": {}}
    return [
        *_table_problems(HistoryEntry, _chain_problems(head, said)),
        *_edition_problems(said["editions"]),
        *_table_problems(Address, _address_problems(said["addresses"])),
    ]


def _edition_facts(edition):
    return {
        "kind": edition._meta.label_lower,
        "id": edition.pk,
        "item": edition.item_id,
        # Who froze it and when is content too: it answers "who wrote it?"
        "record": digest({name: getattr(edition, name) for name in Edition.RECORD}),
        **{name: plain(getattr(edition, name)) for name in Edition.TIMES},
        **_facts_if_any(edition),
    }


def _facts_if_any(edition):
    """Return the facts that most editions don't have. Empty ones are left out, so that entries of
    release 0.1.0, which didn't know them, still match their editions."""
    facts = {name: plain(getattr(edition, name)) for name in Edition.REVIEW + Edition.REDACTION}
    if edition.redaction_reason:
        facts["tombstone"] = digest(edition.content())
    return {name: value for name, value in facts.items() if not is_empty(value)}


def _address_facts(address):
    return {
        "kind": address._meta.label_lower,
        "id": address.pk,
        "item": address.item_id,
        "path": address.path,
        "position": address.position,
        "live_from": plain(address.live_from),
        "live_until": plain(address.live_until),
    }


def _note_facts(touched, said):
    """Store in `said` what an entry says about each row; return the entries that it erased."""
    for part, rows in said.items():
        rows.update({(facts["kind"], facts["id"]): facts for facts in touched[part]})
    return touched.get("entries", [])


def _chain_problems(head, said):
    """Yield what is wrong with the entries; store in `said` what they last said about each row.
    They are read one by one: 60,000 of them took 220 MB at once, and 85 this way."""
    last_hash, erased, redacted, known = "", [], set(), not head
    for entry in rows_of(HistoryEntry):
        name = _("Audit log entry %s") % entry.pk
        yield from _row_problems(name, entry, lambda e=entry, h=last_hash: _entry_problems(e, h))
        values = entry.values if isinstance(entry, Unreadable) else vars(entry)
        # If someone wrote other data there, the changed entry is reported already.
        with suppress(AttributeError, KeyError, TypeError, ValueError):
            redacted.update(_note_facts(values["touched"], said))
        erased += [entry.pk] if values.get("erased") else []
        last_hash = values.get("hash")
        known = known or last_hash == head
    for pk in erased:
        if pk not in redacted:
            yield (
                _("The texts of audit log entry %s were erased, but no redaction is recorded.") % pk
            )
    if not known:
        yield _("No entry has the head hash %s. The newest entries are missing.") % head


def _entry_problems(entry, last_hash):
    if entry.erased and any(getattr(entry, name) for name in HistoryEntry.TEXTS):
        yield _("Audit log entry %s was erased, but has texts again.") % entry.pk
    if entry.previous_hash != last_hash:
        yield _("Audit log entry %s doesn't follow the one before it.") % entry.pk
    if entry.hash != entry.make_hash():
        yield _("Audit log entry %s was changed.") % entry.pk


def _table_problems(model, problems):
    """Yield the problems in a table, or that it can't be read."""
    try:
        yield from problems
    except django.db.Error as error:
        yield _("The table %(table)s can't be read: %(error)s") % {
            "table": model._meta.db_table,
            "error": error,
        }


def _row_problems(name, row, problems):
    """Yield the problems in a row, or what in it can't be read."""
    if isinstance(row, Unreadable):
        yield _("%(row)s was changed: it has values of the wrong type in %(columns)s.") % {
            "row": name,
            "columns": ", ".join(row.columns),
        }
        return
    try:
        yield from problems()
    except Exception as error:
        # For example half a surrogate pair in JSON, which can't be hashed.
        yield _("%(row)s was changed: it can't be read (%(error)s).") % {
            "row": name,
            "error": type(error).__name__,
        }


def _edition_problems(said):
    for model in sections.edition_models():
        yield from _table_problems(model, _editions_problems(model, said))
    yield from _lost_problems(said)


def _editions_problems(model, said):
    for edition in rows_of(model):
        name = f"{model._meta.label_lower} {edition.pk}"
        facts = said.pop((model._meta.label_lower, edition.pk), None)
        yield from _row_problems(
            _("Version %s") % name,
            edition,
            lambda e=edition, n=name, f=facts: _edition_row_problems(e, n, f),
        )


def _edition_row_problems(edition, name, facts):
    if facts is None:
        yield _("Version %s has no audit log entry.") % name
    elif not edition.redaction_reason and edition.content_hash != digest(edition.content()):
        yield _("The content of version %s was changed.") % name
    elif facts != _edition_facts(edition):
        yield _("The times or metadata of version %s were changed.") % name


def _address_problems(said):
    unreadable = False
    for address in rows_of(Address):
        facts = said.pop((Address._meta.label_lower, address.pk), None)
        yield from _row_problems(
            _("Address %s") % address.pk,
            address,
            lambda a=address, f=facts: _address_row_problems(a, f),
        )
        unreadable = unreadable or isinstance(address, Unreadable)
    yield from _lost_problems(said)
    if not unreadable:
        yield from _overlap_problems()


def _address_row_problems(address, facts):
    if facts is None:
        yield _("Address %s has no audit log entry.") % address.pk
    elif facts != _address_facts(address):
        yield _("Address %s was changed.") % address.pk


def _overlap_problems():
    rows = Address.objects.exclude(live_until=F("live_from")).order_by("path", "live_from", "id")
    previous = None
    for row in rows.iterator():
        if previous and previous.path == row.path and previous.live_until > row.live_from:
            yield _("Two items have the address %s at the same time.") % row.path
        previous = row


def _lost_problems(said):
    for kind, key in said:
        yield _("%(kind)s %(id)s is in the audit log but no longer exists.") % {
            "kind": kind,
            "id": key,
        }
