"""What tests of the shared admin start from."""

import pytest

from tests.factories import make_news_item
from tianhe_site.publishing import workflow


@pytest.fixture
def live_item(noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher)
    return item
