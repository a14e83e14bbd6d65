"""Review: a candidate is submitted, and approved or sent back. The two-person rule is here.

Approval names a frozen edition, so that what goes live is what was read.
"""

from copy import copy

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site.media_library.media_snapshot import reference_of

from .. import clock, notifications, review_policy, sections
from ..content_checks import draft_of
from ..errors import PublishingError
from ..models import FOREVER, Edition, HistoryEntry, Review
from ..people import staff_who_may
from ..review_policy import is_approved_by_two, last_approved_by_two
from .acknowledgement import check_content
from .actions import begin, may
from .freezing import freeze_draft, media_contributors
from .locking import rolled_back, stop_if_dry_run

Verb = HistoryEntry.Verb

_SCHEDULED = gettext_lazy("'%s' is scheduled without a second approver. Cancel its schedule first.")
_SUPERSEDED = gettext_lazy(
    "Another version has gone live since this was approved. Restore this version to the draft and "
    "submit it for review again."
)


def submit(draft, *, by, note="", correction=None, reasons=None):
    """Freeze what the saved draft says, and ask for its review. Returns the edition.

    An earlier candidate is taken back. `correction` is what readers are told was corrected ("":
    only a typo); `reasons` say why a warning may stand, by the key of the finding.
    """
    with begin(draft, by, "change") as action:
        edition = freeze_draft(action, correction)
        action.check_transition(Verb.SUBMIT, edition)
        check_correction(action, edition)
        acknowledged = check_content(edition, action.now, reasons)
        stop_if_dry_run()
        cancel_submissions(action)
        set_review(action, edition, Review.WAITING)
        action.record(Verb.SUBMIT, note, acknowledged=acknowledged)
        notifications.notify_reviewers(action.item, edition, by, note)
        return edition


def cancel_submissions(action):
    """Let no candidate of the item wait for a review any more."""
    for waiting in action.item.editions.filter(review=Review.WAITING):
        set_review(action, waiting, Review.NONE)


def set_review(action, edition, review, *, by_second_person=False):
    """Give an edition the point of its review, and who brought it there."""
    edition.review, edition.by_second_person = review, by_second_person
    someone = (action.now, action.by.pk, action.by.get_username())
    nobody = (None, None, "")
    edition.reviewed_at, edition.reviewed_by_id, edition.reviewed_by_name = (
        someone if review else nobody
    )
    action.change(edition, edition.REVIEW)


def withdraw_submission(edition, *, by, note=""):
    """Take a candidate back before it was answered."""
    with begin(edition.item, by, "change") as action:
        edition.refresh_from_db()
        action.check_transition(Verb.TAKE_BACK, edition)
        if sentence := why_not_taken_back(edition, by):
            raise PublishingError(sentence)
        stop_if_dry_run()
        set_review(action, edition, Review.NONE)
        action.record(Verb.TAKE_BACK, note)
        return edition


def why_not_taken_back(edition, by):
    """Return why `by` may not take back a candidate, "" if they may: those who may publish may, and
    whoever submitted it."""
    if edition.reviewed_by_id == by.pk or may(by, edition.item, "publish"):
        return ""
    return _("%s submitted this. Ask them or a publisher to cancel it.") % edition.reviewed_by_name


def approve(edition, *, by, note=""):
    """Say that just this edition may go live."""
    with begin(edition.item, by, "approve") as action:
        edition.refresh_from_db()
        action.check_transition(Verb.APPROVE, edition)
        second = is_second_person(edition, by)
        if needs_second_person(action.item, edition) and not second:
            raise PublishingError(
                _("You can't approve your own changes. Ask someone else to approve this.")
            )
        set_review(action, edition, Review.APPROVED, by_second_person=second)
        action.record(Verb.APPROVE, note)
        notifications.notify_submitter(action.item, edition, by, note)
        return edition


def request_changes(edition, *, by, note):
    """Send a candidate back, or take an approval back; `note` says what is to be changed."""
    if not note.strip():
        raise PublishingError(_("Say what should change. The author will see it."))
    with begin(edition.item, by, "approve") as action:
        edition.refresh_from_db()
        action.check_transition(Verb.REQUEST_CHANGES, edition)
        _check_not_built_upon(action, edition)
        set_review(action, edition, Review.CHANGES)
        action.save()
        check_scheduled(action.item, action.now)
        action.record(Verb.REQUEST_CHANGES, note)
        notifications.notify_submitter(action.item, edition, by, note)
        return edition


def _check_not_built_upon(action, edition):
    """An approval that a later one began its count from can't be taken back from under it."""
    later = action.item.editions.filter(pk__gt=edition.pk, review=Review.APPROVED)
    if edition.review == Review.APPROVED and later.exists():
        raise PublishingError(
            _(
                "A newer version based on this one was approved. Request changes to that one "
                "instead."
            )
        )


