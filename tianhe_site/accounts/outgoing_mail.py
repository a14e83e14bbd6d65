"""Email that nobody waits for: it leaves when the response has.

A mail server that is slow must not delay a log-in, and one that is down must not fail it. The time
of an answer must not tell either whether a message was sent, and so whether an account exists.
"""

import logging
from contextvars import ContextVar

from django.core.mail import get_connection
from django.core.signals import request_finished, request_started
from django.db import transaction

logger = logging.getLogger("tianhe.outgoing_mail")

# What gives the messages of the current request; None outside of one.
_waiting = ContextVar("waiting", default=None)


def connect():
    """Connect the signals of requests."""
    request_started.connect(_begin)
    request_finished.connect(_finish)


def send_afterwards(message):
    """Send a message once what was done is committed and the response is out, at once outside of
    a request. A failure is logged, and nothing else."""
    transaction.on_commit(lambda: write_afterwards(lambda: [message]), robust=True)


def write_afterwards(write):
    """Call `write`, which returns messages to send, once the response is out: what it takes to
    write them says as much as whether they are sent."""
    waiting = _waiting.get()
    if waiting is None:
        _send([write])
    else:
        waiting.append(write)


def _begin(sender, **kwargs):
    _waiting.set([])


def _finish(sender, **kwargs):
    waiting, _ignored = _waiting.get() or [], _waiting.set(None)
    if waiting:
        _send(waiting)


def _send(waiting):
    try:
        messages = [message for write in waiting for message in write()]
        if messages:
            with get_connection() as connection:
                connection.send_messages(messages)
    except Exception:
        # Whatever a mail server does, what the message is about has happened. Without the
        # addresses: logs go further than accounts.
        logger.exception("%s messages to staff weren't sent.", len(waiting))
