"""What someone is told who tried too often: 429, how long to wait, and what was typed."""

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tianhe_site import busy, static_message

CODE = "too_many_tries"


def too_many_tries(request, seconds, *, way_on=""):
    """Return the error for a form of `request`, which comes back with status 429. `way_on` ends
    the sentence, such as ", or log in with a passkey"."""
    request.come_again = (429, seconds)
    message = _("Too many tries. Try again in %(wait)s%(way_on)s.")
    return ValidationError(message % {"wait": describe_wait(seconds), "way_on": way_on}, code=CODE)


def too_busy(request, message):
    """Return the error for a form of `request` that the site has no time for now: status 503."""
    request.come_again = (503, busy.RETRY_SECONDS)
    return ValidationError(message, code=busy.CODE)


def too_many_requests(request, seconds):
    """Return the page for a reader who asked too often. It asks the database nothing."""
    message = _("Too many requests from your network. Try again in %s.") % describe_wait(seconds)
    if request.accepts("text/html"):
        path = request.get_full_path()
        response = static_message.answer("too_many.html", 429, message=message, path=path)
    else:
        response = JsonResponse({"error": message}, status=429)
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response


def describe_wait(seconds):
    """Return a time to wait in words: seconds below a minute, else minutes, rounded up."""
    if seconds < 60:
        return ngettext("%d second", "%d seconds", seconds) % seconds
    minutes = -(-seconds // 60)
    return ngettext("%d minute", "%d minutes", minutes) % minutes


def say_when_to_retry(get_response):
    """Middleware: gives a form that came back with one of these errors its status and header."""

    def middleware(request):
        response = get_response(request)
        status, seconds = getattr(request, "come_again", (None, None))
        if status and response.status_code == 200:
            response.status_code = status
            response.headers["Retry-After"] = str(seconds)
        return response

    return middleware
