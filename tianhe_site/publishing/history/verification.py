"""Verifying that neither the audit log nor a row it records was changed."""

from contextlib import suppress

import django.db
from django.db.models import F
from django.utils.translation import gettext as _

from .. import sections
from ..hashing import digest
from ..models import Address, Edition, HistoryEntry
from .facts import address_facts, edition_facts
from .rows import Unreadable, rows_of


def verify(head=""):
    """Return sentences that say what is wrong in the audit log and where; none if it is intact.

    `head` is the hash of the last entry from a backup or a log: a log whose newest entries are
    missing looks intact by itself.
    """
    last_facts = {"editions": {}, "addresses": {}}
    return [
        *_table_problems(HistoryEntry, _chain_problems(head, last_facts)),
        *_edition_problems(last_facts["editions"]),
        *_table_problems(Address, _address_problems(last_facts["addresses"])),
    ]


def _collect_facts(touched, last_facts):
    """Store in `last_facts` what an entry says about each row; return the ids of the entries that
    it erased."""
    for part, rows in last_facts.items():
        for facts in touched[part]:
            key = facts["kind"], facts["id"]
            rows[key] = {**_unknown_before(rows.get(key, {})), **facts}
    return touched.get("entries", [])


def _unknown_before(facts):
    """Return those facts that an entry of the release before this one leaves out: both releases run
    during an upgrade, and after a way back."""
    return {name: facts[name] for name in Edition.SOURCE if name in facts}


def _chain_problems(head, last_facts):
    """Yield what is wrong with the entries; store in `last_facts` what they last said about each
    row. They are read one by one: 60,000 of them took 220 MB at once, and 85 this way."""
    last_hash, erased, redacted, known = "", [], set(), not head
    for entry in rows_of(HistoryEntry):
        name = _("Audit log entry %s") % entry.pk
        yield from _row_problems(name, entry, lambda e=entry, h=last_hash: _entry_problems(e, h))
        values = entry.values if isinstance(entry, Unreadable) else vars(entry)
        # If someone wrote other data there, the changed entry is reported already.
        with suppress(AttributeError, KeyError, TypeError, ValueError):
            redacted.update(_collect_facts(values["touched"], last_facts))
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


def _edition_problems(last_facts):
    for model in sections.edition_models():
        yield from _table_problems(model, _editions_problems(model, last_facts))
    yield from _missing_row_problems(last_facts)


def _editions_problems(model, last_facts):
    for edition in rows_of(model):
        name = f"{model._meta.label_lower} {edition.pk}"
        facts = last_facts.pop((model._meta.label_lower, edition.pk), None)
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
    elif facts != edition_facts(edition):
        yield _("The times or metadata of version %s were changed.") % name


def _address_problems(last_facts):
    unreadable = False
    for address in rows_of(Address):
        facts = last_facts.pop((Address._meta.label_lower, address.pk), None)
        yield from _row_problems(
            _("Address %s") % address.pk,
            address,
            lambda a=address, f=facts: _address_row_problems(a, f),
        )
        unreadable = unreadable or isinstance(address, Unreadable)
    yield from _missing_row_problems(last_facts)
    if not unreadable:
        yield from _overlap_problems()


def _address_row_problems(address, facts):
    if facts is None:
        yield _("Address %s has no audit log entry.") % address.pk
    elif facts != address_facts(address):
        yield _("Address %s was changed.") % address.pk


def _overlap_problems():
    rows = Address.objects.exclude(live_until=F("live_from")).order_by("path", "live_from", "id")
    previous = None
    for row in rows.iterator():
        if previous and previous.path == row.path and previous.live_until > row.live_from:
            yield _("Two items have the address %s at the same time.") % row.path
        previous = row


def _missing_row_problems(last_facts):
    for kind, key in last_facts:
        yield _("%(kind)s %(id)s is in the audit log but no longer exists.") % {
            "kind": kind,
            "id": key,
        }
