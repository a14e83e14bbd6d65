"""Two instances behind nginx are restarted one after the other while people read and publish.

Short form: tests/test_restart.py, test_restart_loses_no_request_and_no_form.
"""

from .drill import Result
from .front import DOOR, in_front
from .load import Readers
from .people import Editors
from .sites import Aftermath, administrators, seconds_until

BAR = "20 restarts: no request fails, none waits a second; 0 acknowledged acts lost"
RESTARTS = 20


def run(scale):
    restarts = max(2, round(RESTARTS * scale))
    with in_front() as front:
        browsers = administrators(front, 2, **DOOR)
        with Readers(front.port, **DOOR) as readers, Editors(browsers, pause=0.5) as editors:
            for number in range(restarts):
                _restart(front.instances[number % 2])
        ledger, after = editors.ledger, Aftermath(front, editors.ledger)
    measured = f"{restarts} restarts: {readers}; {ledger.errors} acts without an answer; {after}"
    passed = not readers.faults and not ledger.errors and readers.slowest < 1 and after.is_whole
    return Result(measured, passed)


def _restart(site):
    """Restart an instance as `deploy/restart.py` does: it is ready before the next one stops."""
    site.restart()
    seconds_until(lambda: site.get("/readyz")[0] == 200)
