"""Drafts: who wrote them, old text copied into them, and the trash."""

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from .. import history
from ..errors import PublishingError
from ..models import HistoryEntry, Publishable, Review
from .acts import Act, act, alone, check_not_put_away, require

Verb = HistoryEntry.Verb


def write(draft, *, by):
    """Save what `draft`, new or changed, says now, and record who wrote it."""
    with alone():
        before = type(draft).objects.filter(pk=draft.pk).first()
        require(by, draft, "change" if before else "add")
        if before:
            check_not_put_away(before)
        draft.save()
        Act(draft, by, history.next_moment()).note_writer(_note_of_mark(before, draft))


def _note_of_mark(before, draft):
    if not before or before.needs_second_person == draft.needs_second_person:
        return ""
    if draft.needs_second_person:
        return _("From now on a second person approves this.")
    return _("A second person need not approve this any more.")


def restore(edition, *, by, note=""):
    """Copy what an edition says into its draft, and return that. Nothing is published."""
    with act(edition.item, by, "change") as this:
        if edition.redaction_reason:
            raise PublishingError(_("The content of this edition was erased."))
        this.item.take_content(edition)
        this.item.save()
        this.keep_recorded()
        frozen_at = _("The edition frozen at %s.") % edition.frozen_at.isoformat()
        this.record(Verb.RESTORE, f"{frozen_at} {note}".strip(), draft=this.item.content_hash)
        return this.item


def put_away(item, *, by, note=""):
    """Take an item out of the lists of the admin: a draft that readers never saw goes into the
    trash, anything else is archived, and stays."""
    with act(item, by, _action(item)) as this:
        if this.item.public_periods(this.now):
            raise PublishingError(
                _("Readers see this, or are to see it. Withdraw it or cancel its schedule first.")
            )
        this.item.check_put_away()
        for waiting in this.item.editions.filter(review=Review.WAITING):
            this.give_review(waiting, Review.NONE)
        _set_trashed(this.item, this.now)
        this.record(Verb.ARCHIVE if this.item.was_ever_public() else Verb.TRASH, note)
        return this.item


def bring_back(item, *, by, note=""):
    """Bring an item back from the trash or the archive, as a draft."""
    with act(item, by, _action(item), in_trash=True) as this:
        if not this.item.trashed_at:
            raise PublishingError(_("This was brought back already."))
        _set_trashed(this.item, None)
        this.record(Verb.BRING_BACK, note)
        return this.item


def empty_trash(model, *, by):
    """Destroy the drafts of a section that lie in the trash. Returns how many were destroyed,
    and those that stay because an edition was made of them, which is never destroyed, or because
    something that stays needs them, such as a page below."""
    with alone():
        trashed = model.objects.filter(trashed_at__isnull=False)
        require(by, model(), "delete")
        # A page goes before the page above it, which a longer address tells.
        in_order = sorted(trashed, key=lambda draft: -len(draft.path_for(draft) or ""))
        stay = [draft for draft in in_order if not _destroyed(draft, by)]
        gone = len(in_order) - len(stay)
        return gone, [draft for draft in stay if not draft.was_ever_public()]


def _destroyed(draft, by):
    if draft.editions.exists():
        return False
    try:
        with transaction.atomic():
            Act(draft, by, history.next_moment()).record(Verb.DESTROY)
            draft.delete()
    except ProtectedError:
        return False
    return True


def _action(item):
    return "publish" if item.was_ever_public() else "delete"


def _set_trashed(item, at):
    item.trashed_at = at
    Publishable.objects.filter(pk=item.pk).update(trashed_at=at)
