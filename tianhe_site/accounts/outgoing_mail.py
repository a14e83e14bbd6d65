"""Email that nobody waits for: it leaves when the response has.

A mail server that is slow must not delay a log-in, and one that is down must not fail it. The time
of an answer must not tell either whether a message was sent, and so whether an account exists.

These messages don't go through the outbox: it would store links that let someone in, and writing a
row takes time that tells. One that isn't sent is asked for again.
"""

import logging

from django.core.mail import get_connection
from django.db import transaction

from tianhe_site.monitoring import counts
from tianhe_site.outbox import after_response

logger = logging.getLogger("tianhe.outgoing_mail")


def send_afterwards(message):
    """Send a message once what was done is committed and the response is out, at once outside of
    a request. A failure is logged, and nothing else."""
    transaction.on_commit(lambda: write_afterwards(lambda: [message]), robust=True)


def write_afterwards(write):
    """Call `write`, which returns messages to send, once the response is out: what it takes to
    write them says as much as whether they are sent."""
    after_response.call(lambda: _send(write))


def _send(write):
    try:
        if messages := write():
            with get_connection() as connection:
                connection.send_messages(messages)
            counts.add("mail", "sent")
    except Exception:
        # Whatever a mail server does, what the message is about has happened. Without the
        # addresses: logs go further than accounts.
        counts.add("mail", "failed")
        logger.exception("A message to staff wasn't sent.")
