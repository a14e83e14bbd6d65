"""What people see in place of a page: 403 and 404, with the way to all other pages."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponseNotFound
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import defaults

from tianhe_site.admin_pages import STAFF_PATHS
from tianhe_site.publishing.clock import moment_of
from tianhe_site.publishing.kept import until_change


def not_found(request, exception):
    """Answer what isn't there (`handler404`): staff below the banner of a preview or of the site as
    of a date."""
    if not request.path.startswith(STAFF_PATHS):
        return HttpResponseNotFound(_not_found(get_language(), moment_of(request)))
    if not _is_in_admin(request):
        return defaults.page_not_found(request, exception)
    explanation = _("It may have been deleted. If you typed the address, check it for mistakes.")
    return _answer(request, 404, _("Page not found"), explanation)


@until_change
def _not_found(language, at):
    """Return the page that readers get at any address where nothing is: those who probe a site ask
    for fifty a second."""
    nowhere = HttpRequest()
    nowhere.moment = at
    return render_to_string("404.html", request=nowhere)


def forbidden(request, exception):
    """Answer what someone may not see (`handler403`)."""
    if not _is_in_admin(request):
        return defaults.permission_denied(request, exception)
    explanation = _("If you need access, ask an administrator of the site.")
    return _answer(request, 403, _("You don't have permission to open this page"), explanation)


def _is_in_admin(request):
    user = getattr(request, "user", None)
    return request.path.startswith("/admin/") and bool(user) and admin.site.has_permission(request)


def _answer(request, status, title, explanation):
    context = {**admin.site.each_context(request), "title": title, "explanation": explanation}
    return render(request, "admin/error.html", context, status=status)
