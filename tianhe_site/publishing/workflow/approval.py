"""Review: submitting, approving, requesting changes. Includes the two-person rule.

Approval is for a frozen edition, so what goes live is what the reviewer read.
"""

from copy import copy

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site.media_library.media_snapshot import reference_of
from tianhe_site.prepared_queries import prepared

from .. import clock, history, notifications, review_policy, sections
from ..content_checks import draft_of
from ..errors import PublishingError
from ..hashing import plain
from ..models import FOREVER, Edition, HistoryEntry, Review, pending_editions
from ..people import name_of, staff_who_may
from ..review_policy import is_approved_by_two, last_approved_by_two
from .acknowledgement import check_content
from .actions import begin, may
from .freezing import freeze_draft, media_contributors
from .locking import rolled_back, stop_if_dry_run
from .outdated import cancel_outdated, outdated_message
from .timing import valid_start

Verb = HistoryEntry.Verb

_SCHEDULED = gettext_lazy("'%s' is scheduled without a second approver. Cancel its schedule first.")
_SUPERSEDED = gettext_lazy(
    "Another version has gone live since this was approved. Restore this version to the draft and "
    "submit it for review again."
)


def submit(draft, *, by, at=None, note="", correction=None, reasons=None):
    """Freeze the saved draft and ask for its review; return the edition.

    This replaces an earlier submission. `at` is when it should go live (None: as soon as possible),
    a wish that publishers see. `correction` is the note for readers ("": minor edit). `reasons`
    acknowledge warnings, by key of the finding.
    """
    with begin(draft, by, "change") as action:
        valid_start(action, at)
        edition = freeze_draft(action, correction)
        action.check_transition(Verb.SUBMIT, edition)
        check_correction(action, edition)
        acknowledged = check_content(edition, action.now, reasons)
        stop_if_dry_run()
        cancel_submissions(action)
        set_review(action, edition, Review.WAITING)
        wish = plain(at) if at else None
        kind = edition.change_kind
        action.record(Verb.SUBMIT, note, acknowledged=acknowledged, change_kind=kind, go_live=wish)
        notifications.notify_reviewers(action.item, edition, by, note, at)
        return edition


def cancel_submissions(action):
    """End the review of all submitted editions of the item."""
    item = action.item
    for waiting in item.own(_waiting(item.edition_model(), item=item.pk)):
        set_review(action, waiting, Review.NONE)


@prepared
def _waiting(edition_model, *, item):
    return edition_model.objects.filter(item=item, review=Review.WAITING)


def set_review(action, edition, review, *, by_second_person=False):
    """Set the review state of an edition, with the actor and the time."""
    edition.review, edition.by_second_person = review, by_second_person
    someone = (action.now, action.by.pk, name_of(action.by))
    nobody = (None, None, "")
    edition.reviewed_at, edition.reviewed_by_id, edition.reviewed_by_name = (
        someone if review else nobody
    )
    action.change(edition, edition.REVIEW)


def withdraw_submission(edition, *, by, note=""):
    """Cancel the review of an edition before it is answered."""
    with begin(edition.item, by, "change") as action:
        action.refresh(edition)
        action.check_transition(Verb.TAKE_BACK, edition)
        if message := why_not_taken_back(edition, by):
            raise PublishingError(message)
        stop_if_dry_run()
        set_review(action, edition, Review.NONE)
        action.record(Verb.TAKE_BACK, note)
        return edition


def why_not_taken_back(edition, by):
    """Return why `by` may not cancel the review, "" if they may. The submitter may, or the
    colleague who took it over, and so may publishers."""
    responsible = history.responsible_for([edition])
    if by.pk in responsible.values() or may(by, edition.item, "publish"):
        return ""
    return _("%s submitted this. Ask them or a publisher to cancel it.") % edition.reviewed_by_name


def approve(edition, *, by, note=""):
    """Approve exactly this edition."""
    with begin(edition.item, by, "approve") as action:
        action.refresh(edition)
        action.check_transition(Verb.APPROVE, edition)
        second = is_second_person(edition, by)
        if needs_second_person(action.item, edition) and not second:
            raise PublishingError(
                _("You can't approve your own changes. Ask someone else to approve this.")
            )
        _check_source(edition, action.now)
        set_review(action, edition, Review.APPROVED, by_second_person=second)
        action.record(Verb.APPROVE, note)
        notifications.notify_submitter(action.item, edition, by, note)
        notifications.notify_publishers(action.item, edition, by, note)
        return edition


