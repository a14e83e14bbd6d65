"""What waits for whom: the lists on the admin's first page."""

from dataclasses import dataclass

from django.urls import reverse

from . import states
from .guards import guarded_models
from .models import Edition, HistoryEntry, Review

Verb = HistoryEntry.Verb
# More would be a backlog, not a page to look at; the lists of drafts have filters for the rest.
MOST_ROWS = 50


@dataclass(frozen=True)
class Row:
    """A candidate on its way, with what was last said to it."""

    edition: Edition
    note: str
    url: str


def waiting_for(user):
    """Return the candidates that `user` may answer, the longest waiting first."""
    return _rows(_candidates(user, "approve", review=Review.WAITING))


def answers_to(user):
    """Return the answered candidates that `user` had frozen, newest answer first."""
    answered = _candidates(
        user, "view", review__in=(Review.CHANGES, Review.APPROVED), frozen_by_id=user.pk
    )
    return _rows(reversed(answered))


def ready_for(user):
    """Return the approved candidates that `user` may publish."""
    return _rows(_candidates(user, "publish", review=Review.APPROVED))


def may_publish_anything(user):
    """Whether there is a section in which `user` may publish."""
    return any(user.has_perm(_permission(model, "publish")) for model in _sections())


def _sections():
    return [model for model in guarded_models() if issubclass(model, Edition)]


def _candidates(user, action, **conditions):
    """Return the candidates of every section in which `user` may do `action`, oldest first."""
    found = []
    for model in _sections():
        if user.has_perm(_permission(model, action)):
            editions = states.candidates(model.objects.filter(**conditions, item__trashed_at=None))
            found += editions.select_related("item").order_by("reviewed_at")[:MOST_ROWS]
    return sorted(found, key=lambda edition: edition.reviewed_at)


def _permission(model, action):
    draft = model._meta.get_field("item").related_model._meta
    return f"{draft.app_label}.{action}_{draft.model_name}"


def _rows(editions):
    editions = list(editions)
    notes = _notes({edition.item_id for edition in editions})
    return [Row(each, notes.get(each.item_id, ""), _url(each)) for each in editions]


def _notes(item_ids):
    entries = HistoryEntry.objects.filter(
        item_id__in=item_ids, verb__in=(Verb.SUBMIT, Verb.APPROVE, Verb.REQUEST_CHANGES)
    )
    return dict(entries.order_by("id").values_list("item_id", "note"))


def _url(edition):
    draft = edition.item._meta
    name = f"admin:{draft.app_label}_{draft.model_name}_review"
    return reverse(name, args=[edition.item_id, edition.pk])
