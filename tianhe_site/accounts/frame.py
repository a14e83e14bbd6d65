"""The frame around the pages of log-in and of one's own account: the admin's header, and the way
from one of these pages to the next."""

from functools import wraps

from django.contrib import admin
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from .factors.second_factor import is_missing

# The name of each page's address, and its label in the navigation.
ACCOUNT_PAGES = [
    ("account_profile", _("Profile")),
    ("account_change_password", _("Password")),
    ("mfa_index", _("Second factor")),
    ("usersessions_list", _("Sessions")),
]


def framed(view, title):
    """Return allauth's `view` as a page of the admin, which has this title unless the view gives
    another one."""

    @wraps(view)
    @never_cache
    def page(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            response.context_data = {
                **admin.site.each_context(request),
                **_ways_elsewhere(request.user),
                "title": title,
                "account_pages": list(_account_pages(request.path)),
                **(response.context_data or {}),
            }
        return response

    return page


def _ways_elsewhere(user):
    """Anyone who must set up a second factor first gets no links that would only lead back."""
    if not is_missing(user):
        return {}
    return {"needs_factor": True, "is_nav_sidebar_enabled": False, "available_apps": []}


def _account_pages(path):
    """Yield the label and the address of each page, and whether `path` is on it or below."""
    for name, label in ACCOUNT_PAGES:
        address = reverse(name)
        yield label, address, path.startswith(address)
