"""Server processes are killed while people publish and upload.

Short form: tests/test_worker_kills.py,
test_nothing_acknowledged_is_lost_when_workers_are_killed.
"""

import os
import random
import signal
import time
from pathlib import Path

from .drill import Result
from .load import Readers
from .people import Editors
from .sites import Aftermath, administrators, running

BAR = "200 kills: 0 acknowledged acts lost, 0 rows without their file, audit log intact"
KILLS, PROCESSES, EDITORS = 200, 2, 3
# Seconds after which a kill comes even if nobody was told anything since the last one.
MAX_PAUSE = 60


def run(scale):
    kills = max(1, round(KILLS * scale))
    with running(WEB_CONCURRENCY=str(PROCESSES)) as site:
        with Readers(site.port) as readers, Editors(administrators(site, EDITORS)) as editors:
            for _kill in range(kills):
                _wait_for_work(site, editors.ledger)
                os.kill(random.choice(_workers(site)), signal.SIGKILL)
        after = Aftermath(site, editors.ledger)
    measured = f"{kills} kills: {after}; {readers}"
    return Result(measured, after.is_whole)


def _workers(site):
    """Return the process ids of gunicorn's workers, without other programs that it started."""
    children = Path(f"/proc/{site.process.pid}/task/{site.process.pid}/children")
    found = map(Path("/proc").joinpath, children.read_text().split())
    return [int(process.name) for process in found if b"gunicorn" in _command(process)]


def _command(process):
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        # It ended meanwhile.
        return b""


def _wait_for_work(site, ledger):
    """Wait until all processes are there and somebody was told something; then for a moment, so
    that the kill comes amid whatever is next."""
    before, deadline = ledger.acknowledged, time.monotonic() + MAX_PAUSE
    while time.monotonic() < deadline and ledger.acknowledged == before:
        time.sleep(0.02)
    while len(_workers(site)) < PROCESSES:
        time.sleep(0.02)
    time.sleep(random.uniform(0, 0.3))
