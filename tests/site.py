"""The site as `make run` starts it, in its own folder: gunicorn, hashed files, no debug mode."""

import atexit
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from functools import cache
from pathlib import Path

from django.conf import settings

from tests.ports import free_port

SECONDS_TO_START, SECONDS_TO_STOP = 120, 60
START = (sys.executable, "manage.py", "start")
# Without preparing anything, where a start has done that already.
GUNICORN = (sys.executable, "-m", "gunicorn")
COMMAND_CLIENT = str(Path(__file__).with_name("command_client.py"))
# What the site asks the settings when it is loaded, and never again.
ASKED_ONCE = ("SITE_URL", "LANGUAGES", "OIDC_ISSUER", "DEBUG")
PASSWORD = "only for the tests"
DATABASE, ABOUT_STATIC = "db.sqlite3", ("static.fingerprint", "staticfiles.json")
WITHOUT_ADMINISTRATOR = "without-administrator.sqlite3"
# A site replaces these files, and never writes into one.
FOLDERS = ("static", "catalogs")
# What a first start prepares, and the database as it is when the password is refused.
PREPARE = f"""
import os, shutil
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections
os.environ["DJANGO_SUPERUSER_PASSWORD"] = "weak"
try:
    call_command("prepare")
except CommandError as refusal:
    assert "DJANGO_SUPERUSER_PASSWORD is weak" in str(refusal)
connections.close_all()
shutil.copy2(settings.DATA_DIR / "{DATABASE}", settings.DATA_DIR / "{WITHOUT_ADMINISTRATOR}")
os.environ["DJANGO_SUPERUSER_PASSWORD"] = "{PASSWORD}"
call_command("prepare")
"""


def own_variables():
    """Return the variables of this process, without those that would lead a site elsewhere."""
    inherited = ("DATABASE_URL", "MAKEFLAGS", "MAKELEVEL", "DJANGO_SETTINGS_MODULE")
    return {name: value for name, value in os.environ.items() if name not in inherited}


