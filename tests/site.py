"""The site as `make run` starts it, in its own folder: gunicorn, hashed files, no debug mode."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from django.conf import settings

SECONDS_TO_START = 120
PASSWORD = "only for the tests"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class RunningSite:
    """Starts with `with`, stops after it. `output` is what the start wrote so far."""

    def __init__(self, folder, command=(sys.executable, "manage.py", "start"), **variables):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.command = command
        self.log = folder / f"start-{self.port}.log"
        inherited = ("DATABASE_URL", "MAKEFLAGS", "MAKELEVEL", "DJANGO_SETTINGS_MODULE")
        kept = {name: value for name, value in os.environ.items() if name not in inherited}
        self.environment = {
            **kept,
            "TIANHE_DATA": str(folder / "data"),
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            **variables,
        }

    def __enter__(self):
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(timeout=30)

    @property
    def output(self):
        return self.log.read_text()

    def get(self, path):
        """Return the status and the text of a path."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as response:
                return response.status, response.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def restart(self, **variables):
        """Stop the site and start it again with its data and these variables."""
        self.__exit__()
        self.environment |= variables
        self.__enter__()

    def shell(self, code):
        """Run Python code in the site's shell."""
        self.manage("shell", "-v0", "-c", code)

    def manage(self, *command):
        """Run a command of the site that must succeed; return its output."""
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout

    def password(self):
        """Return the administrator's password that the start showed."""
        return re.search(r"Password: (\S+)", self.output)[1]

    def wait_for_output(self, text):
        """Wait until the site has written `text`."""
        self._wait_until(lambda: text in self.output)

    def _wait(self):
        self._wait_until(self._answers)

    def _answers(self):
        try:
            self.get("/healthz")
        except OSError:
            return False
        return True

    def _wait_until(self, is_so):
        deadline = time.monotonic() + SECONDS_TO_START
        while not is_so():
            if self.process.poll() is not None:
                raise AssertionError(f"The site stopped:\n{self.output}")
            if time.monotonic() > deadline:
                raise AssertionError(f"The site did not get as far as that:\n{self.output}")
            time.sleep(0.1)
