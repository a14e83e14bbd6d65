"""Responses to requests that no page of the site sends: a message, and the right status."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpResponse, JsonResponse
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from tianhe_site import static_message

READ = ("GET", "HEAD")
# Only staff submit forms, and only here: everything elsewhere is read-only.
FORMS = "/admin/"
# Django's own admin pages that are read-only.
READ_IN_ADMIN = {
    *("admin:index", "admin:app_list", "admin:jsi18n", "admin:autocomplete"),
    *("admin:password_change_done", "admin:view_on_site"),
}


def read_only(view):
    """Decorator for admin views without a form: other methods get a 405."""
    view.is_read_only = True
    return view


class MethodsMiddleware:
    """Answers 405 to methods that a view doesn't support, before CSRF checks ask for a token it
    doesn't need."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        allowed = _methods(request, view)
        if request.method in allowed:
            return None
        message = _("This address doesn't accept %(method)s. It accepts: %(allowed)s.") % {
            "method": request.method[:20],
            "allowed": ", ".join(allowed),
        }
        response = HttpResponse(f"{message}\n", "text/plain; charset=utf-8", 405)
        response.headers["Allow"] = ", ".join(allowed)
        return response


def _methods(request, view):
    is_read = (
        not request.path_info.startswith(FORMS)
        or getattr(view, "is_read_only", False)
        or _is_read_in_admin(request.resolver_match.view_name)
    )
    return READ if is_read else (*READ, "POST")


def _is_read_in_admin(name):
    return name in READ_IN_ADMIN or name.startswith("admin:") and name.endswith("_history")


def bad_request(request, exception):
    """Django's handler for requests that it refuses to read."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return _answer(request, "413.html", _too_large(exception), 413)
    if isinstance(exception, DisallowedHost):
        message = _("This site isn't available at that address. Go to %s.")
        message %= urlsplit(settings.SITE_URL).netloc
        return _answer(request, "400.html", message, 400, home=f"{settings.SITE_URL}/")
    message = _("Go back and try again. If it happens again, start from the home page.")
    return _answer(request, "400.html", message, 400)


def _too_large(exception):
    if isinstance(exception, RequestDataTooBig):
        message = _(
            "The form is larger than %s, so it wasn't saved. Your text is still there: go back in "
            "your browser, shorten it, and save again."
        )
        return message % filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    return _(
        "The form has too many fields or files, so it wasn't saved. Your text is still there: go "
        "back in your browser, choose fewer, and send it again."
    )


def _answer(request, template, message, status, **context):
    if not request.accepts("text/html"):
        return JsonResponse({"error": message}, status=status)
    return static_message.answer(template, status, message=message, **context)
