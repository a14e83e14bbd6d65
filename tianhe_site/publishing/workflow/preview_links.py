"""Links under which somebody without an account may read one edition."""

from datetime import timedelta

from django.utils.translation import gettext as _

from ..errors import PublishingError
from ..models import HistoryEntry, PreviewLink
from .acts import act

Verb = HistoryEntry.Verb

LONGEST_DAYS = 30


def share_preview(edition, *, by, note, days=7):
    """Make a link to just this edition, for whom `note` says, for some days; return it."""
    if not 1 <= days <= LONGEST_DAYS:
        raise PublishingError(_("A link can last from 1 to %d days.") % LONGEST_DAYS)
    if not note.strip():
        raise PublishingError(_("Say for whom the link is."))
    with act(edition.item, by, "change") as this:
        if edition.redaction_reason:
            raise PublishingError(_("The content of this edition was erased."))
        link = PreviewLink.objects.create(
            kind=edition._meta.label_lower,
            item_id=this.item.pk,
            edition_id=edition.pk,
            made_at=this.now,
            made_by_name=by.get_username(),
            expires_at=this.now + timedelta(days=days),
            note=note.strip(),
        )
        this.record(Verb.SHARE, link.note)
        return link


def revoke_preview(link, *, item, by):
    """End a link before its time."""
    with act(item, by, "change", in_trash=True) as this:
        link.refresh_from_db()
        if not link.is_open(this.now):
            raise PublishingError(_("This link has ended already."))
        link.revoked_at = this.now
        link.save(update_fields=["revoked_at"])
        this.record(Verb.UNSHARE, link.note)
