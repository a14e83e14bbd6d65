"""Another program holds the database's lock for 30 seconds while people read, publish and upload.

Short form: tests/tianhe_site/test_busy.py, test_draft_form_comes_back_with_everything_typed.
"""

import sqlite3
import time
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from tianhe_site.publishing.workflow.locking import ADVISORY_LOCK

from .drill import Result
from .load import Readers
from .people import Editors
from .sites import Aftermath, administrators, postgresql, running, seconds_until_saved

BAR = (
    "On both databases: readers get every page, 99 % within 1 s; editors are told within 15 s and "
    "keep what they typed; saved again within 5 s after; 0 acknowledged acts lost"
)
SECONDS = 30


def run(scale):
    with running(WEB_CONCURRENCY="2") as site:
        file = Path(site.environment["TIANHE_DATA"], "db.sqlite3")
        on_sqlite = _drill(site, lambda: _locked_file(file), SECONDS * scale)
    with postgresql() as server, running(DATABASE_URL=server.url, WEB_CONCURRENCY="2") as site:
        on_postgresql = _drill(site, lambda: _advisory_lock(server.url), SECONDS * scale)
    return Result(
        f"SQLite: {on_sqlite.measured}. PostgreSQL: {on_postgresql.measured}",
        on_sqlite.passed and on_postgresql.passed,
    )


def _drill(site, locked, seconds):
    browsers = administrators(site, 3)
    with Readers(site.port) as readers, Editors(browsers, pause=0.2) as editors:
        time.sleep(3)
        with locked():
            time.sleep(seconds)
        wait = seconds_until_saved(editors.ledger)
    ledger, after = editors.ledger, Aftermath(site, editors.ledger)
    slowest = max(ledger.seconds)
    measured = (
        f"{readers}, 99 % within {readers.percentile(0.99):.2f} s; editors told within "
        f"{slowest:.1f} s, {ledger.forgotten} without what was typed; saved again after "
        f"{wait:.1f} s; {after}"
    )
    is_told = slowest < 15 and not (ledger.forgotten or ledger.errors or readers.faults)
    is_quick = readers.percentile(0.99) < 1 and wait < 5
    return Result(measured, is_told and is_quick and after.is_whole)


@contextmanager
def _locked_file(file):
    with closing(sqlite3.connect(file, isolation_level=None, timeout=60)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def _advisory_lock(url):
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        yield
