"""Content checks that only news items have."""

from datetime import timedelta

import pytest

from tests.factories import change, make_news_item, news_form
from tianhe_site.publishing import workflow
from tianhe_site.publishing.content_checks import Level, examine

pytestmark = pytest.mark.django_db


def said(content, at):
    return [(finding.level, finding.field, finding.message) for finding in examine(content, at)]


def test_item_without_a_source_is_blocked(noon):
    item = make_news_item(company_announcement=False)
    expected = [(Level.BLOCK, "sources", "Add a source, or check 'Company announcement only'.")]
    assert said(item, noon) == expected


def test_item_with_a_source_or_from_the_company_is_fine(noon):
    sources = [{"title": "Register"}]
    assert said(make_news_item(company_announcement=False, sources=sources), noon) == []
    assert said(make_news_item("own", company_announcement=True), noon) == []


def test_item_without_a_place_is_blocked(noon):
    sentence = "Enter the city where this release is issued, for example Jinan, China."
    expected = [(Level.BLOCK, "dateline_place", sentence)]
    assert said(make_news_item(dateline_place=" "), noon) == expected


def test_imported_item_without_a_place_gets_a_warning(noon, administrator):
    item = make_news_item(dateline_place="")
    live_from = noon - timedelta(days=4000)
    edition = workflow.import_edition(item, by=administrator, live_from=live_from)
    sentence = (
        "Enter the city where this release is issued, for example Jinan, China. If the original "
        "gave no place, say so here."
    )
    expected = [(Level.WARN, "dateline_place", sentence)]
    assert said(item, noon) == expected
    assert said(edition, noon) == expected


def test_item_without_a_date_is_blocked(noon):
    item = make_news_item()
    item.date = None
    sentence = "Enter the release date, so readers can tell whether the news is current."
    assert said(item, noon) == [(Level.BLOCK, "date", sentence)]


def test_item_without_text_gets_a_warning(noon):
    sentence = "There's no text below the summary yet."
    assert said(make_news_item(body=""), noon) == [(Level.WARN, "body", sentence)]


def test_company_source_is_on_the_form_and_in_the_edition(client, noon, author, publisher):
    item = make_news_item(company_announcement=False)
    client.force_login(author)
    client.post(change(item), news_form(slug="grant"))
    item.refresh_from_db()
    assert item.company_announcement
    assert workflow.freeze(item, by=publisher).company_announcement
