"""A site is restored by one process at a time, while none starts it."""

import fcntl
import secrets

import pytest


@pytest.fixture
def file(new_place, tmp_path):
    place, file = new_place("site"), tmp_path / "backup.tar.zst"
    place.prepare()
    place.managed("backup", file)
    return file


def test_a_restore_waits_until_no_other_process_prepares_the_site(new_place, file):
    place = new_place("restored")
    left = place.data / "restore-killed"
    left.mkdir(parents=True)
    with (place.data / "start.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        restoring = place.begin("restore", file)
        said = restoring.stdout.readline()
        assert said == "Another process is preparing this site. Waiting until it's done\n"
        assert left.exists()
    restoring.communicate()
    assert restoring.returncode == 0
    # And what a killed one left is gone.
    assert not left.exists()


def test_a_database_that_is_away_is_named(new_place, tmp_path):
    place = new_place("restored")
    place.environment["DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/none"
    for command in ("backup", "restore"):
        assert place.refusal(command, tmp_path / "file").startswith("The database can't be used: ")


def test_a_data_folder_that_cannot_be_made_is_named(new_place, tmp_path):
    place = new_place("restored")
    place.environment |= {"TIANHE_DATA": "/dev/null/x", "SECRET_KEY": secrets.token_urlsafe(50)}
    refusal = place.refusal("restore", tmp_path / "file")
    assert refusal.startswith("The data folder /dev/null/x can't be used")
