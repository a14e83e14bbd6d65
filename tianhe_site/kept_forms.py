"""What is typed into a form of the admin is kept in the browser, by kept-forms.js, until the server
has it; here the server says that it has."""

import re

from django.conf import settings
from django.urls import reverse

ID = "kept_id"
SAVED = "kept_saved"
MOST_IDS = 20


def name_what_was_saved(get_response):
    """Middleware: names the forms that were taken, in a cookie that the script reads and clears.

    A form that was taken leads on to another page. One that was not comes back, or leads to the
    log-in.
    """

    def middleware(request):
        response = get_response(request)
        if request.method == "POST" and _leads_on(response):
            _name(request, response)
        return response

    return middleware


def _leads_on(response):
    to_log_in = reverse("admin:login")
    return response.status_code == 302 and not response.headers["Location"].startswith(to_log_in)


def _name(request, response):
    new = request.POST.get(ID, "")
    if not re.fullmatch("[0-9a-f]{16}", new):
        return
    named = re.findall("[0-9a-f]{16}", request.COOKIES.get(SAVED, ""))
    response.set_cookie(
        SAVED,
        ".".join([*named, new][-MOST_IDS:]),
        max_age=settings.SESSION_COOKIE_AGE,
        path=reverse("admin:index"),
        secure=settings.PRODUCTION,
        samesite="Lax",
    )
