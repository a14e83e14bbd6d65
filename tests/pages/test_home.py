"""The home page and its links to sections."""

import re

import pytest
from django.utils.html import strip_tags

from tests.factories import (
    make_page,
    publish_approved,
)

pytestmark = pytest.mark.django_db


def sections(client):
    """Return the texts of the section list on the home page; None if there is no list."""
    text = client.get("/").content.decode()
    if '<ul class="section-cards">' not in text:
        return None
    part = text[text.index('<ul class="section-cards">') :].partition("</ul>")[0]
    return [line.strip() for line in strip_tags(part).split("\n") if line.strip()]


def test_home_page_lists_the_menu_pages_with_their_summaries(client, noon, publisher):
    for page in (
        make_page("", layout="home", menu_title="Home", title="Welcome"),
        make_page("therapy", menu_title="Therapy", summary="What it is."),
        make_page("contact", in_menu=False),
    ):
        publish_approved(page, by=publisher)
    assert sections(client) == ["Therapy", "What it is."]


def test_home_page_without_other_pages_lists_no_sections(client, noon, publisher):
    publish_approved(make_page("", layout="home", title="Welcome"), by=publisher)
    assert sections(client) is None


def test_top_of_the_home_page_leads_to_the_first_two_pages_of_the_menu(client, noon, publisher):
    publish_approved(make_page("", layout="home", title="Welcome"), by=publisher)
    assert 'class="ways"' not in client.get("/").content.decode()
    for slug in ("therapy", "company", "history"):
        publish_approved(make_page(slug, menu_title=slug.title()), by=publisher)
    top = client.get("/").content.decode()
    ways = top[top.index('class="ways"') :].partition("</ul>")[0]
    assert re.findall(r'<a href="([^"]*)">([^<]*)</a>', ways) == [
        ("/therapy/", "Therapy"),
        ("/company/", "Company"),
    ]
