"""The home page: where its visitors may go from it."""

import pytest
from django.utils.html import strip_tags

from tests.factories import (
    make_page,
    publish_approved,
)

pytestmark = pytest.mark.django_db


def sections(client):
    """Return the words of the list of sections on the home page, None without a list."""
    text = client.get("/").content.decode()
    if '<ul class="section-cards">' not in text:
        return None
    part = text[text.index('<ul class="section-cards">') :].partition("</ul>")[0]
    return [line.strip() for line in strip_tags(part).split("\n") if line.strip()]


def test_home_page_names_the_pages_of_the_menu_with_their_summaries(client, noon, publisher):
    for page in (
        make_page("", layout="home", menu_title="Home", title="Welcome"),
        make_page("therapy", menu_title="Therapy", summary="What it is."),
        make_page("contact", in_menu=False),
    ):
        publish_approved(page, by=publisher)
    assert sections(client) == ["Therapy", "What it is."]


def test_home_page_alone_names_no_section(client, noon, publisher):
    publish_approved(make_page("", layout="home", title="Welcome"), by=publisher)
    assert sections(client) is None
