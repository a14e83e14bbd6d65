"""PostgreSQL crashes for good, and comes back as of a moment from a base backup and its archive.

Short form: tests/tianhe_site/operations/backup/test_backup.py,
test_a_backup_of_a_site_that_is_written_to_is_of_one_moment.
"""

import time
from datetime import UTC, datetime

from tests.tianhe_site.operations.backup.place import Place
from tests.tianhe_site.operations.backup.test_litestream import PUBLISH

from .drill import Result
from .sites import new_folder, postgresql

BAR = "All acts until the moment and none after it, audit log intact"
ACTS = 20
HEADS = """
from tianhe_site.publishing.models import HistoryEntry
print(*HistoryEntry.objects.values_list("hash", flat=True))
"""


def run(scale):
    acts = max(2, round(ACTS * scale))
    with new_folder() as folder, postgresql("Archived") as server:
        site = Place(folder / "site", {"DATABASE_URL": server.url})
        site.managed("migrate", "-v0")
        site.managed("load_starter_content")
        server.back_up()
        editor = site.begin("shell", "-v0", "-c", PUBLISH)
        wanted = _publish(editor, "wanted", acts)
        moment = datetime.now(UTC)
        unwanted = _publish(editor, "unwanted", acts)
        editor.communicate()
        server.archive_all()
        server.stop("immediate")
        begun = time.monotonic()
        server.restore(moment)
        seconds = time.monotonic() - begun
        found = set(site.managed("shell", "-v0", "-c", HEADS).split())
        is_whole = site.manage("verify_history", "--head", wanted[-1]).returncode == 0
    lost, too_many = set(wanted) - found, set(unwanted) & found
    measured = (
        f"{len(wanted)} acts until the moment, {len(lost)} lost; {len(unwanted)} after it, "
        f"{len(too_many)} there; {'audit log intact' if is_whole else 'AUDIT LOG NOT INTACT'}; "
        f"restored in {seconds:.0f} s"
    )
    return Result(measured, is_whole and not (lost or too_many))


def _publish(editor, name, number):
    """Publish items; return the head of the audit log after each."""
    heads = []
    for each in range(number):
        editor.stdin.write(f"{name}-{each}\n")
        editor.stdin.flush()
        heads.append(editor.stdout.readline().strip())
    return heads
