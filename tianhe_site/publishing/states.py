"""The states that editors see, and the legal moves. Both are derived from editions, never
stored."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from tianhe_site.prepared_queries import prepared

from . import history
from .errors import PublishingError
from .models import FOREVER, Address, HistoryEntry, Publishable, Review

Verb = HistoryEntry.Verb


class Stage(models.TextChoices):
    """The stage of one edition."""

    FROZEN = "frozen", _("Not submitted")
    WAITING = "waiting", _("In review")
    CHANGES = "changes", _("Changes requested")
    APPROVED = "approved", _("Approved")
    SCHEDULED = "scheduled", _("Scheduled")
    LIVE = "live", _("Live")
    ENDED = "ended", _("No longer live")


# Each action on an edition, with the stages in which it is allowed.
TRANSITIONS = {
    Verb.SUBMIT: {Stage.FROZEN, Stage.CHANGES},
    Verb.TAKE_BACK: {Stage.WAITING},
    Verb.APPROVE: {Stage.WAITING},
    Verb.REQUEST_CHANGES: {Stage.WAITING, Stage.APPROVED},
    # If a second approver is needed, only from Approved: `approval.check_approval`.
    Verb.PUBLISH: {Stage.FROZEN, Stage.WAITING, Stage.APPROVED, Stage.SCHEDULED, Stage.LIVE},
    Verb.SCHEDULE: {Stage.FROZEN, Stage.WAITING, Stage.APPROVED, Stage.SCHEDULED},
    Verb.RESCHEDULE: {Stage.SCHEDULED, Stage.LIVE},
    Verb.CANCEL: {Stage.SCHEDULED},
    Verb.WITHDRAW: {Stage.LIVE},
    Verb.REDACT: {Stage.FROZEN, Stage.CHANGES, Stage.ENDED},
}

_CHANGES_WANTED = _(
    "A reviewer requested changes to this version. Change the draft first, then try again."
)
_ENDED = _("This version was live before. Restore it to the draft first, then try again.")
_NOT_WAITING = _(
    "This isn't waiting for review. Someone may have reviewed it while you had this page open."
)
_NOTHING_SCHEDULED = _("There's no schedule to cancel.")
_NOTHING_TIMED = _("You can change times only for a scheduled or live version.")
_STILL_NEEDED = _(
    "This version is live, scheduled or in review. Withdraw it, cancel the schedule or finish the "
    "review first."
)

# The message for a move that isn't in the table, by stage where that says more.
REFUSALS = {
    Verb.SUBMIT: _ENDED,
    (Verb.SUBMIT, Stage.WAITING): _("This text is already in review."),
    (Verb.SUBMIT, Stage.APPROVED): _("This text is already approved."),
    (Verb.SUBMIT, Stage.SCHEDULED): _("This text is already scheduled."),
    (Verb.SUBMIT, Stage.LIVE): _("This text is already live."),
    Verb.TAKE_BACK: _NOT_WAITING,
    Verb.APPROVE: _NOT_WAITING,
    Verb.REQUEST_CHANGES: _NOT_WAITING,
    (Verb.REQUEST_CHANGES, Stage.SCHEDULED): _("This is scheduled. Cancel the schedule first."),
    (Verb.REQUEST_CHANGES, Stage.LIVE): _("This is already live. Withdraw it instead."),
    Verb.PUBLISH: _CHANGES_WANTED,
    (Verb.PUBLISH, Stage.ENDED): _ENDED,
    Verb.SCHEDULE: _CHANGES_WANTED,
    (Verb.SCHEDULE, Stage.ENDED): _ENDED,
    (Verb.SCHEDULE, Stage.LIVE): _(
        "This text is already live. Change the draft first, or change only the times."
    ),
    Verb.RESCHEDULE: _NOTHING_TIMED,
    Verb.CANCEL: _NOTHING_SCHEDULED,
    Verb.WITHDRAW: _("This isn't live, so there's nothing to withdraw."),
    Verb.REDACT: _STILL_NEEDED,
}


def stage_of(edition, at):
    """Return the stage of an edition at `at`."""
    if edition.live_from < FOREVER:
        if at < edition.live_from:
            return Stage.SCHEDULED
        return Stage.LIVE if at < edition.live_until else Stage.ENDED
    stages = {Review.WAITING: Stage.WAITING, Review.CHANGES: Stage.CHANGES}
    approved = {Review.APPROVED: Stage.APPROVED}
    return {**stages, **approved}.get(edition.review, Stage.FROZEN)


def check_transition(verb, edition, at):
    """Raise `PublishingError` with a message for the editor if this move isn't allowed."""
    stage = stage_of(edition, at)
    if stage not in TRANSITIONS[verb]:
        raise PublishingError(REFUSALS.get((verb, stage), REFUSALS[verb]))


