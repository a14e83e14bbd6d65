"""Programs are held to the same limits as forms, before anything is parsed."""

from unittest import mock

import pytest

from news.models import NewsItem
from tests.factories import make_category, make_news_item
from tianhe_site import limits
from tianhe_site.publishing import workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import HistoryEntry
from tianhe_site.rich_text import cleaning

pytestmark = pytest.mark.django_db

TOO_LARGE = [
    ("body", "<div>" * 20_000, "too many nested levels"),
    ("body", "<br>" * (limits.MAX_RICH_TEXT_ELEMENTS + 1), "too many parts"),
    ("body", "a" * (limits.MAX_RICH_TEXT_LENGTH + 1), "200,001 characters"),
    ("title", "a" * 1_000, "title has 1000 characters. Shorten it to "),
    ("sources", [{"title": "a"}] * (limits.MAX_SOURCES + 1), "up to 50 sources"),
]


@pytest.mark.parametrize(("name", "value", "sentence"), TOO_LARGE)
def test_text_that_is_too_large_is_not_written(author, name, value, sentence):
    draft = NewsItem(title="A grant", slug="grant", category=make_category())
    setattr(draft, name, value)
    with (
        mock.patch.object(cleaning.nh3, "clean", side_effect=AssertionError("It was parsed.")),
        pytest.raises(PublishingError, match=sentence),
    ):
        workflow.write(draft, by=author)
    assert not NewsItem.objects.exists()
    assert not HistoryEntry.objects.exists()


@pytest.mark.parametrize(("name", "value", "sentence"), TOO_LARGE)
def test_text_that_is_too_large_is_not_imported(noon, name, value, sentence):
    draft = make_news_item()
    setattr(draft, name, value)
    with pytest.raises(PublishingError, match=sentence):
        workflow.import_edition(draft, by=workflow.COMMAND_LINE, live_from=noon)
    assert not draft.editions.exists()


def test_text_at_the_limit_is_written(author):
    draft = make_news_item()
    draft.body = f"<p>{'a' * (limits.MAX_RICH_TEXT_LENGTH - 7)}</p>"
    draft.sources = [{"title": "a"}] * limits.MAX_SOURCES
    workflow.write(draft, by=author)
    assert len(NewsItem.objects.get().body) == limits.MAX_RICH_TEXT_LENGTH
