"""An item on its way, for the pages that say so."""

import pytest

from tests.factories import make_news_item
from tianhe_site.publishing import workflow


@pytest.fixture
def candidate(noon, author):
    return workflow.submit(make_news_item(), by=author, note="Please read the date.")
