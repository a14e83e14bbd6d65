"""PostgreSQL crashes for good, and comes back as of a moment from a base backup and its archive.

Short form: tests/tianhe_site/operations/backup/test_backup.py,
test_a_backup_of_a_site_that_is_written_to_is_of_one_moment.
"""

import shutil
import subprocess
import time
from datetime import UTC, datetime

from django.conf import settings

from tests import parts
from tests.ports import free_port
from tests.tianhe_site.operations.backup.place import Place
from tests.tianhe_site.operations.backup.test_litestream import PUBLISH

from .drill import Result
from .sites import new_folder

BAR = "All acts until the moment and none after it, audit log intact"
ACTS = 20
ARCHIVE = settings.BASE_DIR / "deploy" / "postgresql-archive.conf"
# What docs/backups.md says.
RECOVERY = """
restore_command = 'cp {archive}/%f %p'
recovery_target_time = '{moment}'
recovery_target_action = 'promote'
"""
HEADS = """
from tianhe_site.publishing.models import HistoryEntry
print(*HistoryEntry.objects.values_list("hash", flat=True))
"""


class Cluster:
    """A PostgreSQL with its data in `folder`, which archives as deploy/postgresql-archive.conf says
    to `folder` too."""

    def __init__(self, folder):
        self._programs, self._folder, self._port = parts.POSTGRESQL.find(), folder, free_port()
        self.data, self.archive = folder / "data", folder / "wal"
        shutil.chown(folder, "postgres", "postgres")
        self.url = f"postgres://tianhe@127.0.0.1:{self._port}/postgres"

    def create(self):
        self._run("initdb", "-D", self.data, "-U", "tianhe", "-A", "trust", "-E", "UTF8")
        subprocess.run(["install", "-d", "-o", "postgres", self.archive], check=True)
        configuration = ARCHIVE.read_text().replace("/srv/tianhe-wal", str(self.archive))
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(configuration)
        self.start()

    def start(self):
        options = f"-h 127.0.0.1 -p {self._port} -k {self._folder}"
        log = self._folder / "log"
        self._run("pg_ctl", "-D", self.data, "-w", "-t", 300, "-l", log, "-o", options, "start")

    def stop(self, mode):
        self._run("pg_ctl", "-D", self.data, "-m", mode, "stop")

    def back_up(self):
        base = self._folder / "base"
        self._run("pg_basebackup", "-F", "tar", "-z", "-D", base, "-d", self.url)

    def archive_all(self):
        """Return once all that was written is in the archive."""
        written = self._ask("SELECT pg_walfile_name(pg_switch_wal())")
        while self._ask("SELECT last_archived_wal FROM pg_stat_archiver") < written:
            time.sleep(0.2)

    def restore(self, moment):
        """Lose all data, and restore as of a moment."""
        shutil.rmtree(self.data)
        self._run("mkdir", "-m", "700", self.data)
        self._run("tar", "-xzf", self._folder / "base" / "base.tar.gz", "-C", self.data)
        self._run("touch", self.data / "recovery.signal")
        with (self.data / "postgresql.auto.conf").open("a") as file:
            file.write(RECOVERY.format(archive=self.archive, moment=moment))
        self.start()
        while self._ask("SELECT pg_is_in_recovery()") == "t":
            time.sleep(0.2)

    def _ask(self, query):
        return self._run("psql", "-At", "-d", self.url, "-c", query).strip()

    def _run(self, program, *arguments):
        path = shutil.which(program, path=self._programs) or program
        command = [path, *map(str, arguments)]
        done = subprocess.run(
            command, user="postgres", group="postgres", cwd="/", check=True, stdout=subprocess.PIPE
        )
        return done.stdout.decode()


def run(scale):
    acts = max(2, round(ACTS * scale))
    with new_folder() as folder:
        folder.chmod(0o755)
        (folder / "postgresql").mkdir()
        cluster = Cluster(folder / "postgresql")
        cluster.create()
        site = Place(folder / "site", {"DATABASE_URL": cluster.url})
        site.managed("migrate", "-v0")
        site.managed("load_starter_content")
        cluster.back_up()
        editor = site.begin("shell", "-v0", "-c", PUBLISH)
        wanted = _publish(editor, "wanted", acts)
        moment = datetime.now(UTC)
        unwanted = _publish(editor, "unwanted", acts)
        editor.communicate()
        cluster.archive_all()
        cluster.stop("immediate")
        begun = time.monotonic()
        cluster.restore(moment)
        seconds = time.monotonic() - begun
        found = set(site.managed("shell", "-v0", "-c", HEADS).split())
        is_whole = site.manage("verify_history", "--head", wanted[-1]).returncode == 0
        cluster.stop("fast")
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
