"""How old a text is for its readers, in whole years, and when that changes by itself.

A day is a day of the site's time zone, like every date that readers see.
"""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import kept

# Years from which on a page says how old it is.
OLD = 2
# What it says, by what its age counts from.
PUBLISHED = _("Published %(years)d years ago. Some of it may be out of date.")
CHANGED = _("Last changed %(years)d years ago. Some of it may be out of date.")
REVIEWED = _("Last reviewed %(years)d years ago. Some of it may be out of date.")


def note_on(edition, at):
    """Return the sentence about its age for readers of an edition at `at`; "" if it isn't old, or
    isn't live yet."""
    day, sentence = edition.aged_from(at)
    years = years_since(day, at) if day else 0
    return sentence % {"years": years} if years >= OLD else ""


def years_since(day, at):
    """Return how many whole years have passed from `day` to the day of `at`, 0 for a day to come.

    What is being made for readers is right until the next anniversary.
    """
    today = timezone.localdate(at)
    years = max(today.year - day.year - (_anniversary(day, today.year) > today), 0)
    kept.right_until(_beginning_of(_anniversary(day, day.year + years + 1)), at)
    return years


def _anniversary(day, year):
    """Return the day of a year that is as far in it as `day`: 1 March for 29 February."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def _beginning_of(day):
    return datetime.combine(day, time(), timezone.get_current_timezone())
