"""Sites to drill with, and whether what they keep is whole."""

import json
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from tests import parts
from tests.site import PASSWORD, RunningSite

from .people import Browser

# Programs of the tests, which are no package.
sys.path.insert(0, str(Path(__file__).parent.parent))

# Editors publish alone: what a drill tries isn't the review.
ALONE = {"REVIEW_POLICY": "off", "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
VERIFY = """
from django.core.management import call_command
from django.db import connection
call_command("verify_history")
call_command("verify_media")
if connection.vendor == "sqlite":
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert not cursor.execute("PRAGMA foreign_key_check").fetchall()
"""
FOUND = """
import json
from tianhe_site.media_library.models import Image
found = set(Image.objects.values_list("pk", flat=True))
print(json.dumps([pk for pk in {uploaded} if pk not in found]))
"""


@contextmanager
def new_folder():
    """Yield a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tianhe-drill-") as folder:
        yield Path(folder)


@contextmanager
def running(**variables):
    """Yield a site with an administrator, on SQLite unless `variables` say otherwise."""
    with new_folder() as folder, RunningSite(folder, **ALONE, **variables) as site:
        yield site


@contextmanager
def postgresql():
    """Yield the DATABASE_URL of a PostgreSQL of one's own."""
    from on_postgresql import server

    programs = parts.POSTGRESQL.find()
    if not programs:
        raise RuntimeError(parts.POSTGRESQL.problem)
    with server(programs) as url:
        yield url


def administrators(site, number=1, **door):
    """Return browsers in which the administrator is logged in."""
    browsers = [Browser(site.port, **door) for _browser in range(number)]
    for browser in browsers:
        if not browser.log_in("admin", PASSWORD):
            raise RuntimeError("The administrator can't log in.")
    return browsers


def fault_of(site):
    """Return why the database, the audit log or the media aren't whole; "" if all are."""
    try:
        site.shell(VERIFY)
    except AssertionError as error:
        return str(error).strip().splitlines()[-1]
    return ""


def lost(site, ledger):
    """Return what a site lacks of what editors were told is done: paths and numbers of pictures."""
    missing = [
        path for path, title in ledger.published.items() if not _is_there(site.get(path), title)
    ]
    return missing + json.loads(site.shell(FOUND.format(uploaded=ledger.uploaded)))


def _is_there(answer, title):
    status, text = answer
    return status == 200 and title in text
