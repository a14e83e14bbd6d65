"""Runs a command with DATABASE_URL naming a temporary PostgreSQL server."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import parts
import psycopg
from ports import free_port

ARCHIVE = Path(__file__).resolve().parent.parent / "deploy" / "postgresql-archive.conf"
# What docs/backups.md says.
RECOVERY = """
restore_command = 'cp {archive}/%f %p'
recovery_target_time = '{moment}'
recovery_target_action = 'promote'
"""


class Server:
    """A PostgreSQL on 127.0.0.1, on a free port; `url` is its DATABASE_URL. Starts with `with`."""

    options = ""

    def __init__(self, programs):
        # A link to one of the programs may stand alone in its folder.
        self.programs = Path(programs, "initdb").resolve().parent
        self.folder = Path(tempfile.mkdtemp(prefix="tianhe-postgresql-"))
        # PostgreSQL refuses to run as root; its package brings a user for it.
        self.user = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
        if self.user:
            shutil.chown(self.folder, "postgres", "postgres")
        self.port = free_port()
        self.url = f"postgres://tianhe@127.0.0.1:{self.port}/postgres"
        self.log = self.folder / "log"
        self._create()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        # A test may have stopped it.
        with suppress(subprocess.CalledProcessError):
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        options = f"-h 127.0.0.1 -p {self.port} -k {self.folder} -c fsync=off {self.options}"
        self._run("pg_ctl", "-w", "-t", "300", "-l", self.log, "-o", options, "start")

    def stop(self, mode):
        """Stop it: "fast" as a system that shuts down does, "immediate" as a crash."""
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def _create(self):
        self._run("initdb", "-U", "tianhe", "-A", "trust", "-E", "UTF8")

    def _run(self, program, *arguments, folder="data"):
        self._call(f"{self.programs}/{program}", "-D", self.folder / folder, *arguments)

    def _call(self, *command):
        """Run a program by the server's account."""
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **self.user)


class Replica(Server):
    """Follows a `Server` that runs; each statement that it gets is in its `log`."""

    options = "-c log_statement=all"

    def __init__(self, primary):
        self.primary = primary
        super().__init__(primary.programs)

    def _create(self):
        copied = ("-R", "-c", "fast", "-h", "127.0.0.1", "-p", f"{self.primary.port}")
        self._run("pg_basebackup", "-U", "tianhe", *copied)


class Archived(Server):
    """Archives what it writes as deploy/postgresql-archive.conf says, to its own folder, and is
    restored from there as docs/backups.md says."""

    def back_up(self):
        """Make the base that `restore` begins with."""
        self._run("pg_basebackup", "-F", "tar", "-z", "-d", self.url, folder="base")

    def archive_all(self):
        """Return once all that was written is in the archive."""
        written = self._ask("SELECT pg_walfile_name(pg_switch_wal())")
        while (self._ask("SELECT last_archived_wal FROM pg_stat_archiver") or "") < written:
            time.sleep(0.2)

    def restore(self, moment):
        """Lose all data, and restore as of a moment."""
        data = self.folder / "data"
        shutil.rmtree(data)
        self._call("mkdir", "-m", "700", data)
        self._call("tar", "-xzf", self.folder / "base" / "base.tar.gz", "-C", data)
        self._call("touch", data / "recovery.signal")
        with (data / "postgresql.auto.conf").open("a") as file:
            file.write(RECOVERY.format(archive=self.folder / "wal", moment=moment))
        self.start()
        while self._ask("SELECT pg_is_in_recovery()"):
            time.sleep(0.2)

    def _create(self):
        super()._create()
        self._call("mkdir", self.folder / "wal")
        configuration = ARCHIVE.read_text().replace("/srv/tianhe-wal", f"{self.folder}/wal")
        with (self.folder / "data" / "postgresql.conf").open("a") as file:
            file.write(configuration)

    def _ask(self, query):
        with psycopg.connect(self.url, autocommit=True) as database:
            return database.execute(query).fetchone()[0]


@contextmanager
def server(programs):
    """Start a PostgreSQL; yield its DATABASE_URL."""
    with Server(programs) as started:
        yield started.url


def main(command):
    # Not `problem`, which starts this program.
    programs = parts.POSTGRESQL.find()
    if not programs:
        print(f"Skipped on PostgreSQL. {parts.POSTGRESQL.problem}")
        return 1 if parts.IN_CI else 0
    with server(programs) as url:
        return subprocess.run(
            command, env={**os.environ, "DATABASE_URL": url}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
