"""Asking people to show again who they are, before what could hurt most.

A form that has to wait for the answer is kept in the session. The page that asks leads back to the
form's own address, where it is sent as if the person had just done so. (allauth would send it from
the page that asks; if it had errors, it would come back at an address that takes no form.)
"""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.http import HttpResponseRedirect, QueryDict
from django.utils.datastructures import MultiValueDict

WAITING = "form_that_waits"


def confirm_identity(request):
    """Ask someone to show again who they are, unless they did lately or have nothing to show.

    Call it first in a view, right after checking permissions. Raises what allauth's middleware
    answers with the page that asks. After the answer, the view gets the form that was sent.
    """
    # For the small log-in, in case the page stays open for long.
    request.confirms_identity = True
    if not request.user.is_authenticated:
        raise ReauthenticationRequired
    if is_reauthentication_required(request, app="tianhe_site"):
        _keep(request)
        raise ImmediateHttpResponse(_ask(request))
    _send_what_waited(request)


def answered(request, target):
    """Let the form go on that waits at the address `target`, now that its sender has shown who
    they are; forget any other."""
    waiting = request.session.get(WAITING)
    if waiting and waiting["path"] == target:
        request.session[WAITING] = {**waiting, "may_go_on": True}
    else:
        request.session.pop(WAITING, None)


def _keep(request):
    # The form wasn't saved: the browser keeps it, too.
    request.is_not_taken = True
    request.session.pop(WAITING, None)
    if request.method == "POST":
        request.session[WAITING] = {"path": request.path, "form": request.POST.urlencode()}


def _ask(request):
    address = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    target = request.path if request.method == "POST" else request.get_full_path()
    return HttpResponseRedirect(f"{address}?{urlencode({'next': target})}")


def _send_what_waited(request):
    waiting = request.session.get(WAITING)
    if not waiting:
        return
    del request.session[WAITING]
    if request.method == "GET" and waiting["path"] == request.path and "may_go_on" in waiting:
        request.method, request.POST = "POST", QueryDict(waiting["form"])
        # Else Django would read the body, which is empty, as soon as a form asks for files.
        request._files = MultiValueDict()