def needs_second_person(item, edition=None):
    """Whether `edition` of `item` (None: what the draft says now) goes live only when somebody
    has approved it who wrote none of it. `review_policy.binding_reasons` says why."""
    return bool(review_policy.binding_reasons(item, edition))


def is_second_person(edition, by):
    """Whether `by` is a person, and none of those who wrote what `edition` says."""
    return by.pk is not None and by.pk not in contributors(edition)


def possible_approvers(item, edition=None):
    """Return the names of those who could approve `edition` of `item` (None: what the draft says
    now) as a second person."""
    people = staff_who_may("approve", item).exclude(pk__in=contributors(edition or item))
    return sorted(person.get_username() for person in people)


def contributors(content):
    """Return, by id, the names of those who wrote what `content` (an edition or a draft) says, as
    far as it is newer than the last edition before it that two people stood behind."""
    edition = content if isinstance(content, Edition) else None
    item = draft_of(content)
    written = HistoryEntry.objects.filter(item_id=item.pk, verb__in=(Verb.WRITE, Verb.REVERT))
    if edition:
        written = written.filter(at__lte=edition.frozen_at)
    since = last_approved_by_two(item, edition)
    if since:
        written = written.filter(at__gt=since.frozen_at)
    writers = dict(written.values_list("actor_id", "actor_name"))
    for entry in written.filter(verb=Verb.REVERT):
        writers |= {int(pk): name for pk, name in entry.touched.get("writers", [])}
    return writers | _new_media_contributors(content, since)


def _new_media_contributors(content, since):
    """Return, by id, the names of those who gave what `content` shows of the media library its
    words or its file, as far as the edition `since` did not show it just so."""
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
    return {name: value for name, value in entry.items() if name not in ("lead", "attached")}


def restored_writers(edition):
    """Return (id, name) of whoever an old edition brings back as writers, when it is copied into
    the draft: nobody if two people stood behind it."""
    return [] if is_approved_by_two(edition) else sorted(contributors(edition).items())


def check_approval(action, edition, starts=None):
    """Raise `PublishingError` if two people are asked for and have not agreed on `edition`, or not
    on its going live at `starts` (now if None)."""
    reasons = review_policy.binding_reasons(action.item, edition)
    if not reasons or edition.review == Review.IMPORTED:
        return
    if not is_approved_by_two(edition):
        sentence = _("This needs approval by someone who didn't write it. Submit it for review.")
        raise PublishingError(" ".join([sentence, *map(str, reasons)]))
    _check_still_holds(edition, starts or action.now, action.now)
    _check_first_path(action.item, edition)


def why_lapsed(item, edition):
    """Return why the approval of `edition` is too old to publish it, as a sentence; "" if it isn't,
    or if none is needed."""
    lapsed = review_policy.has_lapsed(edition, clock.now()) and needs_second_person(item, edition)
    if not lapsed:
        return ""
    if review_policy.was_superseded(edition, clock.now()):
        return str(_SUPERSEDED)
    return _("The approval expired on %s. Submit this version for review again.") % (
        clock.describe(review_policy.approval_expires_at(edition))
    )


def _check_still_holds(edition, starts, now):
    if review_policy.was_superseded(edition, now):
        raise PublishingError(_SUPERSEDED)
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
    """The address of what was never public belongs to what was approved."""
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
    """Raise `PublishingError` if `draft` bears the mark while something is scheduled that nobody
    has approved, of it or below it: that would go live past the mark."""
    # Of a new draft nothing is scheduled, and it may have no category yet that would say.
    if draft.pk and draft.needs_second_person:
        check_scheduled(draft, clock.now())


def check_scheduled(draft, at, changed=None):
    """Raise `PublishingError` if an edition of `draft`, or of what is below it, is scheduled after
    `at` that needs a second person and that nobody has approved; `changed` are editions by number
    whose times are not saved yet."""
    parts = {part.pk: part for part in draft.branch()} if draft.pk else {}
    stored = draft.edition_model().objects.filter(item__in=parts).pending(at)
    editions = {**{each.pk: each for each in stored}, **(changed or {})}
    for pending in editions.values():
        if not at < pending.live_from < FOREVER:
            continue
        part = parts[pending.item_id]
        if not is_approved_by_two(pending) and needs_second_person(part, pending):
            raise PublishingError(_SCHEDULED % pending)


def check_product(word):
    """Raise `PublishingError` if a text that nobody has approved is scheduled, and would go live
    past the rule once the product `word` is watched: it names it, or a page above it does."""
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
    """Raise `PublishingError` if it was not said whether an edition that takes the place of what
    is live is a correction."""
    live = action.item.editions.live(action.now).first()
    replaces = live and live.content_hash != edition.content_hash
    if action.item.asks_for_corrections and replaces and not edition.change_kind:
        raise PublishingError(
            _("Say whether this is a correction. If it is, say what was corrected.")
        )
