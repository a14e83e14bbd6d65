"""The status box of a page: what readers see, and no trace of empty fields."""

from datetime import date

import pytest
from django.utils.html import strip_tags

from tests.factories import (
    change,
    make_page,
    publish_approved,
    publish_with_reasons,
)

pytestmark = pytest.mark.django_db

FILLED = {
    "status": "A trial has been initiated",
    "status_date": date(2026, 1, 5),
    "approval_statement": "It has not been approved.",
    "last_reviewed": date(2026, 1, 9),
    "reviewed_by": "A. Reader, physician",
    "next_review": date(2027, 1, 9),
}


@pytest.fixture
def status_of(client, noon, publisher):
    """Return a function that publishes a page and returns the words of its status box."""

    def status_of(**values):
        publish_with_reasons(make_page("therapy", **values), by=publisher)
        text = client.get("/therapy/").content.decode()
        _before, _heading, rest = text.partition('<section class="status"')
        return strip_tags(rest.partition(">")[2].partition("</section>")[0]).split("\n")

    return status_of


def test_filled_in_fields_are_shown_above_the_text(status_of):
    shown = [line.strip() for line in status_of(**FILLED) if line.strip()]
    assert shown == [
        "Status",
        "A trial has been initiated",
        "As of 5 January 2026",
        "It has not been approved.",
        "Last reviewed9 January 2026",
        "Reviewed byA. Reader, physician",
        "Next review9 January 2027",
    ]


@pytest.mark.parametrize("name", FILLED.keys() - {"status_date"})
def test_each_field_is_shown_alone_without_traces_of_others(status_of, name):
    shown = [line.strip() for line in status_of(**{name: FILLED[name]}) if line.strip()]
    assert len(shown) == 2


def test_date_of_a_status_is_not_shown_without_the_status(status_of):
    assert status_of(status_date=date(2026, 1, 5)) == [""]


def test_page_without_a_status_has_no_box(status_of):
    assert status_of() == [""]


def test_status_is_part_of_the_edition_and_the_diff(client, noon, publisher):
    page = make_page(**FILLED)
    edition = publish_approved(page, by=publisher)
    page.status = "The study has ended"
    page.save()
    assert "A trial has been initiated" in client.get("/about/").content.decode()
    client.force_login(publisher)
    text = client.get(change(page, "compare"), {"old": edition.pk, "new": "draft"})
    assert "The study has ended" in strip_tags(text.content.decode())


def test_to_do_note_is_for_colleagues_only(client, noon, author, publisher):
    page = make_page(to_do="Ask for the address.")
    publish_approved(page, by=publisher)
    assert "Ask for" not in client.get("/about/").content.decode()
    client.force_login(author)
    assert "Ask for the address." in client.get(change(page)).content.decode()
    assert "Ask for" not in client.get(change(page, "preview")).content.decode()
    shown = client.get("/admin/pages/page/?missing=yes").content.decode()
    assert "Page about" in shown
    assert "Something to do" in shown
    assert "Page about" not in client.get("/admin/pages/page/?missing=no").content.decode()
