"""Fixtures for the tests of what machines read."""

import pytest

from tests.factories import make_site_details


@pytest.fixture
def publish(publish):
    """Return a function that publishes a draft after publishing site details."""
    publish(make_site_details())
    return publish
