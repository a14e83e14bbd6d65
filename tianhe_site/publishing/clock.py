"""The one clock. Tests and as-of walks set it; in production it is the database's."""

from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

# The two places where the company reads its calendar.
OFFICES = {
    _("New York"): ZoneInfo("America/New_York"),
    _("Jinan"): ZoneInfo("Asia/Shanghai"),
}

_set_to = None


def now():
    """Return the moment (aware, UTC) that everything public and every verb goes by.

    Several hosts share one PostgreSQL, so its clock is the one that can't disagree with itself.
    `clock_timestamp()`, because `now()` stands still in a transaction, also while it waits for
    a lock. SQLite lives on this host, so this host's clock is its clock.
    """
    if _set_to is not None:
        return _set_to() if callable(_set_to) else _set_to
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            return cursor.fetchone()[0]
    return timezone.now()


def moment_of(request):
    """Return the one moment at which everything on the page of `request` is read."""
    if not hasattr(request, "moment"):
        request.moment = now()
    return request.moment


@contextmanager
def set_to(moment):
    """Let the clock stand at `moment`, or go as the function `moment` says, inside the block."""
    global _set_to
    before, _set_to = _set_to, moment
    try:
        yield
    finally:
        _set_to = before


def in_words(moment):
    """Return a moment as both offices read it on their walls."""
    return ", ".join(
        f"{date_format(moment.astimezone(zone), 'j F Y H:i')} ({office})"
        for office, zone in OFFICES.items()
    )
