"""Tells kept-forms.js, which keeps typed admin forms in the browser, which forms the server has
saved."""

import re
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse

ID = "kept_id"
SAVED = "__Host-kept_saved" if settings.PRODUCTION else "kept_saved"
KEPT = "kept"
MAX_IDS = 20


def note_saved_forms(get_response):
    """Middleware: names the saved forms in a cookie that the script reads and clears.

    A form that was saved redirects to another page. One that wasn't comes back, redirects to the
    login, or redirects with `redirect_unsaved`, which says so.
    """

    def middleware(request):
        response = get_response(request)
        is_taken = not getattr(request, "is_not_taken", False)
        if request.method == "POST" and is_taken and _leads_on(response):
            _name(request, response)
        return response

    return middleware


def _leads_on(response):
    if response.status_code != 302:
        return False
    # To the log-in, or to what else staff have to do before they can work here.
    elsewhere = (reverse("admin:login"), f"{reverse('admin:index')}account/")
    return not response.headers["Location"].startswith(elsewhere)


def _name(request, response):
    new = request.POST.get(ID, "")
    if not re.fullmatch(r"[0-9a-f]{16}(\.[0-9a-f]{16})*", new):
        return
    named = re.findall("[0-9a-f]{16}", request.COOKIES.get(SAVED, ""))
    response.set_cookie(
        SAVED,
        ".".join([*named, *new.split(".")][-MAX_IDS:]),
        max_age=settings.SESSION_COOKIE_AGE,
        secure=settings.PRODUCTION,
        # The script reads it on pages of ours, even after a link from elsewhere.
        samesite="Strict",
    )


def redirect_unsaved(request, address):
    """Answer a form that can't be saved here: redirect to `address`, where the browser offers what
    was typed, even if it was typed elsewhere."""
    request.is_not_taken = True
    last_id = request.POST.get(ID, "").rpartition(".")[2]
    return HttpResponseRedirect(f"{address}?{urlencode({KEPT: last_id})}")
