"""A separate database for a site in another process."""

import os
import uuid
from contextlib import closing, contextmanager

from django.db import DEFAULT_DB_ALIAS, connection, connections


@contextmanager
def own_database():
    """Yield the variables that name a new database of the tests' own kind, and remove it
    afterwards. SQLite needs none, since its file is in the data folder."""
    if connection.vendor == "sqlite":
        yield {}
        return
    name = f"site_{uuid.uuid4().hex}"
    with closing(connection.copy()) as outside:
        with outside.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        yield {"DATABASE_URL": f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"}
        with outside.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


# The name of the one that `fill` copies, once it is made.
_filled = []


def fill(variables, make):
    """Fill a new database on PostgreSQL: as `make()` does the first time, after that with a copy of
    what it made. Nobody may be connected to it."""
    name = variables["DATABASE_URL"].rpartition("/")[2]
    with closing(connection.copy()) as outside, outside.cursor() as cursor:
        if _filled:
            cursor.execute(f"DROP DATABASE {name}")
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {_filled[0]}")
        else:
            make()
            cursor.execute(f"CREATE DATABASE filled_{name} TEMPLATE {name}")
            _filled.append(f"filled_{name}")


@contextmanager
def connected_to(variables):
    """Yield a connection to the database on PostgreSQL that the variables name."""
    with closing(connection.copy()) as found:
        name = variables["DATABASE_URL"].rpartition("/")[2]
        found.settings_dict = {**found.settings_dict, "NAME": name}
        yield found


@contextmanager
def using(file):
    """Let this process use another file of SQLite as its database, and wait for it a moment."""
    before = connections[DEFAULT_DB_ALIAS]
    other = before.copy()
    options = {**before.settings_dict["OPTIONS"], "timeout": 0.1}
    other.settings_dict = {**before.settings_dict, "NAME": file, "OPTIONS": options}
    connections[DEFAULT_DB_ALIAS] = other
    try:
        yield
    finally:
        other.close()
        connections[DEFAULT_DB_ALIAS] = before
