"""What is typed into a form of the admin is kept in the browser, by js/admin/kept-forms, until the
server has it; here the server says that it has."""

import re
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse

ID = "kept_id"
SAVED = "kept_saved"
KEPT = "kept"
MAX_IDS = 20


def name_what_was_saved(get_response):
    """Middleware: names the forms that were taken, in a cookie that the script reads and clears.

    A form that was taken leads on to another page. One that was not comes back, leads to the
    log-in, or to where what was typed can be saved, and says so (`lead_without_taking`).
    """

    def middleware(request):
        response = get_response(request)
        is_taken = not getattr(request, "is_not_taken", False)
        if request.method == "POST" and is_taken and _leads_on(response):
            _name(request, response)
        return response

    return middleware


def _leads_on(response):
    to_log_in = reverse("admin:login")
    return response.status_code == 302 and not response.headers["Location"].startswith(to_log_in)


def _name(request, response):
    new = request.POST.get(ID, "")
    if not re.fullmatch(r"[0-9a-f]{16}(\.[0-9a-f]{16})*", new):
        return
    named = re.findall("[0-9a-f]{16}", request.COOKIES.get(SAVED, ""))
    response.set_cookie(
        SAVED,
        ".".join([*named, *new.split(".")][-MAX_IDS:]),
        max_age=settings.SESSION_COOKIE_AGE,
        path=reverse("admin:index"),
        secure=settings.PRODUCTION,
        samesite="Lax",
    )


def lead_without_taking(request, address):
    """Answer a form that can't be taken here: lead to `address`, where the browser offers what was
    typed, also if it was typed elsewhere."""
    request.is_not_taken = True
    last_id = request.POST.get(ID, "").rpartition(".")[2]
    return HttpResponseRedirect(f"{address}?{urlencode({KEPT: last_id})}")
