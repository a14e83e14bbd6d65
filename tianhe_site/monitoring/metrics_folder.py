"""Where the processes of one server keep their metrics, so that whichever is asked knows of all.

The server's main process uses this, so nothing here may need Django.
"""

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

# By which Prometheus' client learns of the folder. It looks when it is loaded.
VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
# The files that each process has, and the bytes each will need: some 100 values of 200 bytes.
FILES = ("counter", "histogram")
RESERVED_BYTES = 64 * 1024


def begin(data_folder, address):
    """Empty the folder of the server that listens at `address`, and have the processes that this
    one starts use it. A disk that can't be written leaves them without: readers come first."""
    folder = Path(data_folder).absolute() / "metrics" / re.sub(r"\W+", "-", address)
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        for each in (folder.parent, folder):
            # The mode is that of the last part alone.
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.environ[VARIABLE] = str(folder)


def reserve():
    """Take the room that the files of this process need, before Prometheus' client maps them into
    memory: on a disk that is full by then, writing there would kill the process (SIGBUS)."""
    folder = os.environ.get(VARIABLE)
    try:
        for name in FILES if folder else ():
            # An earlier process may have had this number: its counts are part of the sum.
            with open(f"{folder}/{name}_{os.getpid()}.db", "ab") as file:
                file.write(bytes(max(0, RESERVED_BYTES - file.tell())))
    except OSError:
        del os.environ[VARIABLE]
