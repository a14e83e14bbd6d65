"""Responses while someone else holds the database lock: wait a moment and try again.

Waits are limited (`settings.py`). A request that reaches the limit gets a 503 that keeps
everything sent, never an error page.
"""

import logging
import sqlite3
import sys
from contextlib import suppress

from django.contrib.messages.storage.session import SessionStorage
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import Error, InterfaceError, OperationalError
from django.http import JsonResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from tianhe_site import disk_space, read_only, static_message
from tianhe_site.database import SHORT_WAIT_MILLISECONDS, no_wait
from tianhe_site.monitoring import requests

logger = logging.getLogger("tianhe.busy")

MESSAGE = gettext_lazy("Someone else is saving. Try again.")
SLOW = gettext_lazy("The site is busy right now. Try again in a few seconds.")
AWAY = gettext_lazy("The database can't be reached. Try again in a minute.")
# The error code that identifies this form error.
CODE = "busy"
# When programs should retry; people take as long to read the message.
RETRY_SECONDS = 5
RETRY_SECONDS_IF_AWAY = 30

# The error codes for a wait that ended: for a row lock or the publishing lock, in a deadlock that
# PostgreSQL resolved, and for a statement that took too long.
_SQLITE_CODES = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_TOO_SLOW = "57014"
_POSTGRESQL_STATES = {"55P03", "40P01", "40001", _TOO_SLOW}
_CSRF_FIELD = "csrfmiddlewaretoken"


class BusyError(Exception):
    """The lock wasn't free in time; nothing was saved."""

    # What people read.
    reason = MESSAGE


def is_busy(error):
    """Return whether an exception, or a cause of it, is a database wait that reached its limit, or
    a change that is refused while the site is moved."""
    while error is not None:
        if isinstance(error, BusyError) or (
            isinstance(error, OperationalError)
            and (_is_wait(error.__cause__) or read_only.refused(error))
        ):
            return True
        error = error.__cause__ or error.__context__
    return False


def reason_of(error):
    """Return what people read about an exception that `is_busy`."""
    while error is not None:
        if read_only.refused(error):
            return read_only.MESSAGE
        if isinstance(error, BusyError):
            # A verb says what it waited for.
            return str(error) or error.reason
        if getattr(error, "sqlstate", None) == _TOO_SLOW:
            return SLOW
        error = error.__cause__ or error.__context__
    return MESSAGE


def note(error):
    """Log an exception that `is_busy`, or of a database that is away, where a message to the person
    takes the place of an error page. What keeps a verb waiting is logged by the verb."""
    if isinstance(error, BusyError):
        return
    if reason_of(error) is read_only.MESSAGE:
        logger.warning("A request was refused: the site is being moved.")
    else:
        logger.warning("A request was refused: %s", error, exc_info=error)


def _is_wait(cause):
    # The last byte of SQLite's extended error codes is the primary code.
    code = getattr(cause, "sqlite_errorcode", -1) & 0xFF
    return code in _SQLITE_CODES or getattr(cause, "sqlstate", None) in _POSTGRESQL_STATES


def as_busy(response, retry_seconds=RETRY_SECONDS):
    """Return `response` as a 503 that asks to try again."""
    response.status_code = 503
    response["Retry-After"] = str(retry_seconds)
    return response


def render_form(request, template, context, form):
    """Render a page with a form; if the lock wasn't free, as one to submit again."""
    response = render(request, template, context)
    is_refused = form.is_bound and form.has_error(NON_FIELD_ERRORS, CODE)
    return as_busy(response) if is_refused else response


def is_away(error):
    """Return whether the database couldn't be reached, went away, or hangs."""
    cause = error.__cause__
    if not isinstance(error, (OperationalError, InterfaceError)) or not hasattr(cause, "sqlstate"):
        return False
    # Without an answer there is no state. The others are PostgreSQL's for a lost connection, one
    # too many, and a server that is shutting down or starting.
    state = cause.sqlstate
    is_disk = state == disk_space.POSTGRESQL_STATE
    return state is None or (state.startswith(("08", "53", "57P")) and not is_disk)


def answer(request, message=MESSAGE, retry_seconds=RETRY_SECONDS):
    """Return the response to a request that wasn't served: a page that submits the same again, or
    JSON for a script."""
    if not request.accepts("text/html"):
        return as_busy(JsonResponse({"error": str(message)}), retry_seconds)
    is_sent = request.method == "POST"
    is_ours = is_sent and _is_of_a_page_of_ours(request)
    context = {
        "message": message,
        "is_sent": is_sent,
        "path": request.get_full_path(),
        "sent": _sent(request) if is_ours else [],
        # What isn't sent back must be entered again.
        "is_incomplete": is_sent and (not is_ours or _has_more(request)),
        # The log has it if an error is the reason.
        "request_id": requests.current_id() if sys.exc_info()[1] else "",
        # Reading the token sets a cookie, and readers get none.
        "csrf_token": get_token(request) if is_ours else "",
    }
    return as_busy(static_message.answer("busy.html", 503, **context), retry_seconds)


class _CsrfCheck(CsrfViewMiddleware):
    def _reject(self, request, reason):
        return reason


def _is_of_a_page_of_ours(request):
    """Return whether a form may be sent again. It may have been refused before Django checked where
    it comes from: our page would send a form of another site, with a token of ours."""
    return _CsrfCheck(lambda request: None).process_view(request, None, (), {}) is None


def _sent(request):
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name != _CSRF_FIELD and not _is_secret(name)
        for value in values
    ]


def _has_more(request):
    return bool(request.FILES) or any(map(_is_secret, request.POST))


def _is_secret(name):
    return "password" in name


class BusyMiddleware:
    """Answers for views that found the database busy, whatever they were saving."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if is_busy(exception):
            note(exception)
            return answer(request, reason_of(exception))
        if is_away(exception):
            note(exception)
            return answer(request, AWAY, RETRY_SECONDS_IF_AWAY)
        return None


class BusySessionMiddleware(SessionMiddleware):
    """Django's middleware mistakes a busy database for a deleted session; this one doesn't."""

    def process_response(self, request, response):
        try:
            return super().process_response(request, response)
        except SessionInterrupted as error:
            if is_busy(error):
                note(error)
                return answer(request, reason_of(error))
            raise


class MessageStorage(SessionStorage):
    """Keeps messages in the session, but lets no page that is only read wait for that, or fail.

    If someone else is saving, a message that was shown may be shown again, and one about an address
    that leads elsewhere is lost. Such pages were refused after `LOCK_SECONDS`.
    """

    def _store(self, messages, *args, **kwargs):
        session = self.request.session
        is_own_change = not session.modified
        result = super()._store(messages, *args, **kwargs)
        if is_own_change and session.session_key and self.request.method in ("GET", "HEAD"):
            _save_if_free(session)
        return result


def _save_if_free(session):
    with suppress(Error, UpdateError), no_wait(SHORT_WAIT_MILLISECONDS):
        session.save()
    # Otherwise the response would wait until it can be saved.
    session.modified = False
