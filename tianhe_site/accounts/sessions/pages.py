"""The lists of sessions, one's own and another person's, and what scripts ask about one's own."""

import re
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tianhe_site.editorial.admin.identity import confirm_identity
from tianhe_site.publishing import clock
from tianhe_site.publishing.people import name_of
from tianhe_site.refusals import read_only

from .. import sessions
from ..log_in import devices

ENDED_BY_OWNER = gettext_lazy("Ended by the person")
ENDED_BY_ADMINISTRATOR = gettext_lazy("Ended by an administrator")


@read_only
def state(request):
    """Tell a script who is logged in here, where they log in or confirm who they are, and a token
    for the forms of its page."""
    user = request.user
    is_person = user.is_authenticated and user.is_staff
    has_to_confirm = is_person and is_reauthentication_required(request, app="tianhe_site")
    answer = {
        "person": str(user.pk) if is_person else "",
        "name": name_of(user) if is_person else "",
        "token": get_token(request),
        "logIn": _small(reverse("account_login")),
        "confirm": _small(_confirming_page(user)) if has_to_confirm else "",
    }
    return JsonResponse(answer)


def _confirming_page(user):
    return get_adapter().get_reauthentication_methods(user)[0]["url"]


def _small(address):
    """Return the address of a page of the log-in as the small log-in shows it."""
    return f"{address}?{urlencode({'small': 1, 'next': reverse('account_logged_in')})}"


@read_only
def logged_in(request):
    """Show where the small log-in ends; the page around it then goes on by itself."""
    return TemplateResponse(request, "account/logged_in.html")


@login_required
def own_sessions(request):
    """List one's own sessions; end one of them, or all others."""
    if request.method == "POST":
        others = sessions.sessions_of(request.user).exclude(session_key=sessions.current_key())
        _end(request, _chosen(request, others), of=request.user, why=ENDED_BY_OWNER)
        return HttpResponseRedirect(reverse("usersessions_list"))
    rows = list(_described(request.user))
    context = {"sessions": rows, "has_others": any(not row["is_current"] for row in rows)}
    return TemplateResponse(request, "usersessions/usersession_list.html", context)


class SessionPagesMixin:
    """Adds the page of a person's sessions to the admin of people."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.sessions_view)
        return [path("<id>/sessions/", view, name="auth_user_sessions"), *super().get_urls()]

    def sessions_view(self, request, id):
        """List a person's sessions; end one of them, or all."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        confirm_identity(request)
        person = self.get_object(request, id)
        if person is None:
            raise Http404
        if request.method == "POST":
            rows = _chosen(request, sessions.sessions_of(person))
            _end(request, rows, of=person, why=ENDED_BY_ADMINISTRATOR)
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": person,
            "name": name_of(person),
            "title": _("Sessions: %s") % name_of(person),
            "sessions": list(_described(person)),
            "back": reverse("admin:auth_user_change", args=[person.pk]),
        }
        return render(request, "admin/accounts/sessions.html", context)


def _chosen(request, rows):
    """Return the row that a form asks to end, or all of `rows`."""
    if "all" in request.POST:
        return rows
    number = request.POST.get("session", "")
    return rows.filter(pk=number) if re.fullmatch("[0-9]{1,18}", number) else rows.none()


def _end(request, rows, *, of, why):
    count = sessions.end(rows, of=of, why=why)
    text = ngettext("%d session ended.", "%d sessions ended.", count) % count
    messages.success(request, text if count else _("This session had already ended."))


def _described(user):
    current = sessions.current_key()
    for row in sessions.sessions_of(user):
        yield {
            "pk": row.pk,
            "device": devices.describe(row.user_agent),
            "address": "" if row.ip == sessions.NO_ADDRESS else row.ip,
            "began": clock.describe(row.created_at),
            "seen": clock.describe(row.last_seen_at),
            "is_current": row.session_key == current,
        }
