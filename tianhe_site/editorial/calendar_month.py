"""A month as a table of days, with what goes live on each."""

import calendar
import re
from dataclasses import dataclass, field
from datetime import date

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format

from tianhe_site.publishing import clock

# Days are those of the first office; each time is shown in both.
OFFICE, ZONE = next(iter(clock.OFFICES.items()))
MONDAY_FIRST = calendar.Calendar()
# Pages of the calendar lead this far, and no further: links would go on forever.
_MONTHS_AHEAD = 24


@dataclass
class Day:
    date: date
    is_in_month: bool
    is_today: bool
    rows: list = field(default_factory=list)


@dataclass(frozen=True)
class Month:
    """The weeks of a month, each of seven `Day`s, and the months beside it as addresses name them,
    "" if there is none."""

    title: str
    weeks: list
    previous: str
    next: str
    office: str = OFFICE

    @property
    def weekdays(self):
        """Return (short name, name) of each day of a week, Monday first."""
        return [(WEEKDAYS_ABBR[number], WEEKDAYS[number]) for number in range(7)]


def month_of(asked, at, rows):
    """Return the `Month` that `asked` names ("2026-12"; else that of `at`), with each of `rows`,
    which have a `moment`, on its day."""
    today = at.astimezone(ZONE).date()
    first = _first_day(asked, today)
    by_day = {}
    for row in rows:
        by_day.setdefault(row.moment.astimezone(ZONE).date(), []).append(row)
    weeks = [
        [Day(day, day.month == first.month, day == today, by_day.get(day, [])) for day in week]
        for week in MONDAY_FIRST.monthdatescalendar(first.year, first.month)
    ]
    last = _months_after(today, _MONTHS_AHEAD)
    before, after = _months_after(first, -1), _months_after(first, 1)
    return Month(
        title=date_format(first, "YEAR_MONTH_FORMAT"),
        weeks=weeks,
        previous=f"{before:%Y-%m}" if before >= today.replace(day=1) else "",
        next=f"{after:%Y-%m}" if after <= last else "",
    )


def _first_day(asked, today):
    """Return the first day of the month that was asked for, of this month if it is none of those
    that the calendar leads to."""
    this = today.replace(day=1)
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", asked):
        return this
    wanted = (int(asked[:4]), int(asked[5:]))
    last = _months_after(this, _MONTHS_AHEAD)
    is_known = (this.year, this.month) <= wanted <= (last.year, last.month)
    return date(*wanted, 1) if is_known else this


def _months_after(day, months):
    """Return the first day of the month so many months after that of `day`."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
