"""System checks of the machine."""

import pytest
from django.contrib.sessions.backends.db import SessionStore

from tianhe_site.operations.checks import check_secret_key

pytestmark = pytest.mark.django_db
KEY, OTHER = "a key of one host " * 4, "a key of another host " * 4


def warned():
    return [warning.id for warning in check_secret_key(None, databases=["default"])]


def test_host_with_another_key_than_the_newest_session_is_warned(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = KEY, []
    assert warned() == []
    SessionStore().create()
    assert warned() == []
    settings.SECRET_KEY = OTHER
    assert warned() == ["operations.W002"]
    settings.SECRET_KEY_FALLBACKS = [KEY]
    assert warned() == []


def test_check_without_a_database_asks_none(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert check_secret_key(None) == []
