"""A new site is started twice at the same moment; then again, and one of the starts is killed.

Short form: tests/test_starts_at_once.py,
test_second_start_on_a_host_waits_for_the_first_and_the_site_is_complete.
"""

import os
import random
import signal
import time
from contextlib import ExitStack

from tests.ports import free_port
from tests.site import own_variables
from tests.test_starts_at_once import COMPLETE, LOOK, WAITS, Start, lock, manage

from .drill import Result
from .sites import new_folder, postgresql

BAR = "On both databases: whoever isn't killed serves, and the site is complete and whole"
TURNS = 2
# Within them a first start has done all that it does.
SECONDS_OF_A_START = 6


def run(scale):
    turns, found = max(1, round(TURNS * scale)), []
    for _turn in range(turns):
        for kills in (False, True):
            found.append(_start_twice({}, kills))
            with postgresql() as server:
                found.append(_start_twice({"DATABASE_URL": server.url}, kills))
    served, whole = sum(each[0] for each in found), sum(each[1] for each in found)
    measured = (
        f"{len(found)} new sites, one of the starts killed in half of them: {served} served by all "
        f"others, {whole} complete and whole"
    )
    return Result(measured, served == whole == len(found))


def _start_twice(variables, kills):
    """Return whether all starts serve that aren't killed, and whether the site is whole then."""
    environment = {**own_variables(), **variables}
    with new_folder() as data, ExitStack() as stack:
        # Both are let go at the same moment.
        held = stack.enter_context(lock(data))
        starts = [stack.enter_context(Start(environment, data, free_port())) for _start in "12"]
        for start in starts:
            start.read_until(WAITS)
        held.close()
        if kills:
            killed = starts.pop(random.randrange(2))
            time.sleep(random.uniform(0, SECONDS_OF_A_START))
            os.killpg(killed.process.pid, signal.SIGKILL)
        serves = all(start.outcome() == "serves" for start in starts)
        said = manage(environment, data, "shell", "-v0", "-c", LOOK)
    return serves, "The audit log is intact: " in said and said.endswith(COMPLETE)
