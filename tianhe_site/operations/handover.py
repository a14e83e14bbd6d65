"""What happens between the start command and the server that replaces it.

The server's main process never loads the site, so nothing here may need Django's models.
"""

import fcntl
import os
from contextlib import suppress

# The open file's descriptor and its path: the descriptor alone may mean another file by the time a
# server takes over from its predecessor.
LOCK_VARIABLE = "TIANHE_START_LOCK"


def pass_lock_on(lock):
    """Let the program that replaces this process keep the start lock."""
    os.set_inheritable(lock.fileno(), True)
    os.environ[LOCK_VARIABLE] = f"{lock.fileno()}:{lock.name}"


def release_lock():
    """Release the start lock, in whichever process of the server: the next start will find that the
    port is in use."""
    number, _colon, path = os.environ.pop(LOCK_VARIABLE, "").partition(":")
    with suppress(ValueError, OSError):
        if os.path.samestat(os.fstat(int(number)), os.stat(path)):
            # The other processes have it open as well.
            fcntl.flock(int(number), fcntl.LOCK_UN)
