"""Queries of the audit log."""

from collections import defaultdict
from datetime import datetime
from functools import reduce
from itertools import chain
from operator import or_

from django.db import connection
from django.db.models import BigIntegerField, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from tianhe_site.prepared_queries import prepared

from ..models import BEFORE_ALL, FOREVER, HistoryEntry

Verb = HistoryEntry.Verb
# What someone hands over is in these entries: who had it, and who has it now.
GIVER, RECEIVER = "giver", "receiver"
REVIEWING = (Verb.SUBMIT, Verb.APPROVE, Verb.REQUEST_CHANGES)
# Steps from one name to the next in their index: SELECT DISTINCT reads all of it.
# https://wiki.postgresql.org/wiki/Loose_indexscan
_EACH_NAME = """
    WITH RECURSIVE names (name) AS (
        SELECT MIN(actor_name) FROM publishing_historyentry
        UNION ALL
        SELECT (SELECT MIN(actor_name) FROM publishing_historyentry WHERE actor_name > name)
        FROM names WHERE name IS NOT NULL
    )
    SELECT name FROM names WHERE name IS NOT NULL
"""


def recorded_names():
    """Return the names that the audit log has of who did something, in order."""
    with connection.cursor() as cursor:
        cursor.execute(_EACH_NAME)
        return [name for (name,) in cursor.fetchall()]


def head():
    """Return the hash that the audit log ends with, "" if it has no entry."""
    return HistoryEntry.objects.order_by("-id").values_list("hash", flat=True).first() or ""


def first_and_last_moment():
    """Return the times of the first and of the last entry, None for both without entries."""
    moments = HistoryEntry.objects.values_list("at", flat=True)
    return moments.order_by("id").first(), moments.order_by("-id").first()


def first_id_since(moment):
    """Return the id of the first entry at `moment` or later; without one, a higher id than all.
    Ids are in the order of time."""
    ids = HistoryEntry.objects.values_list("id", flat=True)
    found = ids.filter(at__gte=moment).order_by("at").first()
    return found or (ids.order_by("-id").first() or 0) + 1


def newest_of_each(verbs, entries):
    """Return the newest of `entries` with each of these verbs, as a queryset, newest first.

    One step down an index per verb, however much was recorded since: a condition on all verbs would
    read and sort every entry that has one of them.
    """
    newest = (entries.filter(verb=verb).order_by("-id").values("pk")[:1] for verb in verbs)
    return HistoryEntry.objects.filter(reduce(or_, (Q(pk__in=each) for each in newest)))


def entries_about(subject):
    """Return the entries about a row that isn't an item, newest first."""
    entries = HistoryEntry.objects.filter(kind=subject._meta.label_lower, item_id=None)
    return entries.filter(touched__subject=subject.pk)


def frozen_edition_id(entry):
    """Return the id of the edition that an action froze, None if it froze none."""
    made = entry.verb in (Verb.FREEZE, Verb.IMPORT)
    return entry.touched["editions"][0]["id"] if made else None


def acknowledged(edition):
    """Return the reasons given for warnings about `edition`, by their keys."""
    warnings = chain.from_iterable(_kept_warnings(item=edition.item_id))
    return {each["key"]: each["reason"] for each in warnings if each["edition"] == edition.pk}


def last_reasons(item):
    """Return the reasons last given for warnings about any version of an item, by their keys."""
    warnings = chain.from_iterable(_kept_warnings(item=item.pk))
    return {each["key"]: each["reason"] for each in warnings}


@prepared
def _kept_warnings(*, item):
    """Return the warnings that each entry about an item acknowledges, oldest first."""
    entries = HistoryEntry.objects.filter(item_id=item)
    return entries.order_by("id").values_list("passed", flat=True)


def review_entries(editions):
    """Return the submissions and reviews of each edition, newest first, by (model label, edition
    id)."""
    items = tuple({edition.item_id for edition in editions})
    found = defaultdict(list)
    for entry in _reviewing(items=items) if items else ():
        for facts in entry.touched["editions"]:
            # A submission also touches the earlier candidate that it replaced, which has no review.
            if facts.get("review"):
                found[facts["kind"], facts["id"]].append(entry)
    return found


@prepared
def _reviewing(*, items):
    entries = HistoryEntry.objects.filter(item_id__in=items, verb__in=REVIEWING)
    # What a dashboard with many rows doesn't show, and what takes long to decode.
    return entries.defer("passed", "erased", "previous_hash", "hash")


