"""Sites to drill with, and whether what they keep is whole."""

import json
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from tests import parts
from tests.browser.conftest import PEOPLE
from tests.browser.every_page.conftest import FILL
from tests.site import PASSWORD, RunningSite

from .people import Browser

# Programs of the tests, which are no package.
sys.path.insert(0, str(Path(__file__).parent.parent))

# Editors publish alone: what a drill tries isn't the review.
ALONE = {"REVIEW_POLICY": "off"}
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
LACKING = """
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
def full():
    """Yield a site that has each kind of content, and drafts at each stage, behind a proxy that
    says where requests come from."""
    with running(PROXIES="1") as site:
        site.shell(PEOPLE + FILL)
        yield site


def reader(number):
    """Return the header by which that proxy tells a reader from others."""
    return {"X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}


@contextmanager
def postgresql(kind="Server"):
    """Yield a PostgreSQL of one's own, a class of `on_postgresql`."""
    import on_postgresql

    programs = parts.POSTGRESQL.find()
    if not programs:
        raise RuntimeError(parts.POSTGRESQL.problem)
    with getattr(on_postgresql, kind)(programs) as server:
        yield server


def administrators(site, number=1, **door):
    """Return browsers in which the administrator is logged in."""
    browsers = [Browser(site.port, **door) for _browser in range(number)]
    for browser in browsers:
        if not browser.log_in("admin", PASSWORD):
            raise RuntimeError("The administrator can't log in.")
    return browsers


def seconds_until(is_so, most=60):
    """Wait until `is_so()`, or for `most` seconds; return how long it took."""
    begun = time.monotonic()
    while not is_so() and time.monotonic() < begun + most:
        time.sleep(0.05)
    return time.monotonic() - begun


def seconds_until_saved(ledger):
    """Wait until an editor is told that something was saved; return how long it took."""
    before = ledger.acknowledged
    return seconds_until(lambda: ledger.acknowledged > before)


class Aftermath:
    """What a site has of what editors were told is done, and whether its database, its audit log
    and its files are whole. As text it is for the table."""

    def __init__(self, site, ledger):
        self.acknowledged = ledger.acknowledged
        self.lost = [
            path for path, title in ledger.published.items() if not _shows(site, path, title)
        ]
        self.lost += json.loads(site.shell(LACKING.format(uploaded=ledger.uploaded)))
        self.fault = _fault_of(site)

    @property
    def is_whole(self):
        """Whether nothing is lost, of acts of which there were some."""
        return bool(self.acknowledged) and not self.lost and not self.fault

    def __str__(self):
        return (
            f"{self.acknowledged:,} acts acknowledged, {len(self.lost)} lost; "
            f"{self.fault or 'audit log and files whole'}"
        )


def _fault_of(site):
    try:
        site.shell(VERIFY)
    except AssertionError as error:
        return str(error).strip().splitlines()[-1]
    return ""


def _shows(site, path, title):
    status, text = site.get(path)
    return status == 200 and title in text
