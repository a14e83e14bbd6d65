"""Where a request comes from."""

import ipaddress

from django.conf import settings


def client_address(request):
    """Return the IP address of the client as text, None if there is none (a UNIX socket).

    Each of the `PROXIES` in front appends the address it got the request from, so only the last
    ones of the header are theirs; a visitor can send any before them.
    """
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    is_forwarded = 0 < settings.PROXIES <= len(forwarded)
    given = forwarded[-settings.PROXIES] if is_forwarded else ""
    return _as_address(given) or _as_address(request.META.get("REMOTE_ADDR", ""))


def _as_address(text):
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        return None
