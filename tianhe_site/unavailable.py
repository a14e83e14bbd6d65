"""Responses while the site can't serve a request: 503, and when to try again.

Middleware in front of Django marks such a request. Django then answers before anything queries the
database, so that the response has the same headers as any other.
"""

import logging
import sqlite3
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponseNotFound
from django.utils.translation import gettext as _

from tianhe_site import busy, disk_space, static_message
from tianhe_site.monitoring import requests

DATABASE_AWAY = "database-away"
CROWDED = "crowded"
DISK_FULL = "disk-full"
MESSAGES = {
    DATABASE_AWAY: busy.AWAY,
    DISK_FULL: disk_space.MESSAGE,
    CROWDED: busy.SLOW,
}
RETRY_SECONDS = {
    DATABASE_AWAY: busy.RETRY_SECONDS_IF_AWAY,
    DISK_FULL: 300,
    CROWDED: busy.RETRY_SECONDS,
}
# Logging out frees more room than it takes.
WRITES_NOTHING = ("/admin/logout/",)
# What Django answers without a database query.
STATIC = "/static/"
NEED_NO_DATABASE = {
    *("/.well-known/security.txt", "/robots.txt", "/favicon.ico", "/apple-touch-icon.png"),
}
_VARIABLE = "tianhe.unavailable"


def needs_no_database(path):
    """Return whether the response at `path` doesn't need the database."""
    return path.startswith(STATIC) or path in NEED_NO_DATABASE


def marked(environ, reason):
    """Return a WSGI environ marked to be answered with the message for `reason`."""
    return {**environ, _VARIABLE: reason}


def is_marked(environ):
    """Return whether a WSGI environ is marked to be answered with a message."""
    return _VARIABLE in environ


def is_database_away(error):
    """Return whether an exception, or a cause of it, means that the database doesn't answer."""
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError):
            # For a bad statement, SQLite raises the same exception as for a failing disk.
            return getattr(error.__cause__, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR
        error = error.__cause__ or error.__context__
    return False


def answer(request, reason):
    """Return the response that says why a request isn't served, as a page or as JSON for a
    script."""
    response = busy.answer(request, MESSAGES[reason], RETRY_SECONDS[reason])
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Length"] = str(len(response.content))
    return response


def answer_early(get_response):
    """Middleware: answers what can't be served, before anything queries the database.

    These are static files that WhiteNoise doesn't have, marked requests, and forms while the disk
    is full.
    """

    def middleware(request):
        if request.path_info.startswith(STATIC):
            # These requests have no thread limit, so a page with a menu could block.
            return no_such_file()
        reason = request.META.get(_VARIABLE) or _lacks_room_for(request)
        if not reason:
            return get_response(request)
        # The same fault is logged once a minute: each reason is one.
        logging.getLogger(f"tianhe.unavailable.{reason}").warning("A request was refused.")
        return answer(request, reason)

    return middleware


def no_such_file():
    """Return a 404 that needs no database: plain text, without a page's menu."""
    message = _("File not found.")
    return HttpResponseNotFound(f"{message}\n", content_type="text/plain; charset=utf-8")


def _lacks_room_for(request):
    is_form = request.method == "POST" and request.path_info not in WRITES_NOTHING
    return DISK_FULL if is_form and disk_space.is_low() else None


def server_error(request):
    """Answer an unhandled error (`handler500`): 503 if the disk or the database caused it, else
    500."""
    error = sys.exc_info()[1]
    if busy.is_busy(error):
        return busy.answer(request, busy.reason_of(error))
    if disk_space.caused(error):
        return answer(request, DISK_FULL)
    if is_database_away(error):
        return answer(request, DATABASE_AWAY)
    is_sent, request_id = request.method == "POST", requests.current_id()
    return static_message.answer("500.html", 500, is_sent=is_sent, request_id=request_id)
