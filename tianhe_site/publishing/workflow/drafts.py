"""Drafts: who wrote them, old text copied into them, and the trash."""

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import history
from ..content_checks import sizes
from ..errors import PublishingError
from ..models import HistoryEntry, PreviewLink, Publishable
from .actions import Action, begin, check_not_archived, may, require
from .approval import cancel_submissions, check_mark, restored_writers
from .freezing import freeze_draft, mark_recorded, marks_of, note_author, place_note
from .locking import publishing_lock, stop_if_dry_run

Verb = HistoryEntry.Verb

MARKS = {
    "needs_second_person": (
        gettext_lazy("Now needs a second approver."),
        gettext_lazy("No longer needs a second approver."),
    ),
    "medical": (
        gettext_lazy("Marked as medical."),
        gettext_lazy("No longer marked as medical."),
    ),
}


def write(draft, *, by):
    """Save what `draft`, new or changed, says now, and record who wrote it. Refused where it says
    more than `limits.py` allows, as forms do: whatever is saved is parsed under the lock."""
    if sentence := sizes.why_too_large(draft):
        raise PublishingError(sentence)
    with publishing_lock():
        before = type(draft).objects.filter(pk=draft.pk).first()
        require(by, draft, "change" if before else "add")
        if before:
            check_not_archived(before)
        check_mark(draft)
        draft.save()
        notes = [_mark_notes(before, draft), place_note(before, draft)] if before else []
        record_author(draft, by=by, note=" ".join(filter(None, notes)))


def record_author(draft, *, by, note=""):
    """Record that `by` wrote what the saved draft says, unless the history has it already; `note`
    says what became of its marks."""
    with publishing_lock():
        note_author(Action(draft, by, history.next_moment()), note)


def _mark_notes(before, draft):
    return " ".join(
        mark_note(getattr(draft, name), name)
        for name in MARKS
        if getattr(before, name) != getattr(draft, name)
    )


def mark_note(is_set, name):
    """Return what the history says of a mark that was set, or taken away."""
    if_set, if_not = MARKS[name]
    return str(if_set if is_set else if_not)


def ensure_frozen(draft, *, by):
    """Return an edition that says what the saved draft says, frozen now if none does yet."""
    with begin(draft, by, "change") as action:
        wanted = action.item.as_edition().content_hash
        kept = action.item.editions.filter(content_hash=wanted, redaction_reason="")
        return kept.order_by("-id").first() or freeze_draft(action)


def revert_draft_to(edition, *, by, note=""):
    """Copy what an edition says into its draft, and return that. Nothing is published.

    What the draft said before is kept as an edition first, so that it can be copied back.
    """
    # Two acts, each with its moment: who copies has written nothing of what is kept.
    with publishing_lock():
        ensure_frozen(edition.item, by=by)
        return _copy_into_draft(edition, by, note)


def _copy_into_draft(edition, by, note):
    with begin(edition.item, by, "change") as action:
        if edition.redaction_reason:
            raise PublishingError(_("The content of this version was erased."))
        # What the edition names, such as a category, may have to be made again.
        stop_if_dry_run()
        action.item.copy_content_from(edition)
        # A category that was made again for it has an entry of its own, before this one.
        action.now = history.next_moment()
        # Its category may be a marked one.
        check_mark(action.item)
        action.item.save()
        mark_recorded(action.item)
        frozen_at = _("Version of %s.") % edition.frozen_at.isoformat()
        facts = {"draft": action.item.content_hash, "writers": restored_writers(edition)}
        action.record(Verb.REVERT, f"{frozen_at} {note}".strip(), **facts, **marks_of(action.item))
        return action.item


def archive(item, *, by, note=""):
    """Take an item out of the lists of the admin: a draft that readers never saw goes into the
    trash, anything else is archived, and stays."""
    with begin(item, by, _permission(item)) as action:
        _check_may_destroy(action.item, by)
        if action.item.public_periods(action.now):
            raise PublishingError(
                _("This is live or scheduled. Withdraw it or cancel its schedule first.")
            )
        action.item.check_archive()
        stop_if_dry_run()
        cancel_submissions(action)
        _set_trashed(action.item, action.now)
        PreviewLink.objects.filter(item_id=action.item.pk, revoked_at=None).update(
            revoked_at=action.now
        )
        action.record(Verb.ARCHIVE if action.item.was_ever_public() else Verb.TRASH, note)
        return action.item


def restore(item, *, by, note=""):
    """Bring an item back from the trash or the archive, as a draft."""
    with begin(item, by, _permission(item), in_trash=True) as action:
        if not action.item.trashed_at:
            raise PublishingError(_("Someone has already restored this."))
        stop_if_dry_run()
        _set_trashed(action.item, None)
        action.record(Verb.RESTORE, note)
        return action.item


def empty_trash(model, *, by, only=None):
    """Destroy the drafts of a section that lie in the trash, or `only` those of these ids. Returns
    how many were destroyed, and those that stay because an edition was made of them, which is
    never destroyed, because something that stays needs them, such as a page below, or because
    others than an author who asks for it wrote them."""
    with publishing_lock():
        require(by, model(), "delete")
        trashed = model.objects.filter(trashed_at__isnull=False)
        if only is not None:
            trashed = trashed.filter(pk__in=only)
        # A page goes before the page above it, which a longer address tells.
        in_order = sorted(trashed, key=lambda draft: -len(draft.path_for(draft) or ""))
        refused = why_not_destroyed(in_order, by)
        stay = [draft for draft in in_order if draft.pk in refused or not _destroyed(draft, by)]
        gone = len(in_order) - len(stay)
        return gone, [draft for draft in stay if not draft.was_ever_public()]


def why_not_destroyed(drafts, by):
    """Return, by id, why `by` may not put each of these drafts of a section into the trash, nor
    destroy it. Who may publish may do so with each, an author with what nobody else wrote."""
    if not drafts or may(by, drafts[0], "publish"):
        return {}
    writers = _writers_of(drafts)
    return {
        draft.pk: _why_not_sole_writer(writers[draft.pk], by)
        for draft in drafts
        if set(writers[draft.pk]) != {by.pk}
    }


def _check_may_destroy(item, by):
    if sentence := why_not_destroyed([item], by).get(item.pk):
        raise PublishingError(sentence)


def _why_not_sole_writer(writers, by):
    others = sorted(name for pk, name in writers.items() if pk != by.pk)
    who = (
        _("%s worked on this draft.") % ", ".join(others)
        if others
        else _("You didn't write this draft.")
    )
    return f"{who} {_('Ask a publisher to move it to the trash or delete it.')}"


def _writers_of(drafts):
    """Return, by the id of each draft, {id: name} of all who ever wrote part of it."""
    written = HistoryEntry.objects.filter(
        item_id__in=[draft.pk for draft in drafts], verb__in=(Verb.WRITE, Verb.REVERT)
    )
    writers = {draft.pk: {} for draft in drafts}
    for entry in written:
        writers[entry.item_id][entry.actor_id] = entry.actor_name
        for pk, name in entry.touched.get("writers", []):
            writers[entry.item_id][int(pk)] = name
    return writers


def _destroyed(draft, by):
    if draft.editions.exists():
        return False
    try:
        with transaction.atomic():
            Action(draft, by, history.next_moment()).record(Verb.DESTROY)
            draft.delete()
    except ProtectedError:
        return False
    return True


def _permission(item):
    return "publish" if item.was_ever_public() else "delete"


def _set_trashed(item, at):
    item.trashed_at = at
    Publishable.objects.filter(pk=item.pk).update(trashed_at=at)
