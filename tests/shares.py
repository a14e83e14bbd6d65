"""Runs all tests in shares, three side by side; the next share begins when one is done.

.venv/bin/python -m tests.shares
"""

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

# With two, two cores were idle for a third of the time. A container may see more cores than it
# gets, so nobody counts them.
SIDE_BY_SIDE = 3
PYTEST = (".venv/bin/pytest", "-q")
ON_POSTGRESQL = (".venv/bin/python", "tests/on_postgresql.py", *PYTEST, "-m", "postgresql")


@dataclass(frozen=True)
class Share:
    """A folder of tests, without folders in it that are `SHARES` of their own.

    `alone` is a lock that no other share with the same one has at the same time.
    """

    title: str
    folder: str
    command: tuple = PYTEST
    without: tuple = ()
    alone: AbstractContextManager = nullcontext()

    def run(self, data):
        """Run these tests; return whether they passed."""
        with self.alone:
            return self._run(data)

    def _run(self, data):
        # Of its own for data, and also for files: pytest would first remove those of earlier runs,
        # one by one.
        files = data / self.title.lower().replace(" ", "-")
        files.mkdir()
        command = [*self.command, self.folder, f"--basetemp={files / 'tests'}"]
        command += [f"--ignore={folder}" for folder in self.without]
        begin = time.monotonic()
        done = subprocess.run(
            command,
            env={**os.environ, "TIANHE_DATA": str(files), "TIANHE_PREPARED": str(data)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        print(f"{self.title} ({time.monotonic() - begin:.0f} s)\n{done.stdout}", flush=True)
        return done.returncode == 0


EVERY_PAGE, BROWSER = "tests/browser/every_page", "tests/browser"
ROOMS = "tests/tianhe_site"
EDITORIAL, PUBLISHING = f"{ROOMS}/editorial", f"{ROOMS}/publishing"
# Each takes more than a core now and then, and Lighthouse measures by the clock.
ONE_BROWSER = threading.Lock()
# In an order in which the last ones end at about the same time. The second with a browser comes
# after all long ones, when the first is over: otherwise a side would wait for it.
SHARES = [
    Share("Editors in a browser", BROWSER, without=(EVERY_PAGE,), alone=ONE_BROWSER),
    Share("Started sites and sections", "tests", without=(BROWSER, ROOMS)),
    Share("On PostgreSQL", "tests", command=ON_POSTGRESQL, without=(BROWSER,)),
    Share("Other rooms", ROOMS, without=(EDITORIAL, PUBLISHING)),
    Share("Every page in a browser", EVERY_PAGE, alone=ONE_BROWSER),
    Share("Editorial", EDITORIAL),
    Share("Publishing", PUBLISHING),
]


def main():
    data = Path(os.environ["TIANHE_DATA"])
    with ThreadPoolExecutor(SIDE_BY_SIDE) as sides:
        passed = list(sides.map(lambda share: share.run(data), SHARES))
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
