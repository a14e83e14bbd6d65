"""Dates in a query: a day, a month or a year, in the notations that readers type."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from .tokens import CHINESE, terms_of

_MONTHS = [name.casefold() for name in calendar.month_name]
_SHORT = [name.casefold() for name in calendar.month_abbr]
_NAME = "|".join([*_MONTHS[1:], *_SHORT[1:], "sept"])
_YEAR = r"(?:19|20)\d\d"
_FULL_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
# Each is a whole word of the query, or several.
_NOTATIONS = [
    re.compile(rf"(?<!\S){notation}(?=[\s.,;:!?)]*(?:\s|$))", re.IGNORECASE)
    for notation in (
        rf"(?P<year>{_YEAR})(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)",
        rf"(?P<one>\d\d?)(?P<between>[-/.])(?P<other>\d\d?)(?P=between)(?P<year>{_YEAR})",
        rf"(?P<day>\d\d?)(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<name>{_NAME})\.?,?\s+(?P<year>{_YEAR})",
        rf"(?P<name>{_NAME})\.?\s+(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<year>{_YEAR})",
        rf"(?P<name>{_NAME})\.?,?\s+(?:of\s+)?(?P<year>{_YEAR})",
        rf"(?P<year>{_YEAR})-(?P<month>\d\d)",
        rf"(?P<year>{_YEAR})",
    )
]
# Words follow it without a space. 2014年度 is another word.
_NOTATIONS.append(
    re.compile(
        rf"(?<![^\W{CHINESE}])(?P<year>{_YEAR})\s?年(?![度代])"
        r"(?:\s?(?P<month>\d\d?)\s?月份?(?:\s?(?P<day>\d\d?)\s?[日号號])?)?"
    )
)


@dataclass(frozen=True)
class Period:
    """The days of a date that was typed: a day, or all of a month or a year."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def days(self):
        """The first and the last day."""
        if self.day is not None:
            return (date(self.year, self.month, self.day),) * 2
        last = calendar.monthrange(self.year, self.month or 12)[1]
        return date(self.year, self.month or 1, 1), date(self.year, self.month or 12, last)

    def spellings(self):
        """Return how texts spell it, as tuples of terms."""
        if not self.month:
            return [(str(self.year),)]
        year, names = str(self.year), dict.fromkeys([_MONTHS[self.month], _SHORT[self.month]])
        names = [terms_of(name)[0] for name in names]
        if not self.day:
            return [
                *((name, year) for name in names),
                (year, f"{self.month:02}"),
                (year, "年", str(self.month), "月"),
            ]
        day = str(self.day)
        return [
            *((day, name, year) for name in names),
            *((name, day, year) for name in names),
            (year, f"{self.month:02}", f"{self.day:02}"),
            (year, "年", str(self.month), "月", day, "日"),
        ]


def find(text):
    """Return the first date in a line, as (begin, end, `Period`); None if there is none."""
    text = text.translate(_FULL_WIDTH)
    found = (each for notation in _NOTATIONS if (each := _first(notation, text)))
    return min(found, key=lambda each: (each[0], -each[1]), default=None)


def _first(notation, text):
    for match in notation.finditer(text):
        if period := _period(match.groupdict()):
            return *match.span(), period
    return None


def _period(parts):
    """Return the period that was typed; None if the calendar has no such day."""
    year = int(parts["year"])
    if parts.get("one"):
        one, other = int(parts["one"]), int(parts["other"])
        # As in the United States, or else the day comes first.
        return _possible(Period(year, one, other)) or _possible(Period(year, other, one))
    month = int(parts["month"]) if parts.get("month") else _month_named(parts.get("name"))
    day = int(parts["day"]) if parts.get("day") else None
    return _possible(Period(year, month, day))


def _possible(period):
    try:
        _days = period.days
    except (ValueError, IndexError):
        return None
    return period if period.month is None or 1 <= period.month <= 12 else None


def _month_named(name):
    return _SHORT.index(name.casefold()[:3]) if name else None
