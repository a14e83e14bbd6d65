"""The security log: who logged in, from where, and what else happened to factors and sessions."""

from tianhe_site.publishing import clock
from tianhe_site.publishing.people import name_of
from tianhe_site.throttle.addresses import client_address

from .models import SecurityEvent


def note(kind, *, request, user=None, name="", note=""):
    """Write one entry. `name` is what was typed where nobody has that name. Never hand over a
    secret: not a password, not a code, not a link."""
    SecurityEvent.objects.create(
        at=clock.now(),
        kind=kind,
        user=user,
        name=(name_of(user) if user else name)[:301],
        address=client_address(request),
        device=request.headers.get("User-Agent", "")[:200],
        note=note,
    )
