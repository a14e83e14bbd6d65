"""The site as of a date, for staff with the permission.

It is served by the public views, with the clock set to that time. Only links are rewritten, so
that each one stays at that time.
"""

import copy
import re
from datetime import UTC, datetime, timedelta

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, path, re_path, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.defaults import page_not_found

from tianhe_site import languages
from tianhe_site.publishing import clock, kept
from tianhe_site.publishing.views import PUBLIC_ROOT

from .forms.local_times import YEARS, PastTimeForm
from .staff import staff_view

PERMISSION = "publishing.walk_historyentry"
FORMAT = "%Y-%m-%dT%H:%MZ"
# Paths of the site itself: not "//host", not its files, not the admin.
_OWN_LINK = re.compile(rb'\b(href|action)="/(?!/|static/|admin/)')


def choose_time(request):
    """Ask for a date and time, and go there."""
    form = PastTimeForm(request.GET if "at" in request.GET else None)
    if form.is_bound and form.is_valid():
        moment = form.cleaned_data["at"].astimezone(UTC).strftime(FORMAT)
        return HttpResponseRedirect(_prefix(moment))
    context = {**admin.site.each_context(request), "form": form}
    context["title"] = _("Site as of a date")
    return render(request, "admin/editorial/site_as_of.html", context)


def show_page(request, moment, public_path):
    """Show what the public address `public_path` answered at `moment` (UTC, to the minute)."""
    at = _parse_time(moment)
    inner = copy.copy(request)
    inner.path = inner.path_info = f"/{public_path}"
    with override(languages.language_of(inner.path_info)):
        inner.as_of = {"at": at, "in_words": clock.describe(at)}
    inner.media_root = _prefix(moment) + PUBLIC_ROOT[1:]
    # Links can't be rewritten in a compressed answer.
    inner.META = {**request.META, "HTTP_ACCEPT_ENCODING": ""}
    response = response_at(inner, at)
    _rewrite_links(response, _prefix(moment))
    return response


def response_at(request, at):
    """Return the rendered response of the public site to `request` at `at`.

    It is the response for an anonymous visitor, also if staff ask. The admin is a 404.
    """
    request.user = AnonymousUser()
    request.is_of_the_past = True
    # Each page needs the menu several times.
    moment = kept.PublicState(at, at + timedelta.resolution)
    with clock.set_to(at), kept.within(moment):
        return languages.answer_in(
            languages.language_of(request.path_info), _rendered_response, request
        )


def _parse_time(moment):
    """Return the time that an address names; 404 if there is none, or if it is in the future or in
    a year before there could be a site."""
    try:
        at = datetime.strptime(moment, FORMAT).replace(tzinfo=UTC)
    except ValueError:
        raise Http404 from None
    if at.year not in YEARS or at > clock.now():
        raise Http404
    return at


def _rendered_response(request):
    response = _public_response(request)
    if hasattr(response, "render"):
        response.render()
    return response


def _public_response(request):
    """Return the response of the public site to a request."""
    try:
        if request.path_info.startswith(("/admin/", "/preview/")):
            raise Resolver404
        match = resolve(request.path_info)
        return match.func(request, *match.args, **match.kwargs)
    except Http404 as error:
        return page_not_found(request, error)


def _rewrite_links(response, prefix):
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
    path("", staff_view(PERMISSION, choose_time), name="choose"),
    re_path(
        r"^(?P<moment>\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z)/(?P<public_path>.*)$",
        staff_view(PERMISSION, show_page),
        name="walk",
    ),
]
