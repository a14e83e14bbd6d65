"""Sending someone their one-time link by email."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from tianhe_site.monitoring import counts
from tianhe_site.publishing import clock
from tianhe_site.publishing.people import name_of

from ..preferences import language_of
from .links import Kind

logger = logging.getLogger("tianhe.invitations")


def send(link):
    """Send a link to its person; return whether the mail server took it.

    The administrator waits for the answer: if it fails, the page shows them the link instead.
    Call it after the link is committed, without the lock.
    """
    with override(language_of(link.user)):
        subject, text = _message(link)
    try:
        EmailMessage(subject, text, to=[link.user.email]).send()
    except (SMTPException, OSError):
        counts.add("mail", "failed")
        logger.exception("A link to account %s wasn't sent.", link.user.pk)
        return False
    counts.add("mail", "sent")
    return True


def _message(link):
    host = settings.SITE_HOST
    if link.kind == Kind.INVITATION:
        subject = _("You're invited to work on %s") % host
        begins = _("%(name)s invited you to work on %(host)s. Open this link to choose a password:")
    else:
        subject = _("Choose a new password for %s") % host
        begins = _("%(name)s sent you a link to choose a new password for %(host)s:")
    lines = [
        _("Hello %s,") % name_of(link.user),
        begins % {"name": link.created_by_name, "host": host},
        link.address,
        _("It works once, until %s.") % clock.describe(link.expires_at),
        _("If you didn't expect this, ignore it. Nothing changes unless you use the link."),
    ]
    # A line break in a name would end the header of the message.
    return " ".join(subject.split()), "\n\n".join(lines)
