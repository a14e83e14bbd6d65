"""Runs all tests in shares, two side by side; the next share begins when one is done.

.venv/bin/python -m tests.shares
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

# Three were slower on two cores, and a container may see more cores than it gets.
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
# The longest first, so that the last ones end at about the same time; those with a browser apart,
# since it takes more than a core.
SHARES = [
    Share("Editors in a browser", BROWSER, without=(EVERY_PAGE,)),
    Share("Started sites and sections", "tests", without=(BROWSER, ROOMS)),
    Share("On PostgreSQL", "tests", command=ON_POSTGRESQL, without=(BROWSER,)),
    Share("Every page in a browser", EVERY_PAGE),
    Share("Rooms", ROOMS, without=(PUBLISHING,)),
    Share("Publishing", PUBLISHING),
]


def main():
    data = Path(os.environ["TIANHE_DATA"])
    with ThreadPoolExecutor(SIDE_BY_SIDE) as sides:
        passed = list(sides.map(lambda share: share.run(data), SHARES))
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
