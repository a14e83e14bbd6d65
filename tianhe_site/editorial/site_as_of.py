"""The public site as it read at a moment, for staff who may walk the past.

The public views themselves, with the clock set to that moment; what they answer is theirs. Only
links are rewritten, so that each stays in the moment, wherever it came from.
"""

import copy
import re
from datetime import UTC, datetime

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, path, re_path, resolve, reverse
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found

from tianhe_site.publishing import clock
from tianhe_site.publishing.views import PUBLIC_ROOT

from .forms import YEARS, MomentForm
from .staff import for_staff

PERMISSION = "publishing.walk_historyentry"
FORMAT = "%Y-%m-%dT%H:%MZ"
# Paths of the site itself: not "//host", not its files, not the admin.
_OWN_LINK = re.compile(rb'\b(href|action)="/(?!/|static/|admin/)')


def choose(request):
    """Ask for the moment, and go there."""
    form = MomentForm(request.GET if "at" in request.GET else None)
    if form.is_bound and form.is_valid():
        moment = form.cleaned_data["at"].astimezone(UTC).strftime(FORMAT)
        return HttpResponseRedirect(_prefix(moment))
    context = {**admin.site.each_context(request), "form": form}
    context["title"] = _("The site in the past")
    return render(request, "admin/editorial/site_as_of.html", context)


def walk(request, moment, public_path):
    """Show what the public address `public_path` answered at `moment` (UTC, to the minute)."""
    at = _parse(moment)
    inner = copy.copy(request)
    inner.path = inner.path_info = f"/{public_path}"
    inner.as_of = {"at": at, "in_words": clock.in_words(at)}
    inner.media_root = _prefix(moment) + PUBLIC_ROOT[1:]
    # Links can't be rewritten in a compressed answer.
    inner.META = {**request.META, "HTTP_ACCEPT_ENCODING": ""}
    response = answer_at(inner, at)
    _stay(response, _prefix(moment))
    return response


def answer_at(request, at):
    """Return the finished answer of the public site to `request` at the moment `at`.

    It is the answer for strangers, whoever asks. Staff's pages are a 404, as for any path that
    leads nowhere.
    """
    request.user = AnonymousUser()
    request.is_of_the_past = True
    with clock.set_to(at):
        response = _answer(request)
        if hasattr(response, "render"):
            response.render()
    return response


def _parse(moment):
    """Return the moment an address names; 404 if there is none, it is still to come, or it is of a
    year in which there can have been no site."""
    try:
        at = datetime.strptime(moment, FORMAT).replace(tzinfo=UTC)
    except ValueError:
        raise Http404 from None
    if at.year not in YEARS or at > clock.now():
        raise Http404
    return at


def _answer(request):
    """Return what the public site answers to a request."""
    try:
        if request.path_info.startswith(("/admin/", "/preview/")):
            raise Resolver404
        match = resolve(request.path_info)
        return match.func(request, *match.args, **match.kwargs)
    except Http404 as error:
        return page_not_found(request, error)


def _stay(response, prefix):
    """Rewrite the links of a response to addresses below `prefix`."""
    location = response.headers.get("Location", "")
    if location.startswith("/") and not location.startswith("//"):
        response["Location"] = prefix + location[1:]
    if response.headers.get("Content-Type", "").startswith("text/html"):
        below = prefix.encode()
        response.content = _OWN_LINK.sub(rb'\1="' + below, response.content)


def _prefix(moment):
    return reverse("as_of:walk", kwargs={"moment": moment, "public_path": ""})


app_name = "as_of"
urlpatterns = [
    path("", for_staff(PERMISSION, choose), name="choose"),
    re_path(
        r"^(?P<moment>\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z)/(?P<public_path>.*)$",
        for_staff(PERMISSION, walk),
        name="walk",
    ),
]
