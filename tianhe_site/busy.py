"""What is answered while somebody else holds the lock of the database: wait a moment, try again.

Waits have an end (`settings.py`). One that came to it says so, with all that was sent: 503, and
never that the site has a fault.
"""

import sqlite3

from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy

from tianhe_site import disk_space

SENTENCE = gettext_lazy("Someone else is saving. Try again.")
AWAY = gettext_lazy("The database can't be reached. Try again in a minute.")
# What tells this error of a form from others.
CODE = "busy"
# What programs are asked to wait; people take as long to read the sentence.
RETRY_SECONDS = 5

# What SQLite and PostgreSQL say where a wait ended: for a lock of a row or of all verbs, in a
# circle that PostgreSQL broke up, and of a statement that took too long.
_SQLITE_CODES = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_POSTGRESQL_STATES = {"55P03", "40P01", "40001", "57014"}
# Never sent back to a browser.
_SECRETS = ("csrfmiddlewaretoken", "password")


class BusyError(Exception):
    """The lock was not to be had in time; nothing was saved."""


def is_busy(error):
    """Whether an exception, or what led to it, is a wait for the database that came to its end."""
    while error is not None:
        if isinstance(error, BusyError) or (
            isinstance(error, OperationalError) and _is_wait(error.__cause__)
        ):
            return True
        error = error.__cause__ or error.__context__
    return False


def _is_wait(cause):
    # Extended codes of SQLite keep the plain one in their last byte.
    code = getattr(cause, "sqlite_errorcode", -1) & 0xFF
    return code in _SQLITE_CODES or getattr(cause, "sqlstate", None) in _POSTGRESQL_STATES


def as_busy(response):
    """Return `response` as one that asks to come again."""
    response.status_code = 503
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def render_form(request, template, context, form):
    """Render a page with a form; where it was refused for the lock, as one to be sent again."""
    response = render(request, template, context)
    is_refused = form.is_bound and form.has_error(NON_FIELD_ERRORS, CODE)
    return as_busy(response) if is_refused else response


def is_away(error):
    """Whether the database could not be reached, went away, or hangs."""
    cause = error.__cause__
    if not isinstance(error, (OperationalError, InterfaceError)) or not hasattr(cause, "sqlstate"):
        return False
    # Where nothing answered there is no state; the others are PostgreSQL's for a connection that is
    # lost, one too many, and a server that is going down or coming up.
    state = cause.sqlstate
    is_disk = state == disk_space.POSTGRESQL_STATE
    return state is None or (state.startswith(("08", "53", "57P")) and not is_disk)


def answer(request, sentence=SENTENCE):
    """Return the answer to a request that was not served: a page that sends the same again, or
    for a script JSON."""
    if not request.accepts("text/html"):
        return as_busy(JsonResponse({"error": str(sentence)}))
    is_sent = request.method == "POST"
    context = {
        "sentence": sentence,
        "is_sent": is_sent,
        "path": request.get_full_path(),
        "sent": _sent(request) if is_sent else [],
        "has_files": is_sent and bool(request.FILES),
        # Asking for it sets a cookie, and readers get none.
        "csrf_token": get_token(request) if is_sent else "",
    }
    # Without the request: who is logged in is read from the database.
    return as_busy(HttpResponse(render_to_string("busy.html", context)))


def _sent(request):
    return [
        (name, value)
        for name, values in request.POST.lists()
        if not any(secret in name for secret in _SECRETS)
        for value in values
    ]


class BusyMiddleware:
    """Answers for views that found the database busy, whatever they were about to save."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if is_busy(exception):
            return answer(request)
        return answer(request, AWAY) if is_away(exception) else None


class BusySessionMiddleware(SessionMiddleware):
    """Django's, which takes a database that is busy for a session that was deleted."""

    def process_response(self, request, response):
        try:
            return super().process_response(request, response)
        except SessionInterrupted as error:
            if is_busy(error):
                return answer(request)
            raise
