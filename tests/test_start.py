"""`make run`, as someone sees it who has just cloned the project."""

import fcntl
import http.client
import io
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from tests.own_database import using
from tests.ports import free_port
from tests.site import PASSWORD, START, RunningSite, prepare_database, prepare_files
from tianhe_site.operations import process_locks, static_collection
from tianhe_site.operations.management.commands import start

MAKE_RUN = ("make", "run")


def run(command, folder, **variables):
    """Run a command that should refuse; return its status and output."""
    environment = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    done = subprocess.run(
        command,
        cwd=folder,
        env={**environment, **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def prepared_data(folder):
    prepare_database(folder)
    prepare_files(folder)
    return folder


def test_first_start_creates_everything_and_the_second_keeps_it(tmp_path):
    given = {"DJANGO_SUPERUSER_PASSWORD": ""}
    with RunningSite(tmp_path, MAKE_RUN, is_first=True, **given) as site:
        assert "Starter content: loading it" in site.output
        assert f"The site:  {site.url}/" in site.output
        assert f"The admin: {site.url}/admin/" in site.output
        # Its output goes to a file, where a password would stay.
        assert "Name: admin" in site.output
        assert "manage.py recover admin" in site.output
        assert "Password:" not in site.output
        status, text = site.get("/")
        assert (status, "All news" in text) == (200, True)
        assert "/static/css/site." in text
        site.shell(
            "from pages.models import Page; from tianhe_site.publishing import workflow; "
            "page = Page.objects.get(language='en', slug='company'); "
            "page.title = 'Edited by hand'; page.save(); "
            "workflow.publish_draft(page, by=workflow.COMMAND_LINE)"
        )
    with RunningSite(tmp_path, MAKE_RUN) as site:
        assert "Starter content" not in site.output
        assert "Password" not in site.output
        assert "Static files: unchanged" in site.output
        assert "Edited by hand" in site.get("/company/")[1]
    data = tmp_path / "data"
    assert {path.name for path in data.iterdir()} >= {"db.sqlite3", "secret_key", "static"}
    assert [path for path in (data, *data.rglob("*")) if path.stat().st_mode & 0o077] == []


def test_site_is_prepared_without_being_served(tmp_path):
    data = prepared_data(tmp_path / "data")
    status, written = run(
        (sys.executable, "manage.py", "prepare"),
        settings.BASE_DIR,
        TIANHE_DATA=str(data),
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
        SITE_URL="http://127.0.0.1:1",
    )
    assert (status, "Prepared: http://127.0.0.1:1/ can be served." in written) == (0, True)
    assert "The first administrator was created. Name: admin" in written


def test_site_serves_at_once_and_is_indexed_in_the_background(tmp_path):
    notice = "The search index is being rebuilt. Some results may be missing."
    question = "/search/?q=autoimmunity"
    with RunningSite(tmp_path) as site:
        assert notice not in site.get(question)[1]
        site.shell("from tianhe_site.search.models import Row; Row.objects.all().delete()")
        with (tmp_path / "data" / "index.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            site.restart()
            assert site.get("/")[0] == 200
            status, text = site.get(question)
            assert (status, notice in text, "<ol" in text) == (200, True, False)
            assert "Search:" not in site.output
        site.wait_for_output("Search: the index is complete")
        assert "Search: indexing 32 versions while the site is running" in site.output
        status, text = site.get(question)
        assert (status, notice in text, 'href="/' in text.partition("<ol")[2]) == (200, False, True)


@pytest.fixture(scope="module")
def site_of_wei(tmp_path_factory):
    """A site whose first administrator was named by environment variables, in a folder that others
    could look into."""
    given = {
        "DJANGO_SUPERUSER_USERNAME": "wei",
        "DJANGO_SUPERUSER_PASSWORD": "given from outside",
        "DJANGO_SUPERUSER_EMAIL": "wei@example.org",
    }
    site = RunningSite(tmp_path_factory.mktemp("site-of-wei"), START, **given)
    data = Path(site.environment["TIANHE_DATA"])
    (data / "media").mkdir()
    for path, mode in ((data, 0o755), (data / "media", 0o777)):
        path.chmod(mode)
    with site:
        yield site


def test_first_administrator_has_the_requested_name_and_password(site_of_wei):
    assert "Name: wei" in site_of_wei.output
    assert "given from outside" not in site_of_wei.output
    site_of_wei.shell(
        "from django.contrib.auth import authenticate; "
        "user = authenticate(username='wei', password='given from outside'); "
        "assert user.is_superuser and user.email == 'wei@example.org'"
    )


def test_start_makes_the_data_folder_private(site_of_wei):
    data = Path(site_of_wei.environment["TIANHE_DATA"])
    assert [path.stat().st_mode & 0o777 for path in (data, data / "media")] == [0o700, 0o700]


def test_developer_files_of_packages_are_not_served(site_of_wei):
    served = Path(site_of_wei.environment["TIANHE_DATA"]) / "static"
    endings = {path.suffix for path in served.rglob("*") if path.is_file()}
    assert endings <= {
        *(".css", ".js", ".svg", ".png", ".webp", ".gif", ".ico"),
        *(".gz", ".br", ".zst"),
    }
    for name in ("staticfiles.json", ".fingerprint", "ckeditor/ckeditor/CHANGES.md"):
        assert site_of_wei.get(f"/static/{name}")[0] == 404
    assert site_of_wei.get("/static/ckeditor/ckeditor/ckeditor.js")[0] == 200


def test_served_site_shows_no_debug_page(site_of_wei):
    status, text = site_of_wei.get("/nothing-here/")
    assert status == 404
    assert "Page not found" in text
    assert "urlpatterns" not in text


def answer_to(site, path, **headers):
    """Return the status and the body of the response to a request with these headers."""
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)) as connection:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, response.read()


def test_load_balancer_may_use_the_ip_address(site_of_wei):
    assert answer_to(site_of_wei, "/healthz", Host="192.0.2.7") == (200, b"ok\n")
    assert answer_to(site_of_wei, "/", Host="192.0.2.7")[0] == 400


@pytest.mark.parametrize("place", ["/", "/news", "/nothing"])
def test_no_header_moves_the_root_of_the_site(site_of_wei, place):
    as_always = answer_to(site_of_wei, "/news/")
    assert as_always[0] == 200
    assert answer_to(site_of_wei, "/news/", Script_Name=place, Path_Info="/admin/") == as_always


def test_what_proxies_pass_on_from_visitors_changes_nothing(site_of_wei):
    host, path = "evil.example", "/admin/nothing-here/"
    for asked in ("/news/", "/admin/", "/sitemap.xml"):
        as_always = answer_to(site_of_wei, asked)
        for headers in (
            {"X-Forwarded-Host": host, "X-Forwarded-Server": host, "X-Host": host},
            {"X-Forwarded-For": "192.0.2.7", "X-Real-IP": "192.0.2.7", "Client-IP": "192.0.2.7"},
            {"X-Forwarded-Port": "81", "X-Forwarded-Prefix": "/evil", "Forwarded": f"host={host}"},
            {"X-Original-URL": path, "X-Rewrite-URL": path, "X-HTTP-Method-Override": "DELETE"},
        ):
            assert answer_to(site_of_wei, asked, **headers) == as_always, headers


def raw_answer(site, *lines, body=""):
    """Send a request as these lines say it; return the status and all of the answer."""
    request = "\r\n".join([*lines, "Connection: close", "", body])
    with closing(socket.create_connection(("127.0.0.1", site.port), timeout=30)) as connection:
        connection.sendall(request.encode())
        with connection.makefile("rb") as file:
            answer = file.read().decode(errors="replace")
    return int(answer.split()[1]), answer


@pytest.mark.parametrize(
    "lengths",
    [
        ["Content-Length: 5", "Transfer-Encoding: chunked"],
        ["Transfer-Encoding: chunked", "Content-Length: 5"],
        ["Content-Length: 5", "Content-Length: 50"],
        ["Content-Length: 5, 50"],
        ["Content-Length: +5"],
        ["Transfer-Encoding: chunked, chunked"],
        ["Transfer-Encoding: identity, chunked, identity"],
        ["Transfer-Encoding : chunked"],
        ["Transfer_Encoding: chunked", "Transfer-Encoding: x"],
    ],
)
def test_request_whose_end_two_servers_could_read_differently_is_refused(site_of_wei, lengths):
    request = ("POST /admin/login/ HTTP/1.1", f"Host: 127.0.0.1:{site_of_wei.port}", *lengths)
    status, _answer = raw_answer(site_of_wei, *request, body="0\r\n\r\nGET /smuggled HTTP/1.1\r\n")
    assert status in (400, 501)


def test_trace_sends_nothing_back(site_of_wei):
    host = f"Host: 127.0.0.1:{site_of_wei.port}"
    for path in ("/", "/admin/", "/healthz", "/static/css/site.css"):
        status, answer = raw_answer(
            site_of_wei, f"TRACE {path} HTTP/1.1", host, "Cookie: sent=canary"
        )
        assert (status, "canary" in answer) == (405, False), path


def test_no_file_of_the_project_is_served_and_no_folder_is_listed(site_of_wei):
    files = ("manage.py", ".env", ".git/config", ".git/HEAD", "requirements/base.txt")
    data = ("db.sqlite3", "secret_key", "var/secret_key")
    for name in (*files, *data):
        for folder in ("/", "/static/", "/media/", "/static/../", "/static/..%2f", "/media/..%2f"):
            assert site_of_wei.get(f"{folder}{name}")[0] in (400, 404), (folder, name)
    for folder in ("/static/", "/static/css/", "/media/", "/preview/", "/.well-known/"):
        assert site_of_wei.get(folder)[0] == 404, folder


def test_health_tells_strangers_little(site_of_wei):
    assert site_of_wei.get("/healthz") == (200, "ok\n")
    checks = "database: ok\nmigrations: ok\nstorage: ok\ndisk: ok\n"
    assert site_of_wei.get("/readyz") == (200, checks)
    for path in ("/status", "/metrics", "/server-status", "/debug", "/__debug__/"):
        assert site_of_wei.get(path)[0] in (301, 404), path


# `accounts/passwords/test_rules.py` has the other reasons.
@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("short", "Use at least 12 characters. This has 5."),
        (
            "administrator-wei",
            "It's built on what anyone would try here: administrator, wei. Use four or more "
            "unrelated words.",
        ),
    ],
)
@pytest.mark.django_db
def test_weak_password_of_the_first_administrator_is_refused(monkeypatch, password, fault):
    monkeypatch.setenv("DJANGO_SUPERUSER_USERNAME", "administrator-wei")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
    with pytest.raises(CommandError) as refused:
        start.Command()._make_first_administrator()
    assert str(refused.value).startswith(f"DJANGO_SUPERUSER_PASSWORD is weak: {fault}")


