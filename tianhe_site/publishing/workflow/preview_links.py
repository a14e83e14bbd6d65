"""Preview links: reading one edition without an account."""

from datetime import timedelta

from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from tianhe_site import languages

from .. import history
from ..errors import PublishingError
from ..models import HistoryEntry, PreviewLink
from ..people import name_of
from .actions import Action, begin, may
from .approval import needs_second_person
from .locking import publishing_lock

Verb = HistoryEntry.Verb

MAX_DAYS = 30
# For bound editions: an outsider reads them before anyone has approved them.
MAX_DAYS_IF_BOUND = 7


def max_days(edition):
    """Return how many days a link to this edition may last."""
    is_bound = needs_second_person(edition.item, edition)
    return MAX_DAYS_IF_BOUND if is_bound else MAX_DAYS


def cap_expiry(link, edition):
    """Shorten a link to `edition` if that now needs a second person; return the link, unsaved."""
    if link.expires_at > link.made_at + timedelta(days=MAX_DAYS_IF_BOUND):
        latest = link.made_at + timedelta(days=max_days(edition))
        link.expires_at = min(link.expires_at, latest)
    return link


def share_preview(edition, *, by, note, days=7):
    """Create a link to exactly this edition for some days; return it. `note` says who it is for."""
    if not note.strip():
        raise PublishingError(_("Say who the link is for."))
    with begin(edition.item, by, "change") as action:
        if edition.redaction_reason:
            raise PublishingError(_("The content of this version was erased."))
        longest = max_days(edition)
        if not 1 <= days <= longest:
            raise PublishingError(_("A link to this can last 1 to %d days.") % longest)
        link = PreviewLink.objects.create(
            kind=edition._meta.label_lower,
            item_id=action.item.pk,
            edition_id=edition.pk,
            made_at=action.now,
            made_by_id=by.pk,
            made_by_name=name_of(by),
            expires_at=action.now + timedelta(days=days),
            note=note.strip(),
        )
        action.record(Verb.SHARE, link.note)
        return link


def revoke_preview(link, *, item, by):
    """Revoke a link."""
    with begin(item, by, "change", in_trash=True) as action:
        link.refresh_from_db()
        if not link.is_open(action.now):
            raise PublishingError(_("This link has already expired."))
        _close(link, action)


def revoke_orphaned_links(*, by):
    """Revoke the links whose creators were deleted or deactivated, or may no longer change the
    item. `by` is the user who changed the accounts."""
    with publishing_lock():
        links = PreviewLink.open(history.next_moment()).exclude(made_by_id=None)
        makers = get_user_model().objects.in_bulk({link.made_by_id for link in links})
        for link in links:
            item = _item_of(link)
            maker = makers.get(link.made_by_id)
            if maker is None or not may(maker, item, "change"):
                with languages.for_records():
                    reason = _("%s no longer has permission to change this.") % link.made_by_name
                _close(link, Action(item, by, history.next_moment()), reason=reason)


def _close(link, action, **facts):
    link.revoked_at = action.now
    link.save(update_fields=["revoked_at"])
    action.record(Verb.UNSHARE, link.note, **facts)


def _item_of(link):
    return apps.get_model(link.kind).objects.select_related("item").get(pk=link.edition_id).item
