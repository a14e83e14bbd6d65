"""The one clock. Tests and as-of walks set it; in production it is the database's."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC
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

# Of a context, so that one member of staff who walks the past takes nobody along.
_set_to = ContextVar("set_to", default=None)


def now():
    """Return the moment (aware, UTC) that everything public and every verb goes by.

    Several hosts share one PostgreSQL, so its clock is the one that can't disagree with itself.
    `clock_timestamp()`, because `now()` stands still in a transaction, also while it waits for
    a lock. SQLite lives on this host, so this host's clock is its clock.
    """
    moment = _set_to.get()
    if moment is not None:
        return moment() if callable(moment) else moment
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
    before = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(before)


def moments_at(local, zone):
    """Return the moments (aware, UTC) at which a clock on a wall in `zone` shows `local`, in order:
    one, none where clocks go forward, or two where they go back."""
    moments = {local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(
        moment for moment in moments if moment.astimezone(zone).replace(tzinfo=None) == local
    )


def in_words(moment):
    """Return a moment as both offices read it on their walls."""
    return ", ".join(
        f"{date_format(moment.astimezone(zone), 'j F Y H:i')} ({office})"
        for office, zone in OFFICES.items()
    )
