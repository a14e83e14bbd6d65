"""Sending the messages that are due."""

import logging
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPServerDisconnected

from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection

from tianhe_site.monitoring import counts
from tianhe_site.upward import ModuleAbove

from .models import Message

clock = ModuleAbove("tianhe_site.publishing.clock")
preferences = ModuleAbove("tianhe_site.accounts.preferences")
logger = logging.getLogger("tianhe.outbox")

# How many messages one process sends over one connection. Each may take `EMAIL_TIMEOUT` seconds.
BATCH = 10
# For how long a process has a message to itself. If it stops meanwhile, another one sends it.
LEASE = timedelta(minutes=5)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=15)
# News that old helps nobody, and keeps texts of the site for no reason.
GIVE_UP_AFTER = timedelta(days=7)


def send_due():
    """Send what may be sent by now, and put off what fails. Safe in several processes at once."""
    while messages := _claim(clock.now()):
        if not _send(messages):
            return


def _claim(now):
    """Return messages that are due and that no other process sends from now on."""
    due = Message.objects.filter(due_at__lte=now).select_related("person").order_by("due_at", "pk")
    return [message for message in due[:BATCH] if _is_ours(message, now + LEASE)]


def _is_ours(message, until):
    unclaimed = Message.objects.filter(pk=message.pk, due_at=message.due_at)
    return bool(unclaimed.update(due_at=until))


def _send(messages):
    """Send messages over one connection; return whether the mail server can be reached."""
    left = list(messages)
    try:
        with get_connection() as connection:
            while left:
                _send_one(connection, left[0])
                del left[0]
    except (OSError, SMTPException):
        counts.add("mail", "failed")
        logger.exception("The mail server can't be reached.")
        for message in left:
            _put_off(message)
        return False
    return True


def _send_one(connection, message):
    if not Message.objects.filter(pk=message.pk).exists():
        # Canceled, or quoting what was redacted, while the messages before it were sent.
        return
    address = _address_of(message)
    if address is None:
        message.delete()
        return
    try:
        connection.send_messages([EmailMessage(message.subject, message.text, to=[address])])
    except SMTPServerDisconnected:
        raise
    except (SMTPException, ValueError) as error:
        # One address that is refused, or that can't be written (`UnicodeError`, `BadHeaderError`),
        # must not keep messages from the others. Logs go further than addresses should.
        counts.add("mail", "failed")
        logger.exception("Message %s wasn't sent.", message.pk)
        if _is_refused_for_good(error):
            message.delete()
        else:
            _put_off(message)
    else:
        counts.add("mail", "sent")
        message.delete()


def _address_of(message):
    """Return where a message goes, None if the person is gone or doesn't want it any more."""
    people = get_user_model().objects.filter(pk=message.person_id, is_active=True)
    if message.choice:
        people = preferences.who_want(message.choice, people)
    person = people.first()
    return person.email or None if person else None


def _is_refused_for_good(error):
    """Whether there is no such mailbox: by RFC 5321, code 5xx."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _text in error.recipients.values())


def _put_off(message):
    """Try a message again later, each time after a longer wait; give up after some days."""
    now = clock.now()
    message.failed_at = message.failed_at or now
    if now - message.failed_at > GIVE_UP_AFTER:
        message.delete()
        return
    # Beyond that many tries the wait is the longest anyway.
    message.due_at = now + min(FIRST_WAIT * 2 ** min(message.tries, 10), LONGEST_WAIT)
    message.tries += 1
    # A message that was canceled meanwhile stays away.
    Message.objects.filter(pk=message.pk).update(
        due_at=message.due_at, tries=message.tries, failed_at=message.failed_at
    )