def request_changes(edition, *, by, note):
    """Send an edition back, or withdraw its approval. `note` says what should change."""
    if not note.strip():
        raise PublishingError(_("Say what should change. The author will see it."))
    with begin(edition.item, by, "approve") as action:
        action.refresh(edition)
        action.check_transition(Verb.REQUEST_CHANGES, edition)
        _check_not_built_upon(action, edition)
        set_review(action, edition, Review.CHANGES)
        action.save()
        check_scheduled(action.item, action.now)
        action.record(Verb.REQUEST_CHANGES, note)
        cancel_outdated(action)
        notifications.notify_submitter(action.item, edition, by, note)
        return edition


def _check_not_built_upon(action, edition):
    """Refuse to withdraw an approval that a later approval builds on."""
    later = action.item.editions.filter(pk__gt=edition.pk, review=Review.APPROVED)
    if edition.review == Review.APPROVED and later.exists():
        raise PublishingError(
            _(
                "A newer version based on this one was approved. Request changes to that one "
                "instead."
            )
        )


def needs_second_person(item, edition=None):
    """Whether `edition` of `item` (None: the draft) needs approval by someone who didn't write it.
    `review_policy.binding_reasons` says why."""
    return bool(review_policy.binding_reasons(item, edition))


def is_second_person(edition, by):
    """Whether `by` is a user who wrote nothing of `edition`."""
    return by.pk is not None and by.pk not in contributors(edition)


def possible_approvers(item, edition=None, *, but=None):
    """Return the names of users who could approve `edition` of `item` (None: the draft) as a second
    person, except the user `but`."""
    people = staff_who_may("approve", item).exclude(pk__in=contributors(edition or item))
    return sorted(name_of(person) for person in people if person != but)


def contributors(content):
    """Return the contributors of `content` (an edition or a draft) since the last edition approved
    by two people, as names by id."""
    edition = content if isinstance(content, Edition) else None
    item = draft_of(content)
    since = last_approved_by_two(item, edition)
    written = _writers(item, since=since, until=edition and edition.frozen_at)
    return written | _new_media_contributors(content, since)


def writers_at(item, at):
    """Return who wrote the text that the draft `item` had at `at`, since the last edition by then
    that two people approved, as names by id."""
    later = item.editions.filter(frozen_at__gt=at).order_by("id").first()
    return _writers(item, since=last_approved_by_two(item, later), until=at)


def all_writers(item, at):
    """Return everyone who wrote part of `item` until `at`, as names by id."""
    return _writers(item, until=at)


def _writers(item, *, since=None, until=None):
    """Return who wrote part of `item` after the edition `since` was frozen, until `until`, as names
    by id."""
    writers, after = {}, since and since.frozen_at
    for actor_id, name, touched in history.written(item.pk, since=after, until=until):
        # Who restored or copied a text brings in those who wrote it.
        brought_in = {int(pk): each for pk, each in touched.get("writers", []) if pk}
        writers |= {actor_id: name, **brought_in}
    return writers


def _new_media_contributors(content, since):
    """Return the contributors of media in `content` that the edition `since` didn't have in the
    same form, as names by id."""
    known = [_without_place(entry) for entry in since.media] if since else []
    new = [entry for entry in content.media if _without_place(entry) not in known]
    if not new:
        return {}
    by_number = (
        _media_contributors_when_frozen(content)
        if isinstance(content, Edition)
        else media_contributors(new)
    )
    numbers = {number for _kind, number in map(reference_of, new)}
    found = (person for number in numbers for person in by_number.get(str(number), []))
    return {int(pk): name for pk, name in found if pk}


def _media_contributors_when_frozen(edition):
    frozen = HistoryEntry.objects.filter(
        item_id=edition.item_id, verb=Verb.FREEZE, at=edition.frozen_at
    ).first()
    return frozen.touched.get("worded", {}) if frozen else {}


def _without_place(entry):
    places = ("lead", "attached", "press")
    return {name: value for name, value in entry.items() if name not in places}


def restored_writers(edition):
    """Return (id, name) of the contributors that a restored edition brings back; none if two people
    approved it."""
    return [] if is_approved_by_two(edition) else as_pairs(contributors(edition))


def as_pairs(writers):
    """Return (id, name) of `writers`, names by id, as an entry keeps them. The command line is no
    person who could approve anything."""
    return sorted((pk, name) for pk, name in writers.items() if pk)


