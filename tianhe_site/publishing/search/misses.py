"""Searches that found nothing: counted by day, so that editors can mend what is missing.

Kept are the words, the day and how often: no person, address, time of day or session. Not kept is
what looks like an email address, or has as many digits as a telephone or identity number.
"""

import re
import unicodedata
from datetime import UTC, timedelta

from django.db import DatabaseError
from django.db.models import F, Max, Sum

from tianhe_site.database import no_wait
from tianhe_site.outbox import after_response

from ..models import SearchMiss
from ..models.search_misses import MAX_MISS_LENGTH

# Different queries of one day. The rest is counted as one, so that a flood fills no table.
MAX_PER_DAY = 500
DAYS_KEPT = 90
DAYS_SHOWN = 30
# For others who write: meanwhile the next reader has to wait for a thread.
MILLISECONDS_TO_WAIT = 50
# Numbers of registers, which are as long as a telephone number and are nobody's.
_TRIAL_NUMBER = re.compile(r"(?:NCT|ChiCTR)[-\s]?[0-9]{8,10}(?![0-9])", re.IGNORECASE)
# Whatever is between the digits: phones write dashes that aren't hyphens.
_PERSONAL = re.compile(r"@|\d(?:[\W_]*\d){6}")


def count_later(text, language, at):
    """Count a query that found nothing at `at`, once the response is out."""
    if not _may_be_personal(text):
        kept = text.casefold()[:MAX_MISS_LENGTH].strip()
        after_response.call(lambda: _count(kept, language, _day_of(at)))


def frequent_misses(at):
    """Return a queryset of (language, text, times, last day) of the last days, the most frequent
    first."""
    rows = _shown(at).exclude(text="").values("language", "text")
    found = rows.annotate(times=Sum("count"), last_day=Max("day"))
    return found.order_by("-times", "-last_day", "text", "language").values_list(
        "language", "text", "times", "last_day"
    )


def times_of_others(at):
    """Return how many searches of the last days were beyond what is kept of a day."""
    return _shown(at).filter(text="").aggregate(times=Sum("count"))["times"] or 0


def outdated(day):
    """Return a queryset of the rows that are kept no longer on `day`, of UTC."""
    return SearchMiss.objects.filter(day__lte=day - timedelta(days=DAYS_KEPT))


def _shown(at):
    return SearchMiss.objects.filter(day__gt=_day_of(at) - timedelta(days=DAYS_SHOWN))


def _day_of(at):
    return at.astimezone(UTC).date()


def _may_be_personal(text):
    plain = unicodedata.normalize("NFKC", text)
    return bool(_PERSONAL.search(_TRIAL_NUMBER.sub("", plain)))


def _count(text, language, day):
    try:
        with no_wait(MILLISECONDS_TO_WAIT):
            _add(text, language, day)
    except DatabaseError:
        # Busy, full, or someone else added the row just now: one search more or less says little.
        pass


def _add(text, language, day):
    of_day = SearchMiss.objects.filter(day=day)
    if of_day.filter(language=language, text=text).update(count=F("count") + 1):
        return
    outdated(day).delete()
    if text and of_day.exclude(text="").count() >= MAX_PER_DAY:
        _add("", language, day)
    else:
        SearchMiss.objects.create(day=day, language=language, text=text)
