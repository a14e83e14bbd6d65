"""Django's login, which redirects only to an existing staff page or else to the dashboard, and its
logout, which redirects to the login page."""

from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.urls import Resolver404, resolve

# Not pages to land on after login: the last ones only accept POST, and a form whose session had
# ended led to an empty 405.
_NO_PAGES = ("login", "logout", "_revoke", "_open", "_sizes", "_describe")


def log_in(request):
    request.GET, request.POST = _with_good_next(request.GET), _with_good_next(request.POST)
    return admin.site.login(request)


def log_out(request):
    request.GET, request.POST = _without_next(request.GET), _without_next(request.POST)
    return admin.site.logout(request)


def _with_good_next(data):
    is_good = _is_page_for_staff(data.get(REDIRECT_FIELD_NAME, ""))
    return data if is_good else _without_next(data)


def _is_page_for_staff(address):
    """Return whether an address is the path of an existing admin page."""
    path = address.partition("?")[0]
    if not path.startswith("/admin/"):
        return False
    try:
        name = resolve(path).url_name
    except Resolver404:
        return False
    return bool(name) and not name.endswith(_NO_PAGES)


def _without_next(data):
    data = data.copy()
    data.pop(REDIRECT_FIELD_NAME, None)
    return data
