"""Rows that are valid from one time to another."""

from datetime import UTC, datetime

from django.db import models

from .. import clock

# The end of rows without an end, and the beginning of what was never published. A value instead of
# NULL, so that `live()` is two comparisons on a covering index.
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)


class TimedQuerySet(models.QuerySet):
    """Rows that are valid from `live_from` up to but not including `live_until`."""

    def live(self, at=None):
        """Return what is valid at `at` (now if None). This is the only definition of that."""
        at = at or clock.now()
        return self.filter(live_from__lte=at, live_until__gt=at)

    def pending(self, at):
        """Return what begins after `at`."""
        return self.filter(live_from__gt=at, live_from__lt=FOREVER).exclude(
            live_until=models.F("live_from")
        )
