"""Drafts: writing, restoring old versions, archive and trash."""

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site import languages

from .. import history
from ..content_checks import sizes
from ..errors import PublishingError
from ..models import HistoryEntry, PreviewLink, Publishable
from .actions import Action, begin, check_not_archived, fresh, may, require, stored
from .approval import cancel_submissions, check_mark, restored_writers
from .freezing import note_author, place_note
from .locking import publishing_lock, stop_if_dry_run
from .versions import copy_into_draft, keep_replaced, keep_saved

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


def write(draft, *, by, note=""):
    """Save a new or changed `draft` and record its author, with a `note`. Refused beyond the
    limits of `limits.py`, as in forms: the text is parsed under the lock."""
    if message := sizes.why_too_large(draft):
        raise PublishingError(message)
    with publishing_lock():
        before = stored(type(draft), draft.pk)
        require(by, draft, "change" if before else "add")
        if before:
            check_not_archived(before)
        check_mark(draft)
        action = Action(draft, by, history.next_moment())
        draft.save()
        if before and before.kept_content() != draft.kept_content():
            keep_replaced(before, action.now)
        notes = [_mark_notes(before, draft), place_note(before, draft)] if before else []
        note_author(action, " ".join(filter(None, [note, *notes])))
        keep_saved(draft, by=by, at=action.now)


def record_author(draft, *, by, note=""):
    """Record that `by` wrote the saved draft, unless that is recorded already. `note` says which
    marks changed."""
    with publishing_lock():
        note_author(Action(draft, by, history.next_moment()), note)


def _mark_notes(before, draft):
    return " ".join(
        mark_note(getattr(draft, name), name)
        for name in MARKS
        if getattr(before, name) != getattr(draft, name)
    )


def mark_note(is_set, name):
    """Return the history note about a mark that was set or removed."""
    if_set, if_not = MARKS[name]
    with languages.for_records():
        return str(if_set if is_set else if_not)


def revert_draft_to(edition, *, by, note=""):
    """Copy an edition into its draft; return the draft. Nothing is published.

    What it replaces is kept as a version of the draft first, so that it can be restored.
    """
    with begin(edition.item, by, "change") as action:
        if edition.redaction_reason:
            raise PublishingError(_("The content of this version was erased."))
        # Copying may create again what the edition refers to, such as a category.
        stop_if_dry_run()
        restored = fresh(action.item)
        restored.copy_content_from(edition)
        # The entry of such a category comes before this one.
        action.now = history.next_moment()
        # The category may be marked.
        check_mark(restored)
        writers = restored_writers(edition)
        return copy_into_draft(action, restored, writers, edition.frozen_at, note)


def archive(item, *, by, note=""):
    """Remove an item from the lists of the admin. A draft that was never public moves to the trash;
    anything else is archived."""
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
    """Restore an item from the trash or the archive, as a draft."""
    with begin(item, by, _permission(item), in_trash=True) as action:
        if not action.item.trashed_at:
            raise PublishingError(_("Someone has already restored this."))
        stop_if_dry_run()
        _set_trashed(action.item, None)
        action.record(Verb.RESTORE, note)
        return action.item


def empty_trash(model, *, by, only=None):
    """Destroy the drafts of a section in the trash, or `only` those with these ids.

    Returns how many were destroyed, and those that stay: because they have editions, because
    something else needs them, such as a page below, or because an author asks and others also wrote
    them.
    """
    with publishing_lock():
        require(by, model(), "delete")
        trashed = model.objects.filter(trashed_at__isnull=False)
        if only is not None:
            trashed = trashed.filter(pk__in=only)
        # Pages below go first; their addresses are longer.
        in_order = sorted(trashed, key=lambda draft: -len(draft.path_for(draft) or ""))
        refused = why_not_destroyed(in_order, by)
        stay = [draft for draft in in_order if draft.pk in refused or not _destroyed(draft, by)]
        gone = len(in_order) - len(stay)
        return gone, [draft for draft in stay if not draft.was_ever_public()]


def why_not_destroyed(drafts, by):
    """Return, by id, why `by` may not move each draft of a section to the trash or destroy it.
    Publishers may with all drafts, authors with those that they alone wrote."""
    if not drafts or may(by, drafts[0], "publish"):
        return {}
    writers = _writers_of(drafts)
    return {
        draft.pk: _why_not_sole_writer(writers[draft.pk], by)
        for draft in drafts
        if set(writers[draft.pk]) != {by.pk}
    }


def _check_may_destroy(item, by):
    if message := why_not_destroyed([item], by).get(item.pk):
        raise PublishingError(message)


def _why_not_sole_writer(writers, by):
    others = sorted(name for pk, name in writers.items() if pk != by.pk)
    if not others:
        return _(
            "You didn't write this draft. Ask a publisher to move it to the trash or delete it."
        )
    message = _("%s worked on this draft. Ask a publisher to move it to the trash or delete it.")
    return message % languages.listed(others)


def _writers_of(drafts):
    """Return {id: name} of all contributors of each draft, by id of the draft."""
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
