"""One-time links: who has one sets a password without knowing an old one.

A link is 256 random bits. The database has only their hash, so a copy of it opens nothing.
"""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from tianhe_site import languages
from tianhe_site.publishing import actor, clock, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import HistoryEntry
from tianhe_site.publishing.people import name_of

from .. import security_log
from ..factors import factor_reset
from ..models import OneTimeLink
from . import day_of

Kind = OneTimeLink.Kind
LASTS = {
    Kind.INVITATION: timedelta(days=7),
    Kind.PASSWORD: timedelta(days=7),
    Kind.RECOVERY: timedelta(hours=1),
}


class LinkRefusedError(PublishingError):
    """A link no longer works; the message says why, and what to do."""


def create(user, kind, *, by):
    """Create a link for `user`; return it with its `address`, which nobody can find out later.
    Earlier links of theirs stop working."""
    with workflow.publishing_lock(), languages.for_records():
        note = str(Kind(kind).label)
        entry = workflow.record_change(user, by=by, verb=HistoryEntry.Verb.INVITE, note=note)
        close_all(user, at=entry.at)
        secret = secrets.token_urlsafe(32)
        link = OneTimeLink.objects.create(
            user=user,
            kind=kind,
            digest=_digest(secret),
            created_at=entry.at,
            created_by_name=name_of(by),
            expires_at=entry.at + LASTS[kind],
        )
        note = f"{note}. {security_log.by_whom(user)}"
        security_log.note(security_log.Kind.PASSWORD_LINK_SENT, user=user, note=note)
    link.address = settings.SITE_URL + reverse("one_time_link", args=[secret])
    return link


def kind_for(user):
    """Return the kind of link that lets someone in: those who never were here are invited."""
    is_new = not user.has_usable_password() and user.last_login is None
    return Kind.INVITATION if is_new else Kind.PASSWORD


def find(secret):
    """Return the link with this secret, None if there is none."""
    return OneTimeLink.objects.filter(digest=_digest(secret)).select_related("user").first()


def close_all(user, *, at):
    """Make the links of `user` expire that aren't used."""
    user.one_time_links.filter(used_at=None, expires_at__gt=at).update(expires_at=at)


def check(link, at):
    """Raise `LinkRefusedError` if a link (None: there is none) doesn't work at `at`."""
    if link is None:
        raise LinkRefusedError(
            _("Part of it may be missing. Copy all of it, or ask an administrator for a new one.")
        )
    if link.used_at:
        raise LinkRefusedError(
            _("This link was used on %s. Log in with your password.") % day_of(link.used_at)
        )
    if not link.user.is_active:
        raise LinkRefusedError(_("This account is deactivated. Ask an administrator."))
    if link.user.one_time_links.filter(pk__gt=link.pk).exists():
        raise LinkRefusedError(_("There's a newer link for you. Use that one."))
    if link.expires_at <= at:
        raise LinkRefusedError(_why_expired(link))


def use(link, password):
    """Set the password of the person that a link is for, and with a recovery link remove their
    second factors. Raises `LinkRefusedError`."""
    user = link.user
    # Hashing takes a while, so it is done before the lock.
    user.set_password(password)
    # Nobody is logged in: anyone who has the link counts as its addressee.
    with workflow.publishing_lock(), actor.acting(user):
        link = OneTimeLink.objects.filter(pk=link.pk).select_related("user").first()
        check(link, clock.now())
        link.used_at = clock.now()
        link.save(update_fields=["used_at"])
        user.save(update_fields=["password"])
        if link.kind == Kind.RECOVERY:
            with languages.for_records():
                note = str(Kind.RECOVERY.label)
            factor_reset.remove_all(user, by=user, note=note)


def _why_expired(link):
    day = day_of(link.expires_at)
    if link.kind == Kind.RECOVERY:
        return _("This link expired on %s. Run manage.py recover on the server again.") % day
    if link.created_by_name == name_of(workflow.COMMAND_LINE):
        return _("This link expired on %s. Ask an administrator for a new one.") % day
    return _("This link expired on %(day)s. Ask %(name)s for a new one.") % {
        "day": day,
        "name": link.created_by_name,
    }


def _digest(secret):
    return hashlib.sha256(secret.encode()).hexdigest()
