"""Runs all tests in shares, three side by side; the next share begins when one is done.

.venv/bin/python -m tests.shares
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

# Of those without a browser, beside one with: they wait for a third of their time. A container may
# see more cores than it gets, so nobody counts them.
SIDE_BY_SIDE = 2
PYTEST = (".venv/bin/pytest", "-q")
ON_POSTGRESQL = (".venv/bin/python", "tests/on_postgresql.py", *PYTEST, "-m", "postgresql")


@dataclass(frozen=True)
class Share:
    """A folder of tests, without folders in it that are `SHARES` of their own."""

    title: str
    folder: str
    command: tuple = PYTEST
    without: tuple = ()

    def run(self, data):
        """Run these tests with a data folder of their own; return whether they passed."""
        # A folder of its own also for files: pytest would first remove those of earlier runs, one
        # by one.
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
PUBLISHING, ROOMS = "tests/tianhe_site/publishing", "tests/tianhe_site"
# One after the other: each takes more than a core now and then, and Lighthouse measures by the
# clock.
IN_A_BROWSER = [
    Share("Editors in a browser", BROWSER, without=(EVERY_PAGE,)),
    Share("Every page in a browser", EVERY_PAGE),
]
# The longest first, so that the last ones end at about the same time.
OTHERS = [
    Share("Started sites and sections", "tests", without=(BROWSER, ROOMS)),
    Share("Rooms", ROOMS, without=(PUBLISHING,)),
    Share("On PostgreSQL", "tests", command=ON_POSTGRESQL, without=(BROWSER,)),
    Share("Publishing", PUBLISHING),
]
SHARES = [*IN_A_BROWSER, *OTHERS]


def main():
    data = Path(os.environ["TIANHE_DATA"])
    with ThreadPoolExecutor(1) as browser, ThreadPoolExecutor(SIDE_BY_SIDE) as sides:
        runs = [browser.submit(share.run, data) for share in IN_A_BROWSER]
        runs += [sides.submit(share.run, data) for share in OTHERS]
    return 0 if all(run.result() for run in runs) else 1


if __name__ == "__main__":
    sys.exit(main())
