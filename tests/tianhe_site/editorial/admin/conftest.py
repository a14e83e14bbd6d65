"""What the tests of the admin's pages share."""

import pytest

from tests.factories import make_news_item
from tianhe_site.publishing import workflow


@pytest.fixture
def candidate(noon, author):
    return workflow.submit(make_news_item(), by=author, note="Please read the date.")
