"""What nobody waits for is done once the response is out."""

import logging
from contextvars import ContextVar

from django.core.signals import request_finished, request_started

logger = logging.getLogger("tianhe.outbox")

# The functions to call after the current request; None outside of one.
_waiting = ContextVar("waiting", default=None)


def connect():
    """Connect the signals of requests."""
    request_started.connect(_begin)
    request_finished.connect(_finish)


def call(function):
    """Call a function once the response is out, at once outside of a request. A failure is logged,
    and nothing else: what the function is about has happened."""
    waiting = _waiting.get()
    if waiting is None:
        _call(function)
    else:
        waiting.append(function)


def _begin(sender, **kwargs):
    _waiting.set([])


def _finish(sender, **kwargs):
    waiting, _ignored = _waiting.get() or [], _waiting.set(None)
    for function in waiting:
        _call(function)


def _call(function):
    try:
        function()
    except Exception:
        logger.exception("What was left to do after a response failed.")
