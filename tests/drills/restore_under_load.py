"""A backup is taken while editors publish, and made a site of elsewhere.

Short form: tests/tianhe_site/operations/backup/test_backup.py,
test_a_backup_of_a_site_that_is_written_to_is_of_one_moment.
"""

import sqlite3
import time
from contextlib import closing

from tests.site import DATABASE, RunningSite, prepare_files
from tests.tianhe_site.operations.backup.place import Place
from tianhe_site.operations.backup import archive, snapshot
from tianhe_site.publishing.models import MediaUse

from .drill import Result
from .people import Editors
from .sites import ALONE, administrators, new_folder

BAR = "10,000 items, SQLite: 0 earlier acts lost, 0 rows or files differ, back within 15 minutes"
ITEMS, EDITORS = 10_000, 3
MAX_SECONDS = 15 * 60
# Of SQLite's own; nobody's session; what a restore counts again from the texts.
NOT_COMPARED = {
    *("sqlite_schema", "sqlite_temp_schema", "sqlite_sequence"),
    *(snapshot.SESSIONS, MediaUse._meta.db_table),
}
# How many acts are acknowledged before the backup begins.
ACTS_BEFORE = 10


def run(scale):
    with new_folder() as folder:
        here, again = Place(folder / "here" / "data", {}), Place(folder / "again" / "data", {})
        here.managed("seed_scale", max(100, round(ITEMS * scale)))
        prepare_files(here.data)
        file = folder / "backup"
        with (
            RunningSite(folder / "here", **ALONE) as site,
            Editors(administrators(site, EDITORS)) as editors,
        ):
            before = _first_acts(editors.ledger)
            here.managed("backup", file)
        begun = time.monotonic()
        again.managed("restore", file)
        seconds = time.monotonic() - begun
        differing = _differences(file, again, folder)
        prepare_files(again.data)
        with RunningSite(folder / "again", **ALONE) as site:
            lost = [path for path, title in before.items() if title not in site.get(path)[1]]
        size = file.stat().st_size
    measured = (
        f"{len(before)} acts before it, {len(lost)} lost; {len(differing)} tables or files differ; "
        f"{size / 1e6:.0f} MB restored and verified in {seconds:.0f} s"
    )
    return Result(measured, not (lost or differing) and seconds < MAX_SECONDS)


def _first_acts(ledger):
    """Wait until some items were published; return their titles by their paths."""
    while len(ledger.published) < ACTS_BEFORE:
        time.sleep(0.1)
    return dict(ledger.published)


def _differences(file, again, folder):
    """Return the tables and files in which a restored site differs from the backup."""
    unpacked = folder / "unpacked"
    unpacked.mkdir()
    manifest = archive.unpack(file, unpacked)
    differing = _differing_tables(unpacked / archive.DATABASE, again.data / DATABASE)
    for entry in manifest["files"]:
        name = entry["name"].removeprefix(archive.MEDIA)
        restored = again.data / "media" / "private" / name
        if (
            name != archive.DATABASE
            and restored.read_bytes() != (unpacked / entry["name"]).read_bytes()
        ):
            differing.append(name)
    return differing


def _differing_tables(first, second):
    with closing(sqlite3.connect(first)) as one, closing(sqlite3.connect(second)) as other:
        names = one.execute("SELECT name FROM pragma_table_list WHERE type IN ('table', 'shadow')")
        return [
            name
            for (name,) in names
            if name not in NOT_COMPARED and _rows(one, name) != _rows(other, name)
        ]


def _rows(database, name):
    return sorted(map(repr, database.execute(f'SELECT * FROM "{name}"')))
