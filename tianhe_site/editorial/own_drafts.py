"""The drafts that someone has in progress, for their dashboard."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tianhe_site.admin_pages import may, url_of
from tianhe_site.prepared_queries import prepared
from tianhe_site.publishing import history, states
from tianhe_site.publishing.models import HistoryEntry
from tianhe_site.publishing.sections import draft_models, label_of

from . import autosaves, item_people

Verb = HistoryEntry.Verb
State = states.State
MAX_DRAFTS = 8
# The newest things that someone did: what they have in progress is among them, and reading all that
# they ever did would take longer each year.
_MAX_ENTRIES = 200
# In these, it is the writer's turn. What a reviewer sent back is on another list.
_IN_WORK = {State.DRAFT, State.LIVE_WITH_DRAFT, State.SCHEDULED_WITH_DRAFT}
_ELSEWHERE = {State.IN_REVIEW, State.CHANGES, State.APPROVED}


@dataclass(frozen=True)
class OwnDraft:
    """A draft in progress. `states` is empty for text that was never saved as a draft."""

    model: type
    title: str
    section: str
    states: list
    saved_at: datetime
    url: str


def own_drafts(user, at):
    """Return the newest drafts of `user` in progress, the last saved first, and (section, address
    of the list of all) of each section that has more."""
    found, touched = [], _touched_by(user)
    for model in draft_models():
        ids = touched[model._meta.label_lower]
        if ids and may(user, "change", model):
            drafts = model.objects.filter(pk__in=ids, trashed_at=None)
            found += [each for each in states.with_state(drafts, at) if _is_in_work(each)]
    held = _held_by(user, found)
    rows = [_row(draft) for draft in found if draft.pk in held] + _never_saved(user)
    rows = sorted(rows, key=lambda row: row.saved_at, reverse=True)
    left_out = dict.fromkeys(row.model for row in rows[MAX_DRAFTS:] if row.states)
    return rows[:MAX_DRAFTS], [_all_of(model) for model in left_out]


def _all_of(model):
    url = f"{url_of(model, 'changelist')}?show=mine"
    return capfirst(model._meta.verbose_name_plural), url


def _never_saved(user):
    """Return what `user` typed into forms for new drafts and never saved."""
    # A section may be gone from this site.
    writable = {
        each._meta.label_lower: each for each in draft_models() if may(user, "change", each)
    }
    found = autosaves.unsaved_by(user).filter(kind__in=writable)[:MAX_DRAFTS]
    return [_unsaved_row(autosave, writable[autosave.kind]) for autosave in found]


def _unsaved_row(autosave, model):
    return OwnDraft(
        model=model,
        title=autosave.title or _("Without a title"),
        section=capfirst(model._meta.verbose_name),
        states=[],
        saved_at=autosave.saved_at,
        url=f"{url_of(model, 'add')}?draft_key={autosave.draft_key}&continue=1",
    )


def writes(user):
    """Whether `user` writes in any section."""
    return any(may(user, "change", model) for model in draft_models())


def _touched_by(user):
    """Return the ids of the items that `user` wrote or took over last, by section."""
    found = defaultdict(set)
    # Each by its own index: the newest of both would take all of either.
    for kind, pk in (*_last_written(user_id=user.pk), *_last_received(user_id=user.pk)):
        found[kind].add(pk)
    return found


@prepared
def _last_written(*, user_id):
    wrote = HistoryEntry.objects.filter(verb__in=(Verb.WRITE, Verb.REVERT), actor_id=user_id)
    return _last_items(wrote)


@prepared
def _last_received(*, user_id):
    return _last_items(history.received_by(user_id))


def _last_items(entries):
    return entries.order_by("-id").values_list("kind", "item_id")[:_MAX_ENTRIES]


def _is_in_work(draft):
    found = set(states.states_of(draft))
    return bool(found & _IN_WORK) and not found & _ELSEWHERE


def _held_by(user, drafts):
    """Return the ids of those drafts that `user` looks after."""
    held = set()
    for model in {type(draft) for draft in drafts}:
        people = item_people.people_of([draft for draft in drafts if type(draft) is model])
        held |= {pk for pk, each in people.items() if each.holder_id == user.pk}
    return held


def _row(draft):
    return OwnDraft(
        model=type(draft),
        title=str(draft) or _("Without a title"),
        section=label_of(draft),
        states=states.states_of(draft),
        saved_at=draft.modified_at,
        url=url_of(draft, "change", draft.pk),
    )
