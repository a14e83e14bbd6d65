"""Review: a candidate is submitted, and approved or sent back. The two-person rule is here.

Approval names a frozen edition, so that what goes live is what was read.
"""

from django.conf import settings
from django.utils.translation import gettext as _

from tianhe_site.media_library.shown import reference_of

from .. import notices
from ..errors import PublishingError
from ..models import HistoryEntry, Review
from .acts import act, may

Verb = HistoryEntry.Verb

# The marks of a draft, with the fact that the entry of its writer holds of each.
MARK_FACTS = {"needs_second_person": "marked", "medical": "medical"}


def submit(draft, *, by, note="", correction=None, reasons=None):
    """Freeze what the saved draft says, and ask for its review. Returns the edition.

    An earlier candidate is taken back. `correction` is what readers are told was corrected ("":
    only a typo); `reasons` say why a warning may stand, by the key of the finding.
    """
    with act(draft, by, "change") as this:
        edition = this.frozen(correction)
        this.check_move(Verb.SUBMIT, edition)
        check_correction(this, edition)
        passed = this.check_content(edition, this.now, reasons)
        for earlier in this.item.editions.filter(review=Review.WAITING):
            this.give_review(earlier, Review.NONE)
        this.give_review(edition, Review.WAITING)
        this.record(Verb.SUBMIT, note, passed=passed)
        notices.review_wanted(this.item, edition, by, note)
        return edition


def withdraw_submission(edition, *, by, note=""):
    """Take a candidate back before it was answered."""
    with act(edition.item, by, "change") as this:
        edition.refresh_from_db()
        this.check_move(Verb.TAKE_BACK, edition)
        if sentence := why_not_taken_back(edition, by):
            raise PublishingError(sentence)
        this.give_review(edition, Review.NONE)
        this.record(Verb.TAKE_BACK, note)
        return edition


def why_not_taken_back(edition, by):
    """Return why `by` may not take back a candidate, "" if they may: those who may publish may, and
    whoever submitted it."""
    if edition.reviewed_by_id == by.pk or may(by, edition.item, "publish"):
        return ""
    return (
        _("%s submitted this. Ask them, or a publisher, to take it back.")
        % edition.reviewed_by_name
    )


def approve(edition, *, by, note=""):
    """Say that just this edition may go live."""
    with act(edition.item, by, "approve") as this:
        edition.refresh_from_db()
        this.check_move(Verb.APPROVE, edition)
        second = is_second_person(edition, by)
        if needs_second_person(this.item, edition) and not second:
            raise PublishingError(
                _("Ask a second person to approve this. You cannot approve your own changes.")
            )
        this.give_review(edition, Review.APPROVED, by_second_person=second)
        this.record(Verb.APPROVE, note)
        notices.answered(this.item, edition, by, note)
        return edition


def request_changes(edition, *, by, note):
    """Send a candidate back, or take an approval back; `note` says what is to be changed."""
    if not note.strip():
        raise PublishingError(_("Say what should be changed. The author reads it."))
    with act(edition.item, by, "approve") as this:
        edition.refresh_from_db()
        this.check_move(Verb.REQUEST_CHANGES, edition)
        _check_not_built_upon(this, edition)
        this.give_review(edition, Review.CHANGES)
        this.record(Verb.REQUEST_CHANGES, note)
        notices.answered(this.item, edition, by, note)
        return edition


def _check_not_built_upon(this, edition):
    """An approval that a later one began its count from can't be taken back from under it."""
    later = this.item.editions.filter(pk__gt=edition.pk, review=Review.APPROVED)
    if edition.review == Review.APPROVED and later.exists():
        raise PublishingError(
            _("A newer text was approved on top of this one. Ask for changes to that.")
        )


def needs_second_person(item, edition=None):
    """Whether `edition` of `item` (None: what the draft says now) goes live only when somebody
    has approved it who wrote none of it.

    The mark counts if the draft bears it, or bore it, or any edition does, since the last edition
    that two people stood behind, so that taking it off doesn't help.
    """
    if settings.SECOND_PERSON_FOR_ALL or item.needs_second_person:
        return True
    if edition and edition.needs_second_person:
        return True
    return bool(marks_taken_off(item, edition))


