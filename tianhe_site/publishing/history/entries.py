"""Writing entries of the audit log."""

import logging
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction

from tianhe_site.monitoring import counts
from tianhe_site.prepared_queries import prepared

from .. import clock
from ..models import HistoryEntry
from ..people import name_and_account, name_of
from .facts import address_facts, edition_facts

logger = logging.getLogger("tianhe.history")


def next_moment():
    """Return the time for an action that begins now. The caller holds the publishing lock.

    It is always after the last entry, even if a clock was set back, so that ids are in the order of
    time.
    """
    now = clock.now()
    last = next(iter(_last_moment()), None)
    return now if last is None or now > last else last + timedelta(microseconds=1)


@prepared
def _last_moment():
    return HistoryEntry.objects.order_by("-id").values_list("at", flat=True)[:1]


def append(*, at, by, verb, item, note="", acknowledged=(), editions=(), addresses=(), **facts):
    """Write the entry of one action and log its hash.

    `acknowledged` are the acknowledged warnings. `editions` and `addresses` are the rows that the
    action created or changed, as they are after it. Other `facts` are stored with them.
    """
    about = _about_item(item)
    touched = _touched(editions, addresses, facts)
    return _write(about, touched, at=at, by=by, verb=verb, note=note, passed=list(acknowledged))


def following(last, *, at, by, verb, item, note="", editions=(), addresses=(), **facts):
    """Return the entry of an action that follows the entry `last` (None: it is the first), unsaved,
    for programs that insert many at once. The rest is as in `append`."""
    touched = _touched(editions, addresses, facts)
    return _following(last, _about_item(item), touched, at=at, by=by, verb=verb, note=note)


def _about_item(item):
    return {"kind": item.kind, "item_id": item.pk, "item_title": str(item)[:250]}


def _touched(editions, addresses, facts):
    return {
        "editions": [edition_facts(edition) for edition in editions],
        "addresses": [address_facts(address) for address in addresses],
        **facts,
    }


def append_change(subject, *, at, by, verb, changes, note=""):
    """Write the entry of a change to a row that isn't an item, such as an account.

    `subject` is the row as it is now; `changes` is `{field: [old, new]}` with JSON values.
    """
    return append_about(subject, at=at, by=by, verb=verb, note=note, changes=changes)


def append_about(subject, *, at, by, verb, note="", **facts):
    """Write the entry of an action on a row that isn't an item; `facts` are stored in it."""
    touched = {"editions": [], "addresses": [], "subject": subject.pk, **facts}
    is_person = isinstance(subject, get_user_model())
    title = name_and_account(subject) if is_person else str(subject)
    about = {"kind": subject._meta.label_lower, "item_title": title[:250]}
    return _write(about, touched, at=at, by=by, verb=verb, note=note)


def append_answer(request, *, at, by, verb, note=""):
    """Write the entry of the answer to a request. It has the same subject, even if that no longer
    exists."""
    touched = {"editions": [], "addresses": [], **request_facts(request)}
    if "subject" in request.touched:
        touched["subject"] = request.touched["subject"]
    about = {name: getattr(request, name) for name in ("kind", "item_id", "item_title")}
    return _write(about, touched, at=at, by=by, verb=verb, note=note)


def request_facts(request):
    """Return what the entry of a requested action stores about the request."""
    return {"request": request.pk, "asked_by": request.actor_name}


def _write(about, touched, **values):
    last = next(iter(_last_entry()), None)
    entry = _following(last, about, touched, **values)
    entry.save(force_insert=True)
    # Not for an action that is rolled back.
    transaction.on_commit(lambda: _log(entry))
    return entry


@prepared
def _last_entry():
    return HistoryEntry.objects.order_by("-id").only("hash")[:1]


def _log(entry):
    """Count and log an entry: who did what, by numbers, and the hash that ends the audit log."""
    facts = {
        "verb": entry.verb,
        "item": f"{entry.kind} {entry.touched.get('subject', entry.item_id)}",
        "actor": f"account {entry.actor_id}" if entry.actor_id else "the command line",
        "head": entry.hash,
    }
    counts.add("verbs", str(entry.verb))
    logger.info("%(verb)s %(item)s by %(actor)s, head %(head)s", facts, extra=facts)


def _following(last, about, touched, *, by, **values):
    name = name_of(by)
    if name != by.get_username():
        # Tells people of the same name apart.
        touched = {**touched, "username": by.get_username()}
    entry = HistoryEntry(
        # Not assigned by the database: the id is part of the hash.
        id=last.pk + 1 if last else 1,
        scheme=HistoryEntry.SCHEME,
        actor_id=by.pk,
        actor_name=name,
        touched=touched,
        previous_hash=last.hash if last else "",
        **about,
        **values,
    )
    entry.hash = entry.make_hash()
    return entry
