"""The disk fills up while people publish and upload, and is cleared again.

Short form: tests/test_full_disk.py, test_full_disk.
"""

import subprocess
import time
from contextlib import contextmanager

from tests.site import RunningSite
from tests.test_full_disk import MEGABYTES, fill

from .drill import Result
from .load import Readers
from .people import Editors
from .sites import ALONE, Aftermath, administrators, new_folder, seconds_until_saved

BAR = (
    "Readers get every page; editors are told that the disk is full and keep what they typed; "
    "saved again within 5 s of space being freed, without a restart; 0 acknowledged acts lost"
)
TURNS, SECONDS_FULL = 5, 4


def run(scale):
    turns = max(1, round(TURNS * scale))
    waits = []
    with _small_disk() as disk, RunningSite(disk, MINIMUM_FREE_MB="1", **ALONE) as site:
        browsers = administrators(site, 3)
        with Readers(site.port) as readers, Editors(browsers, pause=0.2) as editors:
            for _turn in range(turns):
                filler = fill(disk)
                time.sleep(SECONDS_FULL)
                filler.unlink()
                waits.append(seconds_until_saved(editors.ledger))
        ledger, after = editors.ledger, Aftermath(site, editors.ledger)
    measured = (
        f"{turns} times full: {readers}; {ledger.answers[503]} forms refused, {ledger.forgotten} "
        f"without what was typed, {ledger.errors} errors; saved again after {max(waits):.1f} s; "
        f"{after}"
    )
    is_told = ledger.answers[503] and not (ledger.forgotten or ledger.errors or readers.faults)
    return Result(measured, bool(is_told) and after.is_whole and max(waits) < 5)


@contextmanager
def _small_disk():
    """Yield the folder of a disk of its own, which only root can make."""
    with new_folder() as folder:
        options = ["-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", folder]
        subprocess.run(["mount", *options], check=True)
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)
