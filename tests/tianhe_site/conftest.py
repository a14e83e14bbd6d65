"""What tests of the shared admin start from."""

from datetime import timedelta

import pytest

from tests.factories import make_news_item
from tianhe_site.publishing import workflow


@pytest.fixture
def live_item(noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher)
    return item


@pytest.fixture
def later(noon):
    """Return a function that gives the moment some hours after noon."""
    return lambda hours: noon + timedelta(hours=hours)
