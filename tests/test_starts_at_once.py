"""Two starts of one site at the same time, as after a double click or a crash of the host."""

import fcntl
import os
import subprocess
import sys
import urllib.request
from contextlib import ExitStack

import pytest
from django.conf import settings
from django.db import connection

from tests import site
from tests.own_database import connected_to, own_database
from tests.ports import free_port
from tests.site import prepare_database, prepare_files
from tianhe_site.operations.process_locks import ADVISORY_LOCKS
from tianhe_site.operations.starter_content import english

pytestmark = pytest.mark.django_db

WAITS = "Another process is preparing this site. Waiting until it's done\n"
# In one process: most of the time of each goes into loading the site.
LOOK = (
    "from django.contrib.auth.models import User; from pages.models import Page; "
    "from news.models import NewsItem; from django.db import connection; "
    "from django.core.management import call_command; "
    "call_command('verify_history'); call_command('check', databases=['default']); "
    "whole = connection.cursor().execute('PRAGMA integrity_check').fetchone()[0] "
    "if connection.vendor == 'sqlite' else 'ok'; "
    "print(User.objects.count(), Page.objects.count(), NewsItem.objects.count(), whole)"
)

# An administrator, and the starter content, each item in English and in Chinese.
COMPLETE = f"\n1 {2 * len(english.PAGES)} {2 * len(english.NEWS)} ok\n"


class Start:
    """A start command whose output is read as it comes."""

    def __init__(self, environment, data, port):
        self.port = port
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "start"],
            cwd=settings.BASE_DIR,
            env={
                **environment,
                "TIANHE_DATA": str(data),
                "PORT": str(port),
                "WEB_CONCURRENCY": "1",
                "PYTHONUNBUFFERED": "1",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.process.poll() is None:
            os.killpg(self.process.pid, 15)
        self.process.communicate()

    def read_until(self, line):
        for written in self.process.stdout:
            if written == line:
                return
        raise AssertionError(f"It ended before it wrote: {line}")

    def outcome(self):
        """Return "serves" once the preparation is done, or what was written after a refusal."""
        written = ""
        for line in self.process.stdout:
            written += line
            if line.startswith("The admin:"):
                return "serves"
        return written


@pytest.fixture
def environment():
    """Yield the variables of a site with its own database, on either backend."""
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    with own_database() as variables:
        yield {**inherited, **variables}


def lock(data):
    """Take the start lock as soon as it is free."""
    file = (data / "start.lock").open("a")
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


def manage(environment, data, *command):
    """Run a command that must succeed; return its output."""
    return subprocess.run(
        [*site.manage(environment), *command],
        cwd=settings.BASE_DIR,
        env={**environment, "TIANHE_DATA": str(data)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def assert_site_is_whole(environment, data):
    said = manage(environment, data, "shell", "-v0", "-c", LOOK)
    assert "The audit log is intact: " in said
    assert said.endswith(COMPLETE)


def assert_answers(start):
    with urllib.request.urlopen(f"http://127.0.0.1:{start.port}/news/", timeout=60) as response:
        assert response.status == 200


# They meet at a file of the host, whatever the database.
@pytest.mark.parametrize("is_same_port", [True, False], ids=["on one port", "on two ports"])
def test_second_start_on_a_host_waits_for_the_first_and_the_site_is_complete(
    environment, tmp_path, is_same_port
):
    port = free_port()
    ports = [port, port if is_same_port else free_port()]
    # What they prepare is no matter of the port: the other case begins with no database. How files
    # are prepared, the first start shows.
    prepare_files(tmp_path)
    if is_same_port:
        prepare_database(tmp_path)
    with ExitStack() as stack:
        # Both are let go at the same moment, and meet there as if nothing had held them.
        held = stack.enter_context(lock(tmp_path))
        starts = [stack.enter_context(Start(environment, tmp_path, each)) for each in ports]
        for start in starts:
            start.read_until(WAITS)
        held.close()
        outcomes = {start: start.outcome() for start in starts}
        serving = [start for start in starts if outcomes[start] == "serves"]
        refused = [outcomes[start] for start in starts if start not in serving]
        # A server lets go of the lock as soon as it takes connections.
        lock(tmp_path).close()
        for start in serving:
            assert_answers(start)
    assert len(serving) == (1 if is_same_port else 2)
    assert all(f"Port {port} is in use." in text for text in refused)
    assert_site_is_whole(environment, tmp_path)


@pytest.mark.postgresql
def test_second_host_waits_for_the_first_if_they_share_a_postgresql(environment, tmp_path):
    if connection.vendor != "postgresql":
        pytest.skip("on PostgreSQL only")
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        prepare_files(folder)
    with ExitStack() as stack:
        held = stack.enter_context(connected_to(environment))
        held.cursor().execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCKS["start"]])
        starts = [
            stack.enter_context(Start(environment, folder, free_port())) for folder in folders
        ]
        for start in starts:
            start.read_until(WAITS)
        held.close()
        assert [start.outcome() for start in starts] == ["serves", "serves"]
        for folder, start in zip(folders, starts, strict=True):
            lock(folder).close()
            assert_answers(start)
    assert_site_is_whole(environment, folders[0])
