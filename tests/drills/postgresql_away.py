"""PostgreSQL stops, crashes and hangs while people read, publish and upload.

Short form: tests/test_hung_database.py,
test_readers_keep_cached_pages_while_the_database_hangs.
"""

import itertools
import time
from contextlib import ExitStack, contextmanager

from tests.test_hung_database import stopped

from .drill import Result
from .load import Readers
from .people import Editors
from .sites import Aftermath, administrators, postgresql, running, seconds_until

BAR = (
    "Readers get every page that was read since the last publication, otherwise a 503 within 3 s "
    "once it is away for a second; all is well within 5 s after; 0 acknowledged acts lost"
)
TURNS, SECONDS_AWAY = 3, 6
SECONDS_OF_READING = 4
KNOWN = ["/", "/news/", "/company/", "/glossary/"]


def run(scale):
    turns = max(1, round(TURNS * scale))
    refusals, waits = [], []
    with postgresql() as server, running(DATABASE_URL=server.url, WEB_CONCURRENCY="2") as site:
        browsers = administrators(site, 3)
        with Readers(site.port, KNOWN) as readers, Editors(browsers, pause=0.2) as editors:
            for away in [_shut_down, _crashed, _hung] * turns:
                with ExitStack() as gone:
                    with editors.resting():
                        # What was read before a publication isn't shown after it. In this time
                        # both processes are asked for every known page.
                        time.sleep(SECONDS_OF_READING)
                        gone.enter_context(away(server))
                    # Who begins in the first second may wait for what had just answered.
                    time.sleep(1)
                    refusals += _refusals(site)
                waits.append(seconds_until(lambda: site.get(next(_unknown))[0] == 404))
        after = Aftermath(site, editors.ledger)
    slowest = max(seconds for _status, seconds in refusals)
    measured = (
        f"{turns} times each: {readers}; others refused within {slowest:.1f} s; well after "
        f"{max(waits):.1f} s; {after}"
    )
    is_quick = slowest < 3 and max(waits) < 5
    is_told = {status for status, _seconds in refusals} == {503} and not readers.faults
    return Result(measured, is_quick and is_told and after.is_whole)


@contextmanager
def _shut_down(server, mode="fast"):
    server.stop(mode)
    try:
        yield
    finally:
        server.start()


def _crashed(server):
    return _shut_down(server, "immediate")


def _hung(server):
    return stopped(server.url)


# Each of them is looked up.
_unknown = (f"/nothing-{number}/" for number in itertools.count())


def _refusals(site):
    """Ask for what nobody has read for as long as the database is to be away; return the status of
    each answer and the seconds it took."""
    over, found = time.monotonic() + SECONDS_AWAY, []
    while time.monotonic() < over:
        begun = time.monotonic()
        status, _text = site.get(next(_unknown))
        found.append((status, time.monotonic() - begun))
        time.sleep(0.5)
    return found