def test_start_with_debug_pages_is_refused(monkeypatch):
    monkeypatch.setattr(settings, "DEBUG", True)
    with pytest.raises(CommandError, match="run: make dev"):
        call_command("start")


def test_unwritable_data_folder_gives_one_message():
    status, written = run(MAKE_RUN, settings.BASE_DIR, TIANHE_DATA="/dev/null/data")
    assert status != 0
    assert "The data folder /dev/null/data can't be used" in written
    assert "Traceback" not in written


def test_unreadable_database_gives_one_message(tmp_path):
    (tmp_path / "db.sqlite3").mkdir()
    status, written = run(
        MAKE_RUN, settings.BASE_DIR, TIANHE_DATA=str(tmp_path), PORT=str(free_port())
    )
    assert status != 0
    assert "The database can't be used" in written
    assert "Traceback" not in written


@pytest.fixture
def refusal(settings, tmp_path, monkeypatch):
    """Return a function that starts in `tmp_path`, which must be refused, and returns the message.
    In this process: most of the time of another would go into loading the site."""
    settings.DATA_DIR, settings.PORT = tmp_path, free_port()
    monkeypatch.setattr(os, "execv", lambda *_arguments: pytest.fail("It started."))
    # The file of its lock is open for as long as the process runs.
    take, taken = process_locks.take_start_lock, ExitStack()
    monkeypatch.setattr(
        process_locks, "take_start_lock", lambda stdout: taken.enter_context(take(stdout))
    )

    def refusal():
        with taken, pytest.raises(CommandError) as refused:
            call_command("start", stdout=io.StringIO())
        return str(refused.value)

    return refusal


