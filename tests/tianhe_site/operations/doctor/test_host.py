"""What the doctor says about the machine."""

import os
from collections import namedtuple

import pytest

from tianhe_site.operations import doctor
from tianhe_site.operations.doctor import FAULT, OK, WARN, Result, host

ACCOUNT = host._account(os.geteuid())


@pytest.fixture
def data(tmp_path, settings):
    """A data folder with a file, as the site makes it."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir(mode=0o700)
    (settings.DATA_DIR / "db.sqlite3").touch(mode=0o600)
    return settings.DATA_DIR


def test_private_data_folder_is_right(data):
    assert host.check_data_folder() == Result(OK, "data folder", f"{data} is for the site alone.")
    assert host.check_account().level == OK


def test_data_folder_that_others_can_read_is_a_fault(data):
    (data / "db.sqlite3").chmod(0o644)
    assert host.check_data_folder() == Result(
        FAULT,
        "data folder",
        f"other accounts of this machine can get at {data}/db.sqlite3.",
        f"Close it: chmod -R go= {data}",
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root can give a file away.")
def test_file_of_another_account_is_a_fault_however_deep_it_is(data):
    deep = data / "media" / "private" / "images"
    deep.mkdir(mode=0o700, parents=True)
    (deep / "of-root.png").touch()
    os.chown(deep / "of-root.png", 12345, -1)
    (data / "media").chmod(0o700)
    assert host.check_data_folder() == Result(
        FAULT,
        "data folder",
        f"{deep}/of-root.png belongs to 12345.",
        f"Give it to the site: chown -R {ACCOUNT} {data}",
    )


def test_missing_data_folder_is_a_fault(data, settings):
    settings.DATA_DIR = data / "elsewhere"
    assert host.check_data_folder() == Result(
        FAULT,
        "data folder",
        f"{data}/elsewhere isn't there.",
        f"Make it: install -d -m 700 -o {ACCOUNT} {data}/elsewhere",
    )
    assert host.check_account() is None


def test_folder_of_another_account_is_a_fault(data, monkeypatch):
    monkeypatch.setattr(host.os, "geteuid", lambda: os.stat(data).st_uid + 12345)
    assert host.check_account().level == FAULT


@pytest.mark.parametrize(("mode", "level"), [(0o600, OK), (0o640, FAULT)])
def test_settings_are_for_the_site_alone(tmp_path, settings, mode, level):
    settings.BASE_DIR = tmp_path
    assert host.check_settings_file().level == OK
    (tmp_path / ".env").touch()
    (tmp_path / ".env").chmod(mode)
    assert host.check_settings_file().level == level


@pytest.mark.parametrize(("megabytes", "level"), [(99, FAULT), (499, WARN), (500, OK)])
def test_room_on_the_disk(data, settings, monkeypatch, megabytes, level):
    settings.MINIMUM_FREE_MB = 100
    usage = namedtuple("usage", "free")(megabytes * 1024**2)
    monkeypatch.setattr(host.shutil, "disk_usage", lambda path: usage)
    assert host.check_disk().level == level


@pytest.mark.parametrize(("answer", "level"), [("yes", OK), ("no", WARN), ("", WARN)])
def test_clock_is_kept_by_a_time_server(monkeypatch, answer, level):
    monkeypatch.setattr(host.shutil, "which", lambda name: name)
    monkeypatch.setattr(host, "_output", lambda *command: answer)
    assert host.check_clock().level == level


@pytest.mark.parametrize(("processes", "level"), [(1, OK), (100_000, WARN)])
def test_processes_fit_the_memory(settings, processes, level):
    settings.WEB_CONCURRENCY = processes
    assert host.check_processes().level == level


@pytest.mark.parametrize(("is_production", "level"), [(True, OK), (False, WARN)])
def test_site_for_this_machine_alone_is_pointed_out(settings, is_production, level):
    settings.PRODUCTION = is_production
    assert host.check_site_url().level == level


def test_check_that_fails_is_a_fault_and_ends_no_other():
    def check_nothing():
        raise OSError("no such thing\nhere")

    found = doctor.run({"this": check_nothing, "that": lambda: Result(OK, "that", "is right.")})
    assert list(map(str, found)) == [
        "fault  this: couldn't be checked (OSError: no such thing here).",
        "ok     that: is right.",
    ]
