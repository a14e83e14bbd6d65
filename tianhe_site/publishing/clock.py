"""The only clock. Tests and the site as of a date set it; in production it is the database's."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tianhe_site.languages import facts_listed

# The company's offices, in whose time zones staff read dates and times.
OFFICES = {
    _("New York"): ZoneInfo("America/New_York"),
    _("Jinan"): ZoneInfo("Asia/Shanghai"),
}

# A context variable, so that viewing the site as of a date affects only that request.
_set_to = ContextVar("set_to", default=None)


def now():
    """Return the current time (aware, UTC) for everything public and every verb.

    Several hosts share one PostgreSQL, so its clock is the only one that can't disagree with
    itself. `clock_timestamp()`, because `now()` doesn't advance within a transaction, even while it
    waits for a lock. SQLite is on this host, so this host's clock will do.
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
    """Return the one time at which everything on the page of `request` is read."""
    if not hasattr(request, "moment"):
        request.moment = now()
    return request.moment


@contextmanager
def set_to(moment):
    """Set the clock to `moment`, a time or a function that returns one, inside the block."""
    before = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(before)


def moments_at(local, zone):
    """Return the times (aware, UTC) that are `local` in `zone`, in order: one, or none if clocks go
    forward then, or two if they go back."""
    moments = {local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(
        moment for moment in moments if moment.astimezone(zone).replace(tzinfo=None) == local
    )


def describe(moment):
    """Return a time in the local times of both offices; the day once if it is the same."""
    return facts_listed(in_offices(moment))


def and_when(name, moment):
    """Return who did something and when."""
    return facts_listed([name, describe(moment)])


def in_office(shown, office):
    """Return a time with the office whose clock shows it."""
    return gettext("%(time)s (%(office)s)") % {"time": shown, "office": office}


def in_offices(moment):
    """Return a time in the local time of each office; the day once if it is the same."""
    return _in_offices(moment, get_language())


@lru_cache(maxsize=1000)
def _in_offices(moment, language):
    # Kept, since a page of staff may have hundreds of times, which it shows again and again.
    parts, day = [], None
    for office, zone in OFFICES.items():
        local = moment.astimezone(zone)
        shown = date_format(local, "TIME_FORMAT" if local.date() == day else "DATETIME_FORMAT")
        parts.append(in_office(shown, office))
        day = local.date()
    return parts
