"""Who may read details of the running site: whoever has the token."""

from django.conf import settings
from django.utils.crypto import constant_time_compare


def is_allowed(environ):
    """Return whether a WSGI request has `Authorization: Bearer` and the `MONITORING_TOKEN`. Without
    a token in the settings nobody is allowed."""
    scheme, _space, given = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    has_token = constant_time_compare(given.strip(), settings.MONITORING_TOKEN)
    return bool(settings.MONITORING_TOKEN) and scheme.lower() == "bearer" and has_token
