"""A machine is gone while editors publish, and the database comes back from Litestream's copy.

Short form: tests/tianhe_site/operations/backup/test_litestream.py,
test_a_site_comes_back_as_of_a_moment.
"""

import itertools
import random
import time

from tests.litestream import Litestream
from tests.s3 import S3Server
from tests.site import prepare_database
from tests.tianhe_site.operations.backup.place import Place
from tests.tianhe_site.operations.backup.test_litestream import PUBLISH, heads_in

from .drill import Result
from .sites import new_folder

BAR = "Every copy is whole, and lacks at most the acts of the last second"
TURNS = 10
SECONDS_OF_WORK = 5, 12
MAX_SECONDS_LOST = 1


def run(scale):
    turns = max(1, round(TURNS * scale))
    found = [_lose_a_machine() for _turn in range(turns)]
    acts = sum(number for number, _lost, _is_whole in found)
    seconds = max(lost for _number, lost, _is_whole in found)
    whole = sum(is_whole for _number, _lost, is_whole in found)
    measured = (
        f"{turns} machines lost, {acts} acts; {whole} copies whole; "
        f"what they lacked was at most {seconds:.1f} s old"
    )
    return Result(measured, whole == turns and seconds <= MAX_SECONDS_LOST)


def _lose_a_machine():
    """Return (number of acts, age in seconds of the oldest that the copy lacks, whether the copy is
    whole)."""
    with new_folder() as folder, S3Server(folder / "s3") as server:
        here, again = Place(folder / "here", {}), Place(folder / "again", {})
        prepare_database(here.data)
        with Litestream(here.data, server) as copies:
            _wait_for_the_first(copies, folder)
            editor = here.begin("shell", "-v0", "-c", PUBLISH)
            acts = _publish(editor, random.uniform(*SECONDS_OF_WORK))
            editor.kill()
        lost_at = time.monotonic()
        editor.communicate()
        again.data.mkdir()
        is_whole = copies.restore(again.data / "db.sqlite3")
        heads = set(heads_in(again.data / "db.sqlite3")) if is_whole else set()
        missing = [at for head, at in acts if head not in heads]
        verified = again.manage("verify_history").returncode == 0
    return len(acts), lost_at - min(missing, default=lost_at), is_whole and verified


def _wait_for_the_first(copies, folder):
    """Wait until there is a copy: the first one is of the whole database."""
    tries = itertools.count()
    while not copies.restore(folder / f"first-{next(tries)}"):
        time.sleep(0.5)


def _publish(editor, seconds):
    """Publish items for some seconds; return the head of the audit log after each, and when it was
    acknowledged."""
    acts, until = [], None
    while until is None or time.monotonic() < until:
        editor.stdin.write(f"item-{len(acts)}\n")
        editor.stdin.flush()
        acts.append((editor.stdout.readline().strip(), time.monotonic()))
        # Not before the site was loaded.
        until = until or time.monotonic() + seconds
    return acts
