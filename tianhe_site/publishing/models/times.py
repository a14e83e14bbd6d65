"""Rows that are valid from one time to another."""

from datetime import UTC, datetime

from django.db import models

from .. import clock

# The end of rows without an end, and the beginning of what was never published. A value instead of
# NULL, so that `live()` is two comparisons on a covering index.
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
# Before all that is recorded.
BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)


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

    def ending(self):
        """Return what has an end. Databases use `index_of_ends` only for queries that say so."""
        return self.filter(live_until__lt=FOREVER)


def index_of_ends(name):
    """Return an index of the few rows that have an end, of a model with `item`."""
    # Partial, because nobody runs ANALYZE on SQLite: it would prefer a full one for lists.
    has_end = models.Q(live_until__lt=FOREVER)
    return models.Index(fields=["live_until", "item"], name=name, condition=has_end)
