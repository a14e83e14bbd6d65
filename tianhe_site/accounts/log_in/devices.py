"""Browsers that someone logged in with before, and what browsers call themselves."""

import secrets

from django.conf import settings
from django.core import signing
from django.core.handlers.wsgi import WSGIRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

COOKIE = "__Host-device" if settings.PRODUCTION else "device"
COOKIE_DAYS = 365
_SALT = "tianhe_site.accounts.log_in.devices"
# People who share one browser. More would make a cookie that servers refuse.
MAX_PEOPLE = 50
# In this order: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
# Android calls itself Linux, and an iPhone is "like Mac OS X".
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "Mac",
    "Linux": "Linux",
}


def is_known(request, user):
    """Return whether `user` logged in with this browser in the last year, and has the same password
    since. After a new one, every browser has to be shown again: one could be a thief's."""
    return _kept(request)[1].get(str(user.pk)) == _stamp(user)


def number_of(request, user):
    """Return the random number of the browser if it `is_known`, else "". Tries with it are counted
    apart from those of strangers, who so can't keep its owner out."""
    return _kept(request)[0] if user and is_known(request, user) else ""


def is_known_browser(environ):
    """Return whether anybody logged in with the browser of a WSGI request in the last year."""
    return bool(_kept(WSGIRequest(environ))[1])


def remember(response, request, user):
    """Let `response` tell the browser that `user` logged in with it."""
    number, people = _kept(request)
    newest = {str(user.pk): _stamp(user)}
    people = dict([*newest.items(), *(people | newest).items()][:MAX_PEOPLE])
    response.set_cookie(
        COOKIE,
        signing.dumps([number or secrets.token_hex(8), people], salt=_SALT),
        max_age=COOKIE_DAYS * 24 * 3600,
        secure=settings.PRODUCTION,
        httponly=True,
        samesite="Lax",
    )


def _kept(request):
    """Return the number of the browser, and the people who logged in with it: what `_stamp` was
    then, by id."""
    try:
        value = request.COOKIES.get(COOKIE, "")
        return signing.loads(value, salt=_SALT, max_age=COOKIE_DAYS * 24 * 3600)
    except signing.BadSignature:
        return "", {}


def _stamp(user):
    """Return what changes with someone's password, and says nothing about it."""
    return salted_hmac(_SALT, user.password).hexdigest()[:16]


def describe(user_agent):
    """Return a browser in words, for example "Firefox on Windows"."""
    browser = _first(BROWSERS, user_agent)
    system = _first(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")


def _first(names, user_agent):
    return next((name for sign, name in names.items() if sign in user_agent), "")
