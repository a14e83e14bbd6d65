"""Moving items. A second person agrees to a new address of a bound item, because readers and the
two-person rule know an item by its address."""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site import languages

from .. import addresses, clock, history
from ..errors import PublishingError, SecondPersonError
from ..models import FOREVER, Address, HistoryEntry
from ..people import permission_name
from . import requests
from .actions import Action, check_not_archived, fresh, require, row_of
from .approval import check_scheduled, needs_second_person
from .freezing import SAME, note_author, place_note
from .locking import publishing_lock, rolled_back, stop_if_dry_run

Verb = HistoryEntry.Verb


@dataclass(frozen=True)
class MovePlan:
    """The effects of a move.

    `parts` are all moved items, top down. `pairs` are their address rows, old and new. `bound` are
    the items whose new address needs a second person. `notes` are the history notes, by id, of
    moved drafts that were never public.
    """

    parts: list
    pairs: list
    bound: list
    notes: dict

    def changed_addresses(self):
        """Return [item, old path, new path] for each changed address, as a request keeps it."""
        return [
            [old.item_id, old.path, new.path] for old, new in self.pairs if old.path != new.path
        ]


def move(places, *, by, note=""):
    """Move several items at once: `{draft: {field: value}}`, with fields of `place_fields`.

    Items below a moved one move along, whether live, scheduled or draft, and old addresses
    redirect. Returns pairs of address rows, old and new. Raises `SecondPersonError` if the move
    needs `ask_move`.
    """
    with publishing_lock():
        plan = _moved(places, by)
        if plan.bound:
            raise SecondPersonError(
                _("This needs a second approver. Request approval for: %s.")
                % languages.listed(plan.bound)
            )
        _record(plan, by, note)
        return plan.pairs


def plan_move(places, *, by):
    """Return the `MovePlan` of a move, or raise what prevents it; change nothing."""
    return rolled_back(_moved, places, by)


def ask_move(places, *, by, reason):
    """Ask a second person to agree to a move; return the entry of the request."""
    with publishing_lock():
        plan = plan_move(places, by=by)
        if not plan.bound:
            raise PublishingError(
                _("This doesn't need a second approver. Change the address yourself.")
            )
        return requests.ask(
            MOVE,
            fresh(next(iter(places))),
            by=by,
            reason=reason,
            addresses=plan.changed_addresses(),
            places=[_place_facts(draft, changes) for draft, changes in places.items()],
        )


def _carry_out(request, *, by):
    asks = request.touched["asks"]
    places = dict(map(_place, asks["places"]))
    # Only moving shows which addresses change.
    stop_if_dry_run()
    plan = _moved(places)
    if plan.changed_addresses() != asks["addresses"]:
        raise PublishingError(
            _(
                "Items were moved or published since this was requested, so other addresses would "
                "change. Decline this request and make a new one."
            )
        )
    _record(
        plan,
        by,
        request.note,
        chosen_by=requests.asker_of(request),
        **history.request_facts(request),
    )
    return plan.pairs


MOVE = requests.register(
    requests.Kind(
        name="move",
        title=gettext_lazy("Change addresses"),
        to_ask=lambda label: permission_name(label, "publish"),
        to_agree=lambda label: [permission_name(label, each) for each in ("approve", "publish")],
        carry_out=_carry_out,
    )
)


def _moved(places, by=None):
    """Move items and their addresses; return the `MovePlan`. Without `by`, someone else asked for
    it."""
    now = history.next_moment()
    bound_before = _bound_in(_branches(places)) if _may_change_addresses(places) else set()
    before = [fresh(draft) for draft in places]
    for draft, changes in places.items():
        if by is not None:
            require(by, draft, "publish" if draft.has_had_address() else "change")
        check_not_archived(fresh(draft))
        _set_place(fresh(draft), changes)
    notes = {draft.pk: place_note(draft, fresh(draft)) for draft in before}
    parts = _branches(places)
    pairs = addresses.relocate(parts, now=now)
    for part in parts:
        # Only now all items have their new places.
        part.check_place()
        part.check_periods(now, part.public_periods(now))
    for draft in places:
        check_scheduled(fresh(draft), now)
    changed = {old.item_id for old, new in pairs if old.path != new.path}
    moved = [part for part in parts if part.pk in changed]
    # An item may be bound by its old place or by its new one.
    bound = bound_before | _bound_in(_newly_placed(moved, places, pairs))
    return MovePlan(parts, pairs, [part for part in moved if part.pk in bound], notes)


def _newly_placed(moved, places, pairs):
    """Return the moved items that their new place may bind: those moved themselves, and those that
    take an address of another item. Items that move along stay below the same page."""
    held = Address.objects.filter(path__in=[new.path for _old, new in pairs])
    # A canceled schedule never had the address.
    held = held.exclude(live_until=F("live_from")).values_list("path", "item_id")
    put = {draft.pk for draft in places}
    taking = {
        new.item_id
        for _old, new in pairs
        if any(path == new.path and item != new.item_id for path, item in held)
    }
    return [part for part in moved if part.pk in put | taking]


def _branches(places):
    """Return the items and everything below them, top down, each once."""
    return list({part.pk: part for draft in places for part in fresh(draft).branch()}.values())


def _may_change_addresses(places):
    return any(set(changes) - {"position"} for changes in places.values())


def _bound_in(parts):
    """Return the ids of the bound items: as drafts, live or scheduled."""
    return {part.pk for part in parts if _is_bound(part)}


def _is_bound(part):
    public = list(part.editions.filter(live_from__lt=FOREVER, live_until__gt=clock.now()))
    # For an edition that equals the draft, the rule looks back further than for the draft.
    draft = [] if any(_say_the_same(part, edition) for edition in public) else [None]
    return any(needs_second_person(part, text) for text in (*public, *draft))


def _say_the_same(draft, edition):
    return all(getattr(draft, name) == getattr(edition, name) for name in SAME)


def _set_place(draft, changes):
    draft.check_move(changes)
    for name, value in changes.items():
        if name not in draft.place_fields:
            raise ValueError(f"{name} is no place field of {draft.kind}")
        setattr(draft, name, value)
    draft.check_place()
    draft.save()


def _place_facts(draft, changes):
    """Return a place as a request keeps it: a parent by its id."""
    values = {name: getattr(value, "pk", value) for name, value in changes.items()}
    return {"kind": draft.kind, "id": draft.pk, "place": values}


def _place(facts):
    """Return the draft and the values of its place fields from a request."""
    model = apps.get_model(facts["kind"])
    return row_of(model, facts["id"]), {
        name: _value(model._meta.get_field(name), value) for name, value in facts["place"].items()
    }


def _value(field, value):
    return row_of(field.related_model, value) if field.is_relation and value else value


def _record(plan, by, note, chosen_by=None, **facts):
    """Record the move in the history of each moved item. `chosen_by` is the person who asked, if
    `by` only agreed."""
    for part in plan.parts:
        if place := plan.notes.get(part.pk):
            note_author(Action(part, chosen_by or by, history.next_moment()), place)
        rows = [row for pair in plan.pairs if pair[0].item_id == part.pk for row in pair]
        if rows:
            at = history.next_moment()
            history.append(
                at=at, by=by, verb=Verb.MOVE, item=part, note=note, addresses=rows, **facts
            )
