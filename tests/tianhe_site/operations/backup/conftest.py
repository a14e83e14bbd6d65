"""Empty places to restore into."""

from contextlib import ExitStack

import pytest

from tests.own_database import own_database
from tests.tianhe_site.operations.backup.place import Place


@pytest.fixture
def new_place(tmp_path, django_db_setup, django_db_blocker):
    """Return a function that makes an empty place by its name."""
    databases = ExitStack()

    def new_place(name):
        with django_db_blocker.unblock():
            return Place(tmp_path / name, databases.enter_context(own_database()))

    yield new_place
    with django_db_blocker.unblock():
        databases.close()
