"""Queries of the audit log."""

from collections import defaultdict
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from ..models import HistoryEntry

Verb = HistoryEntry.Verb
# What someone hands over is in these entries: who had it, and who has it now.
GIVER, RECEIVER = "giver", "receiver"
REVIEWING = (Verb.SUBMIT, Verb.APPROVE, Verb.REQUEST_CHANGES)


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
    entries = HistoryEntry.objects.filter(item_id=edition.item_id, at__gte=edition.frozen_at)
    return {
        each["key"]: each["reason"]
        for entry in entries.order_by("id")
        for each in entry.passed
        if each["edition"] == edition.pk
    }


def last_reasons(item):
    """Return the reasons last given for warnings about any version of an item, by their keys."""
    entries = HistoryEntry.objects.filter(item_id=item.pk).order_by("id")
    return {each["key"]: each["reason"] for entry in entries for each in entry.passed}


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


def responsible_for(editions):
    """Return who answers for each submitted edition, by (model label, edition id): the id of the
    user who submitted it, or of the colleague who took it over from them."""
    found = {}
    for key, entries in review_entries(editions).items():
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
    written = HistoryEntry.objects.filter(
        item_id=edition.item_id, verb__in=(Verb.WRITE, Verb.REVERT), at__lte=edition.frozen_at
    )
    before = type(edition).objects.filter(
        item=edition.item_id, pk__lt=edition.pk, live_from__lt=edition.live_from
    )
    if replaced := before.order_by("-id").first():
        written = written.filter(at__gt=replaced.frozen_at)
    people = {*written.values_list("actor_id", flat=True), *responsible_for([edition]).values()}
    return people - {None}


def hand_overs(item_ids):
    """Return the entries that say who handed over each of these items, oldest first, by id."""
    found = defaultdict(list)
    entries = HistoryEntry.objects.filter(item_id__in=set(item_ids), verb=Verb.HAND_OVER)
    for entry in entries.order_by("id"):
        found[entry.item_id].append(entry)
    return found


def _last_receiver(submitted, handed_over):
    user_id = submitted.actor_id
    for entry in handed_over:
        if entry.pk > submitted.pk and entry.touched[GIVER][0] == user_id:
            user_id = entry.touched[RECEIVER][0]
    return user_id