class State(models.TextChoices):
    """The state of an item, as the list of drafts shows it."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in-review", _("In review")
    CHANGES = "changes", _("Changes requested")
    APPROVED = "approved", _("Approved")
    SCHEDULED = "scheduled", _("Scheduled")
    SCHEDULED_WITH_DRAFT = "scheduled-draft", _("Scheduled + newer draft")
    LIVE = "live", _("Live")
    LIVE_WITH_DRAFT = "live-draft", _("Live + draft")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ARCHIVED = "archived", _("Archived")
    TRASHED = "trashed", _("In the trash")


# The state of an item by the review of its candidate.
REVIEW_STATES = {
    Review.WAITING: State.IN_REVIEW,
    Review.CHANGES: State.CHANGES,
    Review.APPROVED: State.APPROVED,
}

# The states that `_possibly` knows exactly.
_EXACT = (State.LIVE_WITH_DRAFT, State.EXPIRED, State.WITHDRAWN)
# More than there ever are.
_ALL = 10**9


def candidates(editions):
    """Narrow editions to the candidates: submitted for review, not published, and not overtaken by
    a newer edition that was."""
    newer = editions.model.objects.filter(
        item=OuterRef("item"), pk__gt=OuterRef("pk"), live_from__lt=FOREVER
    )
    asked = editions.filter(live_from=FOREVER, review__in=REVIEW_STATES)
    return asked.exclude(Exists(newer))


def review_note(edition):
    """Return the note of the last review of a candidate, or of its submission."""
    entries = history.review_of(edition)
    return entries[0].note if entries else ""


def with_state(drafts, at):
    """Annotate a queryset of drafts with the facts that determine their state at `at`.

    Adds `is_live`, `draft_is_ahead`, `next_from`, `next_is_behind` (the scheduled edition doesn't
    say what the draft says), `was_live`, `was_withdrawn`, and for the candidate (the newest edition
    submitted for review) `candidate_id` and `candidate_review`.
    """
    editions = drafts.model.edition_model().objects.filter(item=OuterRef("pk"))
    live, pending = editions.live(at), editions.pending(at)
    differs = Exists(live.exclude(content_hash=OuterRef("content_hash")))
    # A scheduled text is no longer only a draft.
    is_scheduled = Exists(pending.filter(content_hash=OuterRef("content_hash")))
    latest = editions.filter(live_from__lte=at).order_by("-live_from", "-id")
    candidate = candidates(editions).order_by("-id")
    return drafts.annotate(
        is_live=Exists(live),
        draft_is_ahead=ExpressionWrapper(differs & ~is_scheduled, BooleanField()),
        next_from=Subquery(pending.values("live_from")[:1]),
        next_is_behind=ExpressionWrapper(Exists(pending) & ~is_scheduled, BooleanField()),
        was_live=Exists(latest),
        was_withdrawn=Subquery(latest.values("withdrawn")[:1]),
        candidate_id=Subquery(candidate.values("id")[:1]),
        candidate_review=Subquery(candidate.values("review")[:1]),
    )


def with_path(drafts, at):
    """Annotate a queryset of drafts with `path`, their address at `at`."""
    address = Address.objects.live(at).filter(item=OuterRef("pk"))
    return drafts.annotate(path=Subquery(address.values("path")[:1]))


def item_with_state(model, pk, at):
    """Return the draft `pk` with what `with_state` and `with_path` say of it, None if there is
    none."""
    return next(iter(_items_with_state(model, pk=pk, at=at)), None)


@prepared
def _items_with_state(model, *, pk, at):
    return with_path(with_state(model.objects.filter(pk=pk), at), at)


def state_of(draft):
    """Return the state of a draft that `with_state` annotated."""
    if draft.trashed_at:
        return State.ARCHIVED if draft.was_live else State.TRASHED
    if draft.is_live:
        return State.LIVE_WITH_DRAFT if draft.draft_is_ahead else State.LIVE
    if draft.next_from:
        return _scheduled(draft)
    if draft.candidate_review:
        return REVIEW_STATES[draft.candidate_review]
    if draft.was_live:
        return State.WITHDRAWN if draft.was_withdrawn else State.EXPIRED
    return State.DRAFT


def _scheduled(draft):
    return State.SCHEDULED_WITH_DRAFT if draft.next_is_behind else State.SCHEDULED


def states_of(draft):
    """Return all states of a draft that `with_state` annotated: its main state, and what is
    scheduled or in review besides."""
    states = [state_of(draft)]
    if not draft.trashed_at:
        states += [_scheduled(draft)] if draft.next_from else []
        states += [REVIEW_STATES[draft.candidate_review]] if draft.candidate_review else []
    return list(dict.fromkeys(states))


def not_trashed(drafts):
    """Narrow a queryset of drafts to those that are neither in the trash nor archived.

    By the index of the others: `trashed_at` itself is in the table that all sections share, which
    would be read for each row of a list.
    """
    return drafts.exclude(pk__in=_trashed())


def in_state(drafts, state, at):
    """Narrow a queryset of drafts to one state at `at`; the same rules in SQL."""
    if state in _EXACT:
        # They are few, so each is asked whether it is in the trash.
        return drafts.filter(_possibly(drafts, state, at), trashed_at=None)
    drafts = with_state(_narrowed(drafts, state, at), at)
    live = drafts.model.edition_model().objects.live(at).filter(item=OuterRef("pk"))
    drafts = drafts.alias(live_id=Subquery(live.values("id")[:1]))
    conditions = {
        # Nearly all are. By the row, not by whether there is one: for that, PostgreSQL reads all of
        # them before it takes the newest (270 ms for 100,000, and 26).
        State.LIVE: Q(live_id__isnull=False, draft_is_ahead=False),
        # A live item with a scheduled successor is listed under that, too.
        State.SCHEDULED: Q(next_from__lt=FOREVER, next_is_behind=False),
        State.SCHEDULED_WITH_DRAFT: Q(next_is_behind=True),
        State.DRAFT: Q(is_live=False, next_from=None, candidate_review=None, was_live=False),
        State.ARCHIVED: Q(was_live=True),
        State.TRASHED: Q(was_live=False),
        **{state: Q(candidate_review=review) for review, state in REVIEW_STATES.items()},
    }
    return drafts.filter(conditions[state])


def _narrowed(drafts, state, at):
    """Return the drafts that may be in a state, all but a few others left out."""
    is_trashed = state in (State.ARCHIVED, State.TRASHED)
    in_place = drafts.filter(pk__in=_trashed()) if is_trashed else not_trashed(drafts)
    if state in (State.LIVE, State.ARCHIVED, State.TRASHED):
        return in_place
    # With a limit, so that PostgreSQL finds them first. It would check the rules in full for all
    # drafts, since it takes each for as costly as the other (340 ms for 100,000, and 43).
    possible = possibly_in(drafts.model.objects.order_by(), {state}, at).values("pk")
    return in_place.filter(pk__in=possible[:_ALL])


def _trashed():
    return Publishable.objects.filter(trashed_at__isnull=False).values("pk")


def possibly_in(drafts, states, at):
    """Narrow a queryset of drafts to those in one of `states` at `at` and few others, which an
    index answers. Of live items, and of those in the trash, it knows nothing."""
    return drafts.filter(reduce(or_, (_possibly(drafts, state, at) for state in states)))


def _possibly(drafts, state, at):
    """Return a condition that all drafts in a state meet and few others, which an index answers.
    The rules in full take several subqueries per draft."""
    editions = drafts.model.edition_model().objects.all()
    reviews = {state: review for review, state in REVIEW_STATES.items()}
    if state in reviews:
        submitted = editions.filter(live_from=FOREVER, review=reviews[state])
        return Q(pk__in=submitted.values("item"))
    if state in (State.SCHEDULED, State.SCHEDULED_WITH_DRAFT):
        return Q(pk__in=editions.pending(at).values("item"))
    if state == State.LIVE_WITH_DRAFT:
        return Q(pk__in=_with_newer_draft(editions, at))
    if state == State.DRAFT:
        return ~Q(Exists(editions.filter(item=OuterRef("pk"), live_from__lte=at)))
    # Expired or withdrawn: what began last has ended.
    begun = editions.filter(item=OuterRef("item"), live_from__lte=at).order_by("-live_from", "-id")
    last = editions.ended(at).filter(pk=Subquery(begun.values("pk")[:1]))
    over = last.filter(withdrawn=state == State.WITHDRAWN)
    # As sets, which are small: asked for each draft, they took most of the time.
    for others in (editions.pending(at), candidates(editions)):
        over = over.exclude(item__in=others.values("item"))
    return Q(pk__in=over.values("item"))


def _with_newer_draft(editions, at):
    """Return the items whose draft differs from the live edition and isn't scheduled."""
    draft = Publishable.objects.filter(pk=OuterRef("item"))
    same = Exists(draft.filter(content_hash=OuterRef("content_hash")))
    scheduled = editions.pending(at).filter(same).values("item")
    others = editions.live(at).filter(~same).exclude(item__in=scheduled)
    # In the order of an index that has all it takes: by their times, SQLite reads whole editions.
    return others.order_by("item").values("item")[:_ALL]