def test_busy_port_is_named(refusal, settings):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        settings.PORT = other.getsockname()[1]
        assert refusal().startswith(f"Port {settings.PORT} is in use.")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["start.lock", "static.fingerprint"])
def test_obstacle_to_a_startup_file_is_named(refusal, tmp_path, name):
    (tmp_path / name).mkdir()
    said = f"The data folder {tmp_path} can't be used ([Errno 21] Is a directory: "
    assert refusal().startswith(said)


@pytest.fixture
def database(tmp_path, django_db_blocker):
    """A database with the starter content, in `tmp_path`, which this process uses meanwhile, and
    waits for a moment where a site waits for ten seconds."""
    if connection.vendor != "sqlite":
        pytest.skip("on SQLite only")
    prepare_database(tmp_path)
    file = tmp_path / "db.sqlite3"
    with django_db_blocker.unblock(), using(file):
        yield file


def test_file_that_is_no_database_is_named(refusal, database):
    database.write_bytes(b"no database " * 1000)
    assert refusal() == "The database can't be used: file is not a database"


def test_start_says_that_another_program_is_using_the_database(refusal, database):
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert refusal() == (
            "Another program is using the database. Wait until it's done, then start again."
        )


def test_inconsistent_migration_history_is_refused(refusal, database):
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("DELETE FROM django_migrations WHERE app = 'pages' AND name LIKE '0002%'")
    assert refusal().startswith("The database can't be used: Migration pages.")


