"""What goes on between the start command and the server that takes its place.

The server's own process never loads the site, so nothing here may need Django's models.
"""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

MANAGE = Path(__file__).resolve().parents[2] / "manage.py"
# The number of the open file, and its path: the number alone may mean another file by the time a
# server takes over from its predecessor.
LOCK_VARIABLE = "TIANHE_START_LOCK"


def hand_on(lock):
    """Let the program that takes this process over hold the lock of the start."""
    os.set_inheritable(lock.fileno(), True)
    os.environ[LOCK_VARIABLE] = f"{lock.fileno()}:{lock.name}"


def let_go():
    """Let the next start go on, which now sees that the port is in use."""
    number, _colon, path = os.environ.pop(LOCK_VARIABLE, "").partition(":")
    with suppress(ValueError, OSError):
        if os.path.samestat(os.fstat(int(number)), os.stat(path)):
            os.close(int(number))


def complete_search():
    """Index what isn't indexed yet, in a process beside the server."""
    return subprocess.Popen([sys.executable, MANAGE, "complete_search"], cwd=MANAGE.parent)
