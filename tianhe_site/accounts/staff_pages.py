"""What the browser is told about every response for staff."""

from csp.constants import SELF
from django.http import JsonResponse
from django.utils.translation import gettext_lazy as _

from tianhe_site.admin_pages import STAFF_PATHS

# Passkeys for ourselves, everything else for nobody.
PERMISSIONS = ", ".join(
    [
        *(f"publickey-credentials-{act}=(self)" for act in ("create", "get")),
        *(f"{each}=()" for each in ("camera", "geolocation", "microphone", "payment", "usb")),
    ]
)
# The pages that the small log-in over a form leads through.
OF_LOG_IN = ("/admin/login/", "/admin/account/confirm/", "/admin/account/session/back/")
LOG_OUT = "/admin/logout/"
# Where people are led who can't work now.
ELSEWHERE = ("/admin/login/", "/admin/account/")
NOT_LOGGED_IN = _("Your session ended. Log in in another tab, then try again here.")


def protect(get_response):
    """Middleware: nothing for staff is kept by a cache, or is shown in a page of somebody else.

    Only the log-in pages are shown within a page of ours, and only when it asks for them.
    """

    def middleware(request):
        path = request.path_info
        if not f"{path}/".startswith(STAFF_PATHS):
            return get_response(request)
        request.is_small = path.startswith(OF_LOG_IN) and _is_in_frame(request)
        response = get_response(request)
        if _leads_a_script_away(request, response):
            response = JsonResponse({"error": str(NOT_LOGGED_IN)}, status=401)
        _protect(response)
        if request.is_small:
            response._csp_replace = {"frame-ancestors": [SELF]}
        if path == LOG_OUT and request.method == "POST":
            # Not cookies: one says that this browser is known. Not storage: it holds text that
            # wasn't saved, of others too; kept-forms asks before it deletes one's own.
            response.headers["Clear-Site-Data"] = '"cache"'
        return response

    return middleware


def _is_in_frame(request):
    return "small" in request.GET or request.headers.get("Sec-Fetch-Dest") == "iframe"


def _leads_a_script_away(request, response):
    """Return whether a script that asked for JSON would get the log-in, or the set-up of a factor.
    allauth describes these in JSON, with status 200, which a script took for success."""
    elsewhere = response.headers.get("Location", "").startswith(ELSEWHERE)
    is_there = request.path_info.startswith(ELSEWHERE)
    return elsewhere and not is_there and not request.accepts("text/html")


def _protect(response):
    if "no-store" not in response.headers.get("Cache-Control", ""):
        response.headers["Cache-Control"] = "no-store, private"
    response.headers["Permissions-Policy"] = PERMISSIONS
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    # A file has a policy of its own.
    if not hasattr(response, "_csp_config"):
        # The small log-in is a frame.
        response._csp_update = {**getattr(response, "_csp_update", {}), "frame-src": [SELF]}