def check_approval(action, edition, starts=None):
    """Raise `PublishingError` if `edition` needs a second person and isn't approved, or the
    approval doesn't last until `starts` (now if None)."""
    reasons = review_policy.binding_reasons(action.item, edition)
    if not reasons or edition.review == Review.IMPORTED:
        return
    if not is_approved_by_two(edition):
        message = _("This needs approval by someone who didn't write it. Submit it for review.")
        raise PublishingError(" ".join([message, *map(str, reasons)]))
    _check_still_holds(edition, starts or action.now, action.now)
    _check_first_path(action.item, edition)


def why_lapsed(item, edition):
    """Return why the approval of `edition` has lapsed, "" if it hasn't or if none is needed."""
    lapsed = review_policy.has_lapsed(edition, clock.now()) and needs_second_person(item, edition)
    if not lapsed:
        return ""
    if review_policy.was_superseded(edition, clock.now()):
        return str(_SUPERSEDED)
    if message := why_outdated(edition, clock.now()):
        return message
    return _("The approval expired on %s. Submit this version for review again.") % (
        clock.describe(review_policy.approval_expires_at(edition))
    )


def why_outdated(edition, at):
    """Return why `edition`, a medical translation, can't be approved or go live at `at`: because
    of what its source says then; "" if nothing is wrong."""
    if not review_policy.is_outdated_translation(edition, at):
        return ""
    return outdated_message(edition)


def _check_source(edition, at):
    if message := why_outdated(edition, at):
        raise PublishingError(message)


def _check_still_holds(edition, starts, now):
    if review_policy.was_superseded(edition, now):
        raise PublishingError(_SUPERSEDED)
    _check_source(edition, starts)
    until = review_policy.approval_expires_at(edition)
    if starts > until:
        raise PublishingError(
            _(
                "The approval expires on %s. Choose an earlier time, or submit this version for "
                "review again."
            )
            % clock.describe(until)
        )


def _check_first_path(item, edition):
    """The approval of an item that was never public includes its address."""
    path = item.path_for(edition)
    if edition.first_path and item.first_path() and path != edition.first_path:
        raise PublishingError(
            _(
                "This was approved for the address %(approved)s, but would be published at "
                "%(path)s. Change the address back, or submit it for review again."
            )
            % {"approved": edition.first_path, "path": path}
        )


def check_mark(draft):
    """Raise `PublishingError` if `draft` is marked while an unapproved edition of it, or of an item
    below it, is scheduled: that would bypass the mark."""
    # A new draft has nothing scheduled, and may have no category yet, which has the mark.
    if draft.pk and draft.needs_second_person:
        check_scheduled(draft, clock.now())


def check_scheduled(draft, at, changed=None):
    """Raise `PublishingError` if an unapproved edition of `draft`, or of an item below it, is
    scheduled after `at` and needs a second person. `changed` are editions by id whose times aren't
    saved yet."""
    model, changed = draft.edition_model(), changed or {}
    ahead = any(at < each.live_from < FOREVER for each in changed.values())
    if not draft.pk or not (ahead or _any_pending(model, at=at)):
        # Finding the branch takes longer, and seldom is anything scheduled.
        return
    parts = {part.pk: part for part in draft.branch()}
    stored = pending_editions(model, items=tuple(parts), at=at)
    editions = {**{each.pk: each for each in stored}, **changed}
    for pending in editions.values():
        if not at < pending.live_from < FOREVER:
            continue
        part = parts[pending.item_id]
        if not is_approved_by_two(pending) and needs_second_person(part, pending):
            raise PublishingError(_SCHEDULED % pending)


@prepared
def _any_pending(edition_model, *, at):
    return edition_model.objects.pending(at).values_list("pk")[:1]


def check_product(word):
    """Raise `PublishingError` if watching the product `word` would bind an unapproved scheduled
    edition: one that names it, or is below a page that does."""
    scheduled = _scheduled_without_approval() if review_policy.depends_on_content() else []
    if scheduled:
        rolled_back(_watch, copy(word), scheduled)


def _watch(word, scheduled):
    word.save()
    for pending in scheduled:
        if needs_second_person(pending.item, pending):
            raise PublishingError(_SCHEDULED % pending)


def _scheduled_without_approval():
    models = sections.edition_models()
    scheduled = [each for model in models for each in model.objects.pending(clock.now())]
    return [each for each in scheduled if not is_approved_by_two(each)]


def check_correction(action, edition):
    """Raise `PublishingError` if nobody said whether an edition that replaces the live one is a
    correction."""
    live = action.item.live_edition(action.now)
    replaces = live and live.content_hash != edition.content_hash
    if action.item.asks_for_corrections and replaces and not edition.change_kind:
        raise PublishingError(
            _("Say whether this is a correction. If it is, say what was corrected.")
        )
