"""Runs a command with DATABASE_URL naming a temporary PostgreSQL server."""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import parts
from ports import free_port


@contextmanager
def server(programs):
    """Start a PostgreSQL on 127.0.0.1, on a free port; yield its DATABASE_URL."""
    folder = Path(tempfile.mkdtemp(prefix="tianhe-postgresql-"))
    # PostgreSQL refuses to run as root; its package brings a user for it.
    user = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    if user:
        shutil.chown(folder, "postgres", "postgres")
    port = free_port()
    data = folder / "data"
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder, **user}
    options = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off"
    subprocess.run(
        [f"{programs}/initdb", "-D", data, "-U", "tianhe", "-A", "trust", "-E", "UTF8"], **quiet
    )
    subprocess.run(
        [f"{programs}/pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"],
        **quiet,
    )
    try:
        yield f"postgres://tianhe@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([f"{programs}/pg_ctl", "-D", data, "-m", "immediate", "stop"], **quiet)
        shutil.rmtree(folder, ignore_errors=True)


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
