"""Runs a command with DATABASE_URL naming a temporary PostgreSQL server."""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

import parts
from ports import free_port


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
        self._run("pg_ctl", "-w", "-l", self.log, "-o", options, "start")

    def stop(self, mode):
        """Stop it: "fast" as a system that shuts down does, "immediate" as a crash."""
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def _create(self):
        self._run("initdb", "-U", "tianhe", "-A", "trust", "-E", "UTF8")

    def _run(self, program, *arguments):
        command = [f"{self.programs}/{program}", "-D", self.folder / "data", *arguments]
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
