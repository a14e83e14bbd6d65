"""Several hosts go by one clock."""

from datetime import timedelta
from unittest import mock

import pytest
from django.db import connection
from django.utils import timezone

from tianhe_site.publishing import clock


@pytest.mark.django_db
@pytest.mark.postgresql
def test_hosts_go_by_the_clock_of_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("on PostgreSQL only")
    before = timezone.now()
    with mock.patch.object(timezone, "now", return_value=before + timedelta(minutes=20)):
        assert clock.now() - before < timedelta(minutes=10)
