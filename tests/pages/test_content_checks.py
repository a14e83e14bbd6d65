"""Content checks that only pages have, and what readers see of the dates."""

from datetime import date

import pytest

from tests.factories import (
    change,
    make_page,
    make_site_details,
    publish_approved,
)
from tianhe_site.publishing.content_checks import Finding, Level, examine

pytestmark = pytest.mark.django_db


def test_overdue_review_gives_a_warning(noon):
    page = make_page(next_review=date(2026, 3, 1))
    assert examine(page, noon) == [
        Finding(
            level=Level.WARN,
            field="next_review",
            message="Review was due on 1 March 2026. Review this page or set a new date.",
            code="review-due",
            detail="2026-03-01",
        )
    ]


@pytest.mark.parametrize("due", [None, date(2026, 3, 2), date(2027, 1, 1)])
def test_future_review_is_fine(noon, due):
    assert examine(make_page(next_review=due), noon) == []


@pytest.mark.parametrize("due", [date(2026, 3, 1), date(2026, 2, 28)])
def test_next_review_must_be_later_than_the_last_one(noon, due):
    page = make_page(last_reviewed=date(2026, 3, 1), next_review=due)
    assert examine(page, noon)[0] == Finding(
        level=Level.BLOCK,
        field="next_review",
        message="The last review was on 1 March 2026. Choose a later date for the next one.",
        code="review-order",
    )


def test_last_review_in_the_future_is_blocked(noon):
    page = make_page(last_reviewed=date(2026, 3, 3))
    assert examine(page, noon) == [
        Finding(
            level=Level.BLOCK,
            field="last_reviewed",
            message="Check the date of the last review: 3 March 2026 is in the future.",
            code="review-to-come",
        )
    ]
    assert examine(make_page("today", last_reviewed=date(2026, 3, 2)), noon) == []


def test_status_without_its_day_gives_a_warning(noon):
    assert examine(make_page(status="A trial has been initiated"), noon) == [
        Finding(
            level=Level.WARN,
            field="status_date",
            message="Enter the day this status was true, so readers can tell whether it's current.",
            code="no-status-date",
        )
    ]
    dated = make_page("today", status="A trial has been initiated", status_date=date(2026, 3, 2))
    assert examine(dated, noon) == []


def test_status_of_a_day_to_come_is_blocked(noon):
    page = make_page(status="A trial has been initiated", status_date=date(2026, 3, 3))
    assert examine(page, noon) == [
        Finding(
            level=Level.BLOCK,
            field="status_date",
            message="Check the date of the status: 3 March 2026 is in the future.",
            code="status-to-come",
        )
    ]


def test_readers_see_the_date_of_the_next_review_if_there_is_one(client, noon, publisher):
    for slug, due in (("dated", date(2027, 1, 9)), ("undated", None)):
        publish_approved(make_page(slug, next_review=due), by=publisher)
    shown = "<dt>Next review</dt><dd>9 January 2027</dd>"
    assert shown in client.get("/dated/").content.decode()
    assert "Next review" not in client.get("/undated/").content.decode()


def test_date_of_the_next_review_is_set_on_the_form(client, noon, author):
    page = make_page()
    client.force_login(author)
    form = {"title": "T", "summary": "S", "slug": "about", "layout": "standard", "body": ""}
    text = client.post(change(page), {**form, "next_review": "soon"}).content.decode()
    assert "Enter the date as year-month-day" in text
    client.post(change(page), {**form, "next_review": "2027-01-09"})
    page.refresh_from_db()
    assert page.next_review == date(2027, 1, 9)


def test_approval_placeholders_must_be_filled_in(noon):
    page = make_page(approval_statement="[Product] is investigational.")
    assert examine(page, noon) == [
        Finding(
            level=Level.BLOCK,
            field="approval_statement",
            message="The approval still says '[Product]'. Replace it with your own text.",
            code="pattern-text",
            detail="[Product]",
        )
    ]
    assert examine(make_page("named", approval_statement="It is investigational."), noon) == []


@pytest.mark.parametrize("role", ["contact", "patients", "physicians", "partners"])
@pytest.mark.parametrize(
    "number", ["0531 5555 0100", "+86 531 5555 0100 ext. 12", "ask Li", "+44 (0)20 7946 0000"]
)
def test_phone_number_without_country_code_is_blocked(noon, number, role):
    (finding,) = examine(make_site_details(**{f"{role}_phone": number}), noon)
    assert (finding.level, finding.field) == (Level.BLOCK, f"{role}_phone")
    assert finding.message == (
        f"Phones can't dial '{number}'. Start with + and the country code, then use digits only, "
        "for example: +86 531 5555 0100."
    )


@pytest.mark.parametrize("number", ["", "+86 531 5555 0100", "+1 (212) 555-0100"])
def test_phone_number_with_country_code_is_fine(noon, number):
    assert examine(make_site_details(contact_phone=number), noon) == []
