"""What someone has in progress, and handing it over to a colleague when they leave.

Nobody owns a draft: anyone who may write can change it. Handing over says who looks after an item
from now on, and so who gets the response to its submission. Who wrote it stays as recorded.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tianhe_site.prepared_queries import prepared

from .. import history, notifications, states
from ..errors import PublishingError
from ..models import HistoryEntry, PreviewLink
from ..people import name_of
from ..sections import draft_models, edition_models
from .actions import begin, may
from .locking import publishing_lock
from .redaction import open_redactions
from .requests import open_requests

Verb = HistoryEntry.Verb
State = states.State
# Newest first, the one of these decides who looks after a draft.
_WRITING = (Verb.WRITE, Verb.REVERT)
_WORKING = (*_WRITING, Verb.SUBMIT)
_SCHEDULING = (Verb.SCHEDULE, Verb.RESCHEDULE)
# In these, a draft says something that readers don't get, and won't by themselves.
_IN_WORK = {State.DRAFT, State.IN_REVIEW, State.CHANGES, State.APPROVED, State.LIVE_WITH_DRAFT}


@dataclass(frozen=True)
class Work:
    """What someone has in progress: drafts that they looked after last, submitted editions,
    scheduled editions, open requests (entries), and open preview links."""

    drafts: list
    submissions: list
    scheduled: list
    requests: list
    redactions: list
    links: list

    @property
    def items(self):
        """The items that can be handed over."""
        found = {item.pk: item for item in self.drafts}
        return list((found | {each.item_id: each.item for each in self.submissions}).values())


def work_of(user, at):
    """Return the `Work` of `user` at `at`."""
    submissions = _submissions_of(user)
    submitted = {edition.item_id for edition in submissions}
    return Work(
        drafts=[each for each in _drafts_of(user, at) if each.pk not in submitted],
        submissions=submissions,
        scheduled=_scheduled_by(user, at),
        requests=[each for each in open_requests(at) if each.actor_id == user.pk],
        redactions=[each for each in open_redactions(at) if each.actor_id == user.pk],
        links=list(PreviewLink.open(at).filter(made_by_id=user.pk)),
    )


def hand_over(items, *, giver, receiver, by):
    """Hand over what `giver` has in progress of these items to `receiver`, and tell them."""
    with publishing_lock():
        for item in items:
            if not may_take_over(receiver, [item]):
                raise PublishingError(
                    _("%(name)s can't change '%(item)s'. Choose someone else.")
                    % {"name": name_of(receiver), "item": item}
                )
            _hand_over(item, giver, receiver, by)
        if items:
            notifications.notify_receiver(items, giver, receiver, by)


def may_take_over(user, items):
    """Whether `user` may change all these items."""
    return user.is_active and all(may(user, item, "change") for item in items)


def items_received_by(user):
    """Return the items that were handed over to `user` and that nobody has worked on since, as
    (draft, entry), the newest first."""
    received = {entry.item_id: entry for entry in _received(user_id=user.pk)}
    newest = _newest_entries(received, (*_WORKING, Verb.HAND_OVER))
    own = {pk: entry for pk, entry in received.items() if newest[pk] == entry}
    kinds = {entry.kind for entry in own.values()}
    drafts = [
        draft
        for model in draft_models()
        if model._meta.label_lower in kinds
        for draft in model.objects.filter(pk__in=own, trashed_at=None)
    ]
    pairs = [(draft, own[draft.pk]) for draft in drafts]
    return sorted(pairs, key=lambda pair: pair[1].pk, reverse=True)


@prepared
def _received(*, user_id):
    return history.received_by(user_id).order_by("id")


def _hand_over(item, giver, receiver, by):
    facts = {
        history.GIVER: [giver.pk, name_of(giver)],
        history.RECEIVER: [receiver.pk, name_of(receiver)],
    }
    with begin(item, by, "change") as action:
        action.record(Verb.HAND_OVER, **facts)


def _submissions_of(user):
    """Return the candidates that `user` answers for."""
    found = []
    for model in edition_models():
        is_own = history.is_item_of(user, _WORKING, "item_id")
        editions = model.objects.filter(is_own, item__trashed_at=None)
        found += states.candidates(editions).select_related("item")
    responsible = history.responsible_for(found)
    return [each for each in found if responsible[each._meta.label_lower, each.pk] == user.pk]


def _drafts_of(user, at):
    """Return the drafts that `user` changed or took over last, and that aren't live."""
    found = []
    for model in draft_models():
        own = model.objects.filter(history.is_item_of(user, _WORKING), trashed_at=None)
        # What someone wrote in years is long live: only what may be in progress is looked at.
        drafts = states.with_state(states.possibly_in(own, _IN_WORK, at), at)
        found += [draft for draft in drafts if _IN_WORK & set(states.states_of(draft))]
    newest = _newest_entries([draft.pk for draft in found], (*_WRITING, Verb.HAND_OVER))
    return [draft for draft in found if _who_has(newest.get(draft.pk)) == user.pk]


def _newest_entries(item_ids, verbs):
    entries = HistoryEntry.objects.filter(item_id__in=item_ids, verb__in=verbs)
    return {entry.item_id: entry for entry in entries.order_by("id")}


def _who_has(entry):
    if entry is None:
        return None
    is_handed_over = entry.verb == Verb.HAND_OVER
    return entry.touched[history.RECEIVER][0] if is_handed_over else entry.actor_id


def _scheduled_by(user, at):
    """Return the editions that aren't live yet and that `user` scheduled."""
    entries = HistoryEntry.objects.filter(verb__in=_SCHEDULING, actor_id=user.pk)
    facts = [each for entry in entries for each in entry.touched["editions"]]
    ids = {(each["kind"], each["id"]) for each in facts}
    pending = [each for model in edition_models() for each in model.objects.pending(at)]
    return [each for each in pending if (each._meta.label_lower, each.pk) in ids]
