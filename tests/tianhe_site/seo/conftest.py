"""What the tests of what machines read share."""

import pytest

from tests.factories import make_site_details


@pytest.fixture
def publish(publish):
    """Return a function that publishes a draft, once details of the site are live."""
    publish(make_site_details())
    return publish