@cache
def _command_server():
    """Return the address of the server of commands, which ends with these tests."""
    folder = Path(tempfile.mkdtemp(prefix="tianhe-commands-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = subprocess.Popen(
        (sys.executable, "-m", "tests.command_server", folder / "socket"),
        cwd=settings.BASE_DIR,
        env={
            **own_variables(),
            "TIANHE_DATA": str(folder),
            "DJANGO_SETTINGS_MODULE": "tianhe_site.settings",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert server.stdout.readline() == b"ready\n"
    atexit.register(server.communicate)
    return str(folder / "socket")


def manage(environment):
    """Return the beginning of a command line that does what `manage.py` does in an environment."""
    if any(name in environment for name in ASKED_ONCE):
        return (sys.executable, "manage.py")
    return (sys.executable, "-S", COMMAND_CLIENT, _command_server())


@cache
def _folder():
    """Return the folder for what is made once: that of the shares of `make test`, or one of these
    tests alone."""
    if shared := os.environ.get("TIANHE_PREPARED"):
        return Path(shared)
    own = Path(tempfile.mkdtemp(prefix="tianhe-prepared-"))
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    return own


def _made_once(name, make):
    """Return the data folder of this name, which `make` fills for the first who asks."""
    data, unfinished = _folder() / name, _folder() / f"{name}.unfinished"
    with data.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not data.exists():
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(data)
    return data


def migrated_database():
    """Return the file of a database with what the migrations make: seven seconds of processor
    time."""
    return _made_once("migrated", _migrate) / DATABASE


def _migrate(data):
    subprocess.run(
        (sys.executable, "manage.py", "migrate", "-v0"),
        cwd=settings.BASE_DIR,
        env={**own_variables(), "TIANHE_DATA": str(data)},
        check=True,
    )


def _prepared():
    """Return the folder with what each first start prepares."""
    return _made_once("prepared", _prepare)


def _prepare(data):
    """It takes six seconds of processor time."""
    shutil.copy2(migrated_database(), data)
    subprocess.run(
        (sys.executable, "manage.py", "shell", "-v0", "-c", PREPARE),
        cwd=settings.BASE_DIR,
        env={**own_variables(), "TIANHE_DATA": str(data)},
        stdout=subprocess.DEVNULL,
        check=True,
    )


def prepare_database(data, name=WITHOUT_ADMINISTRATOR):
    """Put a database with the starter content into a data folder."""
    data.mkdir(parents=True, exist_ok=True)
    shutil.copy2(_prepared() / name, data / DATABASE)


def prepare_files(data):
    """Put the static files and the catalogs of a site into a data folder, as an earlier start left
    them."""
    data.mkdir(parents=True, exist_ok=True)
    for name in FOLDERS:
        shutil.copytree(_prepared() / name, data / name, copy_function=_link_or_copy)
    for name in ABOUT_STATIC:
        shutil.copy2(_prepared() / name, data)


def _link_or_copy(source, target):
    try:
        os.link(source, target)
    except OSError:
        # On another disk.
        shutil.copy2(source, target)


# Runs each line of its input, which is code as JSON; answers with a line: what that wrote, and the
# traceback if it failed.
RUN_LINES = """
import contextlib, io, json, sys, traceback
from django.db import connections
for line in sys.stdin:
    written, failure = io.StringIO(), ""
    try:
        with contextlib.redirect_stdout(written):
            exec(json.loads(line), dict(globals()))
    except BaseException:
        failure = traceback.format_exc()
    connections.close_all()
    print(json.dumps([written.getvalue(), failure]), flush=True)
"""


class RunningSite:
    """Starts with `with`, stops after it. `output` is what the start wrote so far.

    In a new folder gunicorn alone serves what an earlier start prepared: the starter content, the
    static files, and the administrator `admin` with `PASSWORD`. Another database, and a folder that
    is there, are prepared by a start. With that `command`, there is no administrator yet; if it
    `is_first`, there is nothing. `code` is the folder of another release's code.
    """

    def __init__(
        self,
        folder,
        command=None,
        *,
        is_first=False,
        code=settings.BASE_DIR,
        **variables,
    ):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.code = code
        self._shell = None
        self.log = folder / f"start-{self.port}.log"
        self.environment = {
            **own_variables(),
            "TIANHE_DATA": str(folder / "data"),
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            # A process takes a second to start, and few tests need two.
            "WEB_CONCURRENCY": "1",
            "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
            "ACCESS_LOG": "0",
            **variables,
        }
        data = Path(self.environment["TIANHE_DATA"])
        is_new, has_database = not is_first and not data.exists(), "DATABASE_URL" in variables
        is_prepared = command is None and is_new and not has_database
        self.command = command or (GUNICORN if is_prepared else START)
        if is_new:
            prepare_files(data)
        if is_new and not has_database:
            prepare_database(data, DATABASE if is_prepared else WITHOUT_ADMINISTRATOR)

    def __enter__(self):
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.code,
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
        self._end_shell()
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(timeout=SECONDS_TO_STOP)

    @property
    def output(self):
        return self.log.read_text()

    def get(self, path):
        """Return the status and the text of a path."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=60) as response:
                return response.status, response.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def restart(self, **variables):
        """Stop the site and start it again with its data and these variables."""
        self.__exit__()
        self.environment |= variables
        self.__enter__()

    def shell(self, code):
        """Run Python code in the site's shell; return its output.

        All code runs in one process: most of the time of another would go into loading the site.
        """
        self._shell = self._shell or self._start_shell()
        self._shell.stdin.write(json.dumps(code) + "\n")
        self._shell.stdin.flush()
        written, failure = json.loads(self._shell.stdout.readline())
        assert not failure, failure
        return written

    def manage_in_turn(self, *commands):
        """Run commands that must all succeed, in the shell; return the output of all."""
        loop = f"for command in {commands!r}: call_command(*command)"
        return self.shell(f"from django.core.management import call_command\n{loop}")

    def _manage(self):
        is_ours = self.code == settings.BASE_DIR
        return manage(self.environment) if is_ours else (sys.executable, "manage.py")

    def _start_shell(self):
        return subprocess.Popen(
            [*self._manage(), "shell", "-v0", "-c", RUN_LINES],
            cwd=self.code,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def _end_shell(self):
        if self._shell:
            self._shell.communicate()
            self._shell = None

    def wait_for_output(self, text):
        """Wait until the site has written `text`."""
        self._wait_until(lambda: text in self.output)

    def wait_until_shown(self, path, *texts):
        """Wait until a page shows all of some texts."""

        def is_shown():
            page = self.get(path)[1]
            return all(text in page for text in texts)

        self._wait_until(is_shown)

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