def review_of(edition):
    """Return the submissions and reviews of `edition`, newest first."""
    return review_entries([edition])[edition._meta.label_lower, edition.pk]


def responsible_for(editions):
    """Return who answers for each submitted edition, by (model label, edition id): the id of the
    user who submitted it, or of the colleague who took it over from them."""
    return responsible_in(review_entries(editions))


def responsible_in(entries_of):
    """Return the same of the editions whose `review_entries` these are."""
    found = {}
    for key, entries in entries_of.items():
        submitted = next((each for each in entries if each.verb == Verb.SUBMIT), None)
        if submitted:
            found[key] = submitted
    handed_over = hand_overs(submitted.item_id for submitted in found.values())
    return {
        key: _last_receiver(submitted, handed_over[submitted.item_id])
        for key, submitted in found.items()
    }


def go_live_wish(edition):
    """Return when `edition` should go live, as said with its last submission; None if as soon as
    possible, or if nobody was asked."""
    return wish_in(next((each for each in review_of(edition) if each.verb == Verb.SUBMIT), None))


def wish_in(submission):
    """Return the time that the entry of a submission asks for, None if it asks for none."""
    wish = submission.touched.get("go_live") if submission else None
    return datetime.fromisoformat(wish) if wish else None


def authors_of(edition):
    """Return the ids of the users who wrote what `edition` says since the one that readers had
    before it, and of who answers for its submission."""
    item, pk, live_from = edition.item_id, edition.pk, edition.live_from
    replaced = _frozen_before(type(edition), item=item, pk=pk, live_from=live_from)
    since = next(iter(replaced), None)
    wrote = {who for who, _name, _facts in written(item, since=since, until=edition.frozen_at)}
    return (wrote | {*responsible_for([edition]).values()}) - {None}


@prepared
def _frozen_before(edition_model, *, item, pk, live_from):
    """Return when the edition was frozen that readers had before the edition `pk`, if any."""
    before = edition_model.objects.filter(item=item, pk__lt=pk, live_from__lt=live_from)
    return before.order_by("-id").values_list("frozen_at", flat=True)[:1]


def written(item_id, *, since=None, until=None):
    """Return (id of the user, name, facts) of each entry that changed the draft of an item after
    `since` and until `until`, the last one first."""
    return _written(item=item_id, since=since or BEFORE_ALL, until=until or FOREVER)


@prepared
def _written(*, item, since, until):
    entries = HistoryEntry.objects.filter(item_id=item, verb__in=(Verb.WRITE, Verb.REVERT))
    entries = entries.filter(at__gt=since, at__lte=until).order_by("-id")
    return entries.values_list("actor_id", "actor_name", "touched")


def hand_overs(item_ids):
    """Return the entries that say who handed over each of these items, oldest first, by id."""
    found, items = defaultdict(list), tuple(set(item_ids))
    for entry in _hand_overs(items=items) if items else ():
        found[entry.item_id].append(entry)
    return found


@prepared
def _hand_overs(*, items):
    entries = HistoryEntry.objects.filter(item_id__in=items, verb=Verb.HAND_OVER)
    return entries.order_by("id")


def received_by(user_id):
    """Return the entries of what was handed over to the user with this id."""
    # A number, not a part of JSON: prepared queries take no JSON.
    receiver = Cast(KT(f"touched__{RECEIVER}__0"), BigIntegerField())
    entries = HistoryEntry.objects.filter(verb=Verb.HAND_OVER)
    return entries.alias(receiver=receiver).filter(receiver=user_id)


def is_item_of(user, verbs, column="pk"):
    """Return the condition that a column has the id of an item with which `user` did one of these
    verbs, or which they took over. Each of the two has its own index."""
    acted = HistoryEntry.objects.filter(actor_id=user.pk, verb__in=verbs)
    found = [acted.values("item_id"), received_by(user.pk).values("item_id")]
    return Q(**{f"{column}__in": found[0]}) | Q(**{f"{column}__in": found[1]})


def _last_receiver(submitted, handed_over):
    user_id = submitted.actor_id
    for entry in handed_over:
        if entry.pk > submitted.pk and entry.touched[GIVER][0] == user_id:
            user_id = entry.touched[RECEIVER][0]
    return user_id
