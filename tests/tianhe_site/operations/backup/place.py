"""A site in a folder and a database of its own, and its commands."""

import os
import subprocess
import sys

from django.conf import settings
from django.db import connection

from tests import parts
from tests.site import own_variables, prepare_database


class Place:
    """Where a site is: a data folder, and a database of the tests' own kind."""

    def __init__(self, data, variables):
        programs = parts.POSTGRESQL.find() if connection.vendor == "postgresql" else ""
        path = f"{programs}:{os.environ['PATH']}" if programs else os.environ["PATH"]
        self.data = data
        self.environment = {
            **own_variables(),
            "TIANHE_DATA": str(data),
            "PATH": path,
            **variables,
        }

    def prepare(self):
        """Put the tables and the starter content there."""
        if connection.vendor == "sqlite":
            prepare_database(self.data)
        else:
            self.managed("migrate", "-v0")
            self.managed("load_starter_content")

    def manage(self, *arguments):
        """Run a command; return it as it ended."""
        return subprocess.run(
            self._command(arguments),
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
        )

    def managed(self, *arguments):
        """Run a command that must succeed; return its output."""
        done = self.manage(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refusal(self, *arguments):
        """Run a command that must be refused; return its message."""
        done = self.manage(*arguments)
        said, found, refusal = done.stderr.rpartition("CommandError: ")
        assert (done.returncode, found) == (1, "CommandError: "), done.stderr
        return refusal.strip()

    def begin(self, *arguments):
        """Start a command that goes on until its input ends."""
        return subprocess.Popen(
            self._command(arguments),
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def _command(self, arguments):
        return [sys.executable, "manage.py", *map(str, arguments)]

    def media(self):
        """Return the bytes of each stored file, by its path."""
        folder = self.data / "media"
        return {
            str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
