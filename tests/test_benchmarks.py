"""The benchmarks still run: their numbers are of no interest here."""

import subprocess
import sys

from django.conf import settings

from benchmarks import machine
from tests.site import own_variables, prepare_database, prepare_files

# Without what it measures with, nothing can be measured with servers. The other two parts take a
# quarter of a minute each.
WITH_SERVERS = [] if machine.missing_packages() else ["finished"]
PARTS = [*WITH_SERVERS, "fresh", "growth", "search", "texts"]
ONLY = ",".join(PARTS)


def test_the_benchmarks_compare_this_site_with_others_of_the_same_content(tmp_path):
    ours = tmp_path / "items-0" / "ours"
    prepare_files(ours)
    prepare_database(ours)
    done = subprocess.run(
        (sys.executable, "-m", "benchmarks", "--smoke", "--folder", tmp_path, "--only", ONLY),
        cwd=settings.BASE_DIR,
        env=own_variables(),
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    said = {line.split()[0] for line in done.stdout.splitlines() if " took " in line}
    assert said == {*PARTS}
    assert "\nPlain Django " in done.stdout
