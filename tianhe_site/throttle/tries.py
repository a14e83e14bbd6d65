"""How many tries an account or an address has, and how long it waits after too many.

The counts are in the database, so all processes and hosts share them. A try is counted before it is
made: many at once get no more than one after another. One that succeeds is given back.

Each counter forgets one try per `seconds_per_try`, so nobody is locked out for good, and a row that
has forgotten everything is deleted when new ones are made.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import OperationalError, transaction
from django.utils.crypto import salted_hmac

from tianhe_site.database import no_wait

from .models import Tries

# Otherwise, someone who makes up a name or an address for each try would fill the disk.
MAX_ROWS = 100_000
# New rows between two looks for old ones.
ROWS_BETWEEN_CLEANUPS = 100
# For readers, who never wait for someone who saves.
BRIEF_MILLISECONDS = 100


@dataclass(frozen=True)
class Allowance:
    """How many tries are free, and how long is the wait after those: doubling, in seconds."""

    free: int
    first_wait: int
    max_wait: int
    seconds_per_try: int

    def remembered(self, failures, elapsed):
        """Return how many of `failures` still count after `elapsed` (seconds)."""
        return max(0, failures - int(elapsed // self.seconds_per_try))

    def wait_after(self, failures):
        """Return the seconds to wait after the last of `failures`; 0 if it was free."""
        over = failures - self.free
        # Bounded first: 2 to the power of a million takes a while.
        return 0 if over <= 0 else min(self.max_wait, self.first_wait * 2 ** min(over - 1, 20))


ACCOUNT = Allowance(free=5, first_wait=30, max_wait=15 * 60, seconds_per_try=10 * 60)
# A device that the person used before, which strangers don't have.
DEVICE = Allowance(free=10, first_wait=30, max_wait=15 * 60, seconds_per_try=10 * 60)
# An office may be behind one address.
ADDRESS = Allowance(free=30, first_wait=10, max_wait=5 * 60, seconds_per_try=30)
MAIL = Allowance(free=3, first_wait=5 * 60, max_wait=60 * 60, seconds_per_try=20 * 60)
# No row means more after that.
_LONGEST_MEMORY = timedelta(days=1)


@dataclass(frozen=True)
class Counter:
    """Whose tries of what are counted: `kind` and `owner`, such as "log-in" and an address."""

    allowance: Allowance
    kind: str
    owner: str

    @property
    def key(self):
        # A hash that needs the site's key: the table names nobody.
        return salted_hmac(
            "tianhe_site.throttle", f"{self.kind}:{self.owner}", algorithm="sha256"
        ).hexdigest()


class TooManyTriesError(Exception):
    """There were too many tries; `seconds` says how long to wait for the next one."""

    def __init__(self, seconds):
        super().__init__(seconds)
        self.seconds = seconds


def take(counters, *, at):
    """Count one try on each of `counters` at the time `at`, before it is made. Return how many
    seconds the next one has to wait.

    Raises `TooManyTriesError` if one of them has to wait; then nothing is counted, so that nobody
    can prolong another's wait.
    """
    # Most of those who wait are found by reading alone.
    _check(_rows(counters), at)
    with transaction.atomic():
        rows = _locked_rows(counters, at)
        _check(rows.values(), at)
        waits = [_count(rows[counter.key], counter.allowance, at) for counter in counters]
    if any(row.failures == 1 and row.pk % ROWS_BETWEEN_CLEANUPS == 0 for row in rows.values()):
        _clean_up(at)
    return max(waits)


def give_back(counters):
    """Take back one try on each of `counters`: it succeeded."""
    with transaction.atomic():
        for counter in sorted(counters, key=lambda counter: counter.key):
            row = Tries.objects.select_for_update().filter(key=counter.key).first()
            if row and row.failures:
                row.failures -= 1
                if not counter.allowance.wait_after(row.failures):
                    row.blocked_until = None
                row.save()


def take_without_waiting(counters, *, at):
    """Like `take`, for readers: if the database is busy, nothing is counted and the wait is 0."""
    try:
        with no_wait(BRIEF_MILLISECONDS):
            return take(counters, at=at)
    except OperationalError:
        return 0


def _rows(counters):
    return Tries.objects.filter(key__in=[counter.key for counter in counters])


def _check(rows, at):
    waits = [(row.blocked_until - at).total_seconds() for row in rows if row.blocked_until]
    if max(waits, default=0) > 0:
        raise TooManyTriesError(int(-(-max(waits) // 1)))


def _locked_rows(counters, at):
    """Return the rows of `counters` by key, made where missing, for this transaction alone."""
    missing = [Tries(key=counter.key, last_at=at) for counter in counters]
    Tries.objects.bulk_create(missing, ignore_conflicts=True)
    # In one order, so that two tries don't wait for each other.
    rows = _rows(counters).select_for_update().order_by("key")
    return {row.key: row for row in rows}


def _count(row, allowance, at):
    elapsed = max(0, (at - row.last_at).total_seconds())
    row.failures = allowance.remembered(row.failures, elapsed) + 1
    row.last_at = at
    wait = allowance.wait_after(row.failures)
    row.blocked_until = at + timedelta(seconds=wait) if wait else None
    row.save()
    return wait


def forgotten(at):
    """Return a queryset of the rows that say nothing any more."""
    return Tries.objects.filter(last_at__lt=at - _LONGEST_MEMORY)


def _clean_up(at):
    """Delete what says nothing any more, and the oldest of what is too much."""
    forgotten(at).delete()
    newest = Tries.objects.order_by("-last_at", "-pk").values_list("last_at", flat=True)
    oldest_kept = newest[MAX_ROWS - 1 : MAX_ROWS].first()
    if oldest_kept:
        Tries.objects.filter(last_at__lt=oldest_kept).delete()
