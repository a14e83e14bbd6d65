"""Links to the years, months and days of a list, from its first day to its last.

In place of Django's own, which have the database call Python for each row: two seconds of
processor time for the 550,000 entries of 100,000 items.
"""

from calendar import monthrange
from datetime import date

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

UNITS = ("year", "month", "day")
_FORMATS = ("YEAR_MONTH_FORMAT", "MONTH_DAY_FORMAT")


def date_links(changelist, first, last):
    """Return what `admin/date_hierarchy.html` shows: the way back from the period that is chosen,
    and the periods in it, none before the day `first` or after `last`."""
    chosen = _chosen(changelist)
    earliest, latest = (_numbers(day)[: len(chosen) + 1] for day in (first, last))
    years = range(first.year, last.year + 1)
    periods = [each for each in _periods_in(chosen, years) if earliest <= each <= latest]
    return {
        "back": _link(changelist, chosen[:-1]) if chosen else None,
        "choices": [_link(changelist, each) for each in periods],
    }


def _chosen(changelist):
    """Return the year, month and day of the address, as far as it names them."""
    values = [changelist.params.get(f"{changelist.date_hierarchy}__{unit}") for unit in UNITS]
    named = values.index(None) if None in values else len(values)
    return tuple(int(value) for value in values[:named])


def _numbers(day):
    return (day.year, day.month, day.day)


def _periods_in(chosen, years):
    """Return the `years`, the months of a year, the days of a month, or nothing for a day."""
    if len(chosen) == len(UNITS):
        return []
    days = range(1, monthrange(*chosen)[1] + 1) if len(chosen) == 2 else ()
    numbers = (years, range(1, 13), days)[len(chosen)]
    return [(*chosen, number) for number in numbers]


def _link(changelist, period):
    name = changelist.date_hierarchy
    asked = {f"{name}__{unit}": number for unit, number in zip(UNITS, period, strict=False)}
    return {"link": changelist.get_query_string(asked, [f"{name}__"]), "title": _title(period)}


def _title(period):
    if not period:
        return _("All dates")
    if len(period) == 1:
        return pgettext("by itself", "%(year)s") % {"year": period[0]}
    first_day = date(*period, *[1] * (len(UNITS) - len(period)))
    return capfirst(date_format(first_day, _FORMATS[len(period) - 2]))