def test_static_files_are_collected_again_after_an_interrupted_start(
    tmp_path, settings, monkeypatch
):
    prepare_files(tmp_path)
    settings.DATA_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    # That and how they are compressed, a first start shows.
    monkeypatch.setattr(static_collection, "_collect", settings.STATIC_ROOT.mkdir)
    said = io.StringIO()
    static_collection.collect_if_changed(said)
    # As it is after "clear": the folder is empty.
    shutil.rmtree(settings.STATIC_ROOT)
    static_collection.collect_if_changed(said)
    static_collection.collect_if_changed(said)
    assert said.getvalue() == (
        "Static files: unchanged"
        "Static files: collecting and compressing them"
        "Static files: unchanged"
    )


@pytest.mark.parametrize("command", ["migrate", "load_starter_content"])
def test_preparing_command_waits_for_a_preparing_start(settings, database, command):
    settings.DATA_DIR = database.parent
    with (database.parent / "start.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        class UntilItWaits(io.StringIO):
            def write(self, text):
                lock.close()
                return super().write(text)

        said = UntilItWaits()
        call_command(command, stdout=said)
    first, *others = said.getvalue().splitlines()
    assert first == "Another process is preparing this site. Waiting until it's done"
    assert others


@pytest.fixture
def bare_clone(tmp_path):
    """The project before anything was installed."""
    shutil.copy(settings.BASE_DIR / "Makefile", tmp_path)
    shutil.copytree(settings.BASE_DIR / "requirements", tmp_path / "requirements")
    return tmp_path


def test_missing_python_gives_one_message(bare_clone):
    status, written = run(("make", "run", "PYTHON=no-such-python"), bare_clone)
    assert status != 0
    assert "Python is missing: install Python 3.11 or newer" in written


def test_old_python_gives_one_message(bare_clone):
    old = bare_clone / "old-python"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2"\nexit 1\n')
    old.chmod(0o755)
    status, written = run(("make", "run", "PYTHON=./old-python"), bare_clone)
    assert status != 0
    assert "Python 3.9.2 is too old" in written


def test_unwritable_folder_gives_one_message(bare_clone):
    # A file in the way: root, who may run these tests, writes to read-only folders too.
    (bare_clone / ".venv").write_text("")
    status, written = run(MAKE_RUN, bare_clone)
    assert status != 0
    assert "The virtual environment can't be made here." in written


# Writes down what it is asked to make, and makes as much of it as make looks for.
PYTHON_THAT_WRITES_DOWN = """#!/bin/sh
[ "$1" = -m ] || exit 0
echo "$@" >>made
mkdir -p .venv/bin
printf '#!/bin/sh\necho pip >>made\n' >.venv/bin/pip
printf '#!/bin/sh\n' >.venv/bin/python
chmod +x .venv/bin/pip .venv/bin/python
"""


@pytest.mark.skipif(not shutil.which("flock"), reason="without flock nothing is locked")
def test_two_runs_at_once_in_a_fresh_clone_install_packages_once(bare_clone):
    python = bare_clone / "python"
    python.write_text(PYTHON_THAT_WRITES_DOWN)
    python.chmod(0o755)
    command = ("make", "run", "PYTHON=./python")
    environment = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    with (bare_clone / "Makefile").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        both = [
            subprocess.Popen(
                command, cwd=bare_clone, env=environment, stdout=subprocess.PIPE, text=True
            )
            for _number in range(2)
        ]
        for each in both:
            assert each.stdout.readline() == (
                "Python packages: another make is installing them: waiting until it is done\n"
            )
    for each in both:
        each.communicate()
    assert [each.returncode for each in both] == [0, 0]
    assert (bare_clone / "made").read_text() == "-m venv .venv\npip\n"
