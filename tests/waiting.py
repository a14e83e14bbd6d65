"""Waiting for what another process does."""

import time

SECONDS_BETWEEN = 0.1


def wait_until(is_so, seconds=60, why=""):
    """Ask `is_so()` again and again until it is; fail after some seconds, because of `why`."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, why
        time.sleep(SECONDS_BETWEEN)
