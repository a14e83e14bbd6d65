"""Where a request comes from."""

import ipaddress

from django.conf import settings


def client_address(request):
    """Return the IP address of the client as text, None if there is none (a UNIX socket)."""
    return address_in(request.META)


def address_in(environ):
    """Return the same of a WSGI environ.

    Each of the `PROXIES` in front appends the address it got the request from, so only the last
    ones of the header are theirs; a visitor can send any before them.
    """
    forwarded = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
    is_forwarded = 0 < settings.PROXIES <= len(forwarded)
    given = forwarded[-settings.PROXIES] if is_forwarded else ""
    return _as_address(given) or _as_address(environ.get("REMOTE_ADDR", ""))


def network_of(request):
    """Return whom the tries of `request` count for: its address, or the /64 of an IPv6 address,
    which is the least that one subscriber gets. "" if there is none."""
    address = client_address(request)
    if address is None:
        return ""
    parsed = ipaddress.ip_address(address)
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed.packed, 64), strict=False))


def _as_address(text):
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    if address.version == 6 and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    # A zone ("fe80::1%anything") is whatever the sender likes.
    return str(address).partition("%")[0]
