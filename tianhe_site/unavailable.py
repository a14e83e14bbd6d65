"""What is answered where the site can't serve a request just now: 503, and when to come again.

What stands in front of Django marks such a request; Django answers it before anything asks the
database, so that the answer carries the same headers as any other.
"""

import sqlite3
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponseNotFound
from django.utils.translation import gettext_lazy as _
from django.views import defaults

from tianhe_site import busy, disk_space

DATABASE_AWAY = "database-away"
CROWDED = "crowded"
DISK_FULL = "disk-full"
SENTENCES = {
    DATABASE_AWAY: busy.AWAY,
    DISK_FULL: disk_space.SENTENCE,
    CROWDED: _("Too many people are working at the same moment. Try again in a few seconds."),
}
RETRY_SECONDS = {DATABASE_AWAY: 30, DISK_FULL: 300, CROWDED: 5}
# Logging out leaves more room than it takes.
WRITES_NOTHING = ("/admin/logout/",)
# What Django answers without a question to the database.
STATIC = "/static/"
NEED_NO_DATABASE = {
    *("/.well-known/security.txt", "/robots.txt", "/favicon.ico", "/apple-touch-icon.png"),
}
_VARIABLE = "tianhe.unavailable"


def needs_no_database(path):
    """Return whether what stands at `path` is answered without the database."""
    return path.startswith(STATIC) or path in NEED_NO_DATABASE


def marked(environ, reason):
    """Return a WSGI request as one that is to be answered with the sentence of `reason`."""
    return {**environ, _VARIABLE: reason}


def is_marked(environ):
    """Return whether a WSGI request is to be answered with such a sentence."""
    return _VARIABLE in environ


def is_database_away(error):
    """Return whether an exception, or what led to it, says that the database doesn't answer."""
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError):
            # SQLite says of a fault in a statement the same as of a disk that fails.
            return getattr(error.__cause__, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR
        error = error.__cause__ or error.__context__
    return False


def answer(request, reason):
    """Return the answer that says why the request isn't served, as a page or for a script."""
    response = busy.answer(request, SENTENCES[reason])
    response.headers["Retry-After"] = str(RETRY_SECONDS[reason])
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Length"] = str(len(response.content))
    return response


def answer_early(get_response):
    """Middleware: answer what can't be served, before anybody asks the database: static files that
    WhiteNoise doesn't have, requests that were marked, and forms while the disk has no room for
    what they say."""

    def middleware(request):
        if request.path_info.startswith(STATIC):
            # Nobody counts the threads of such requests: a page that names the menu would wait.
            return no_such_file()
        reason = request.META.get(_VARIABLE) or _no_room_for(request)
        return answer(request, reason) if reason else get_response(request)

    return middleware


def no_such_file():
    """Return the 404 of what needs no database: without the menu of a page."""
    sentence = _("There is no such file.")
    return HttpResponseNotFound(f"{sentence}\n", content_type="text/plain; charset=utf-8")


def _no_room_for(request):
    is_form = request.method == "POST" and request.path_info not in WRITES_NOTHING
    return DISK_FULL if is_form and disk_space.is_low() else None


def fault(request):
    """Answer for whatever fell through (`handler500`): 503 if it was the disk or the database, else
    500."""
    error = sys.exc_info()[1]
    if busy.is_busy(error):
        return busy.answer(request)
    if disk_space.is_reason_of(error):
        return answer(request, DISK_FULL)
    if is_database_away(error):
        return answer(request, DATABASE_AWAY)
    return defaults.server_error(request)
