"""Dates in a query."""

from datetime import date

import pytest

from tianhe_site.search.dates import Period, find

DAY, MONTH, YEAR = Period(2014, 3, 31), Period(2014, 3), Period(2014)


@pytest.mark.parametrize(
    ("text", "typed", "period"),
    [
        ("31 March 2014", "31 March 2014", DAY),
        ("of March 31st, 2014?", "March 31st, 2014", DAY),
        ("31st of march, 2014", "31st of march, 2014", DAY),
        ("news 2014-03-31", "2014-03-31", DAY),
        ("2014/3/31", "2014/3/31", DAY),
        ("2014年3月31日", "2014年3月31日", DAY),
        ("在2014年3月31日签署", "2014年3月31日", DAY),
        ("2014 年 3 月 31 号", "2014 年 3 月 31 号", DAY),
        ("２０１４年３月", "２０１４年３月", MONTH),
        ("2014年3月份的新闻", "2014年3月份", MONTH),
        ("2014年的新闻", "2014年", YEAR),
        ("31/03/2014", "31/03/2014", DAY),
        ("03/31/2014", "03/31/2014", DAY),
        ("3/4/2014", "3/4/2014", Period(2014, 3, 4)),
        ("patent Mar. 2014", "Mar. 2014", MONTH),
        ("Sept 2014", "Sept 2014", Period(2014, 9)),
        ("2014-03", "2014-03", MONTH),
        ("2014年3月", "2014年3月", MONTH),
        ("in 2014, patents", "2014", YEAR),
    ],
)
def test_date_is_found_in_the_notations_that_readers_type(text, typed, period):
    begins, ends, found = find(text)
    assert (text[begins:ends], found) == (typed, period)


@pytest.mark.parametrize(
    "text",
    [
        "NCT2014",
        "1,2014",
        "20145",
        "WO2014",
        "march",
        "31 March",
        "1850",
        "2013/045",
        "",
        "2014年度",
        "A2014年",
    ],
)
def test_other_numbers_are_no_dates(text):
    assert find(text) is None


@pytest.mark.parametrize(
    "text", ["30 February 2014", "2014-13-01", "2014-00-00", "0 May 2014", "31/13/2014"]
)
def test_day_that_no_calendar_has_is_no_day(text):
    found = find(text)
    assert found is None or found[2].day is None


def test_period_has_a_first_and_a_last_day():
    assert DAY.days == (date(2014, 3, 31), date(2014, 3, 31))
    assert Period(2016, 2).days == (date(2016, 2, 1), date(2016, 2, 29))
    assert YEAR.days == (date(2014, 1, 1), date(2014, 12, 31))
