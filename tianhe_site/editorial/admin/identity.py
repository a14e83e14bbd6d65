"""Asking people to show again who they are, before what could hurt most."""

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.http import HttpResponseRedirect


def confirm_identity(request):
    """Ask someone to show again who they are, unless they did lately or have nothing to show.

    Call it before anything else, but after checking permissions. It raises what allauth's
    middleware answers with the page that asks; that page then goes on with the request, and with
    what had been typed.
    """
    # For the small log-in, in case the page stays open for long.
    request.confirms_identity = True
    if not is_reauthentication_required(request, app="tianhe_site"):
        return
    # The form wasn't saved: the browser keeps it.
    request.is_not_taken = True
    if request.method == "POST":
        # allauth goes on with a form only at the very address that asked.
        request.META["QUERY_STRING"] = ""
        if any("password" in name for name in request.POST):
            # A form that waits is stored in the session, which is no place for a password.
            raise ImmediateHttpResponse(HttpResponseRedirect(request.path))
    raise ReauthenticationRequired