def marks_taken_off(item, edition=None):
    """Return the names of the marks that `item` bore since the last edition that two people stood
    behind, that one included, and that `edition` (None: what the draft says now) doesn't bear.

    Two people take a mark off by agreeing on such an edition, and in no other way.
    """
    since = _last_by_two(item, edition)
    content = edition or item
    return [
        name for name in MARK_FACTS if not getattr(content, name) and _was_borne(item, name, since)
    ]


def _was_borne(item, name, since):
    facts = {f"touched__{MARK_FACTS[name]}": True}
    editions = item.editions.filter(**{name: True})
    written = HistoryEntry.objects.filter(item_id=item.pk, verb=Verb.WRITE, **facts)
    if since:
        editions = editions.filter(pk__gte=since.pk)
        written = written.filter(at__gt=since.frozen_at)
    return editions.exists() or written.exists()


def is_second_person(edition, by):
    """Whether `by` is a person, and none of those who wrote what `edition` says."""
    return by.pk is not None and by.pk not in changers(edition)


def changers(edition):
    """Return, by id, the names of those who wrote what `edition` says, as far as it is newer than
    the last edition before it that two people stood behind."""
    written = HistoryEntry.objects.filter(
        item_id=edition.item_id, verb__in=(Verb.WRITE, Verb.RESTORE), at__lte=edition.frozen_at
    )
    since = _last_by_two(edition.item, edition)
    if since:
        written = written.filter(at__gt=since.frozen_at)
    writers = dict(written.values_list("actor_id", "actor_name"))
    for entry in written.filter(verb=Verb.RESTORE):
        writers |= {int(pk): name for pk, name in entry.touched.get("writers", [])}
    return writers | _worders(edition, since)


def _worders(edition, since):
    """Return, by id, the names of those who gave what `edition` shows of the media library its
    words or its file, as far as the edition `since` did not show it just so."""
    known = [_without_place(entry) for entry in since.media] if since else []
    new = [entry for entry in edition.media if _without_place(entry) not in known]
    if not new:
        return {}
    frozen = HistoryEntry.objects.filter(
        item_id=edition.item_id, verb=Verb.FREEZE, at=edition.frozen_at
    ).first()
    worded = frozen.touched.get("worded", {}) if frozen else {}
    numbers = {number for _kind, number in map(reference_of, new)}
    found = (person for number in numbers for person in worded.get(str(number), []))
    return {int(pk): name for pk, name in found if pk}


def _without_place(entry):
    return {name: value for name, value in entry.items() if name != "lead"}


def writers_to_restore(edition):
    """Return (id, name) of whoever an old edition brings back as writers, when it is copied into
    the draft: nobody if two people stood behind it."""
    return [] if is_approved_by_two(edition) else sorted(changers(edition).items())


def check_approval(this, edition):
    """Raise `PublishingError` if two people are asked for and have not agreed on `edition`."""
    if needs_second_person(this.item, edition) and not is_approved_by_two(edition):
        raise PublishingError(
            _("This goes live only when a second person has approved it. Submit it for review.")
        )


def check_correction(this, edition):
    """Raise `PublishingError` if it was not said whether an edition that takes the place of what
    is live is a correction."""
    live = this.item.editions.live(this.now).first()
    replaces = live and live.content_hash != edition.content_hash
    if this.item.asks_for_corrections and replaces and not edition.change_kind:
        raise PublishingError(
            _("Say whether this is a correction. If it is, say what was corrected.")
        )


def _last_by_two(item, before=None):
    """Return the last edition (frozen before `before`) that two people stood behind, or that was
    imported, which is the one exception to the rule; None if there is none."""
    editions = item.editions.filter(review__in=(Review.APPROVED, Review.IMPORTED))
    if before:
        editions = editions.filter(pk__lt=before.pk)
    return next((each for each in editions.order_by("-id") if is_approved_by_two(each)), None)


def is_approved_by_two(edition):
    """Whether two people stand behind `edition`, or it was imported."""
    approved = edition.review == Review.APPROVED and edition.by_second_person
    return approved or edition.review == Review.IMPORTED
