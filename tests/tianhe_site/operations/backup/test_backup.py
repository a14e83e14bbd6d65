"""A backup of a site in use becomes the same site again, in an empty place."""

from pathlib import Path
from typing import NamedTuple

import pyrage
import pytest

from tests.own_database import own_database
from tests.tianhe_site.operations.backup.place import HEAD, SHOW_A_PICTURE, Place
from tianhe_site import RELEASE
from tianhe_site.operations.starter_content import english

WRITE_ON = """
import sys, threading
from news.models import Category, NewsItem
from tianhe_site.publishing import clock, workflow
category = Category.objects.first()
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
number = 0
while not ended.is_set():
    number += 1
    item = NewsItem(slug=f"n-{number}", title=f"N {number}", summary="S", category=category)
    item.body = "<p>Words.</p>"
    item.save()
    workflow.import_edition(
        item, by=workflow.COMMAND_LINE, live_from=clock.now(), note="Meanwhile"
    )
    if number == 3:
        print("begun", flush=True)
print(number)
"""
COUNT_SESSIONS = "from django.contrib.sessions.models import Session as S; print(S.objects.count())"
# As soon as the database is in its place.
BE_KILLED = """
import os
from pathlib import Path
from tianhe_site.operations.backup import restoring
put_back = restoring.snapshot.put_back
restoring.snapshot.put_back = lambda path: (put_back(path), os._exit(9))
Path(os.environ["TIANHE_DATA"]).mkdir(exist_ok=True)
restoring.restore(Path({!r}))
"""


def rows_of(place):
    """Return all rows apart from the sessions, which no restored site has."""
    rows = place.rows()
    del rows["sessions.Session"]
    return rows


@pytest.fixture(scope="module")
def place(tmp_path_factory, django_db_setup, django_db_blocker):
    """A site with the starter content, a picture that readers see, and somebody logged in."""
    with django_db_blocker.unblock(), own_database() as variables:
        place = Place(tmp_path_factory.mktemp("backup") / "site", variables)
        place.prepare()
        place.managed("shell", "-v0", "-c", SHOW_A_PICTURE)
        yield place


@pytest.fixture(scope="module")
def made(place):
    """A backup of it, what the command said, and what was in the site then."""
    file = place.data.parent / "backup.tar.zst"
    said = place.managed("backup", file)
    return Made(file, HEAD.search(said).groups(), rows_of(place), place.media())


class Made(NamedTuple):
    file: Path
    log: tuple
    rows: dict
    media: dict


@pytest.mark.postgresql
def test_a_restored_site_has_the_same_rows_and_files_and_no_session(place, made, new_place):
    restored = new_place("restored")
    said = restored.managed("restore", made.file)
    assert HEAD.search(said).groups() == made.log
    assert rows_of(restored) == made.rows
    assert restored.media() == made.media != {}
    assert sorted(path.name for path in made.file.parent.iterdir()) == ["backup.tar.zst", "site"]
    counts = [each.managed("shell", "-v0", "-c", COUNT_SESSIONS) for each in (place, restored)]
    assert counts == ["1\n", "0\n"]


@pytest.mark.postgresql
def test_a_restore_that_is_killed_leaves_no_session_and_no_site_until_it_goes_on(made, new_place):
    restored = new_place("restored")
    code = BE_KILLED.format(str(made.file))
    assert restored.manage("shell", "-v0", "-c", code).returncode == 9
    assert restored.managed("shell", "-v0", "-c", COUNT_SESSIONS) == "0\n"
    assert "was stopped before it was verified." in restored.refusal("prepare")
    assert restored.media() != made.media
    said = restored.managed("restore", made.file)
    assert HEAD.search(said).groups() == made.log
    assert rows_of(restored) == made.rows
    assert restored.media() == made.media


def test_an_encrypted_backup_needs_its_key(place, made, new_place, tmp_path):
    file, key = tmp_path / "backup.age", pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(f"# created: today\n{key}\n")
    (tmp_path / "other").write_text(f"{pyrage.x25519.Identity.generate()}\n")
    place.managed("backup", file, "--recipient", key.to_public())
    restored = new_place("restored")
    assert restored.refusal("restore", file) == (
        "This backup is encrypted. Name the file with its private key: --identity FILE"
    )
    assert restored.refusal("restore", file, "--identity", tmp_path / "other") == (
        f"{file} can't be decrypted: it's for another key, or it's damaged."
    )
    restored.managed("restore", file, "--identity", tmp_path / "key")
    assert rows_of(restored) == made.rows


class TestRefused:
    def test_where_a_site_is(self, place, made):
        assert place.refusal("restore", made.file) == (
            "The database isn't empty. Restore into a new one: name it in DATABASE_URL, or choose "
            "another data folder in TIANHE_DATA."
        )
        assert (rows_of(place), place.media()) == (made.rows, made.media)

    def test_where_media_are(self, made, new_place):
        restored = new_place("restored")
        kept = restored.data / "media" / "private" / "of-another-site.png"
        kept.parent.mkdir(parents=True)
        kept.write_bytes(b"kept")
        assert restored.refusal("restore", made.file) == (
            "There are media files here already. Restore into an empty place."
        )
        assert kept.read_bytes() == b"kept"

    def test_a_damaged_file(self, made, new_place, tmp_path):
        content = bytearray(made.file.read_bytes())
        for at in (len(content) // 3, len(content) // 2, len(content) - 20):
            content[at] ^= 0xFF
        (tmp_path / "damaged").write_bytes(content)
        restored = new_place("restored")
        assert "damaged" in restored.refusal("restore", tmp_path / "damaged")
        assert restored.media() == {}
        restored.managed("restore", made.file)

    def test_a_file_that_was_cut(self, made, new_place, tmp_path):
        cut = tmp_path / "cut"
        cut.write_bytes(made.file.read_bytes()[:-1000])
        assert new_place("restored").refusal("restore", cut) in (
            f"{cut} is damaged, or isn't a backup.",
            "The backup isn't complete: its end is missing.",
        )

    def test_no_backup(self, new_place, tmp_path):
        (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff" * 1000)
        restored = new_place("restored")
        assert restored.refusal("restore", tmp_path / "photo.jpg") == (
            f"{tmp_path / 'photo.jpg'} is damaged, or isn't a backup."
        )
        assert restored.refusal("restore", tmp_path / "missing") == (
            f"{tmp_path / 'missing'} can't be read or unpacked (No such file or directory)."
        )

    def test_one_of_a_later_release(self, place, new_place, tmp_path):
        file = tmp_path / "backup"
        code = f"""
from pathlib import Path
from tianhe_site.operations.backup import making
making.RELEASE = "999.0.0"
making.back_up(Path({str(file)!r}))
"""
        place.managed("shell", "-v0", "-c", code)
        assert new_place("restored").refusal("restore", file) == (
            f"The backup was made by release 999.0.0, and this is {RELEASE}. Install that one."
        )

    def test_to_overwrite_a_file(self, place, made):
        before = made.file.read_bytes()
        assert place.refusal("backup", made.file) == (
            f"{made.file} already exists. Choose another name."
        )
        assert made.file.read_bytes() == before

    def test_a_folder_that_does_not_exist(self, place, tmp_path):
        assert place.refusal("backup", tmp_path / "none" / "backup") == (
            f"The folder {tmp_path / 'none'} doesn't exist."
        )

    def test_a_key_that_is_none(self, place, tmp_path):
        assert place.refusal("backup", tmp_path / "b", "--recipient", "age1x") == (
            "'age1x' isn't a public age key. It begins with age1."
        )
        assert list(tmp_path.iterdir()) == []

    def test_a_name_that_was_taken_meanwhile(self, place, tmp_path):
        file = tmp_path / "b"
        code = f"""
from pathlib import Path
from tianhe_site.operations.backup import making
file = Path({str(file)!r})
try:
    making.back_up(file, progress=lambda _message: file.write_text("of another"))
except making.archive.BackupError as error:
    print(error)
"""
        said = place.managed("shell", "-v0", "-c", code)
        assert said == f"{file} already exists. Choose another name.\n"
        assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [
            ("b", "of another")
        ]

    def test_on_a_disk_that_is_full(self, place, tmp_path):
        code = f"""
import resource
from django.core.management import call_command
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
call_command("backup", {str(tmp_path / "b")!r})
"""
        said = place.refusal("shell", "-v0", "-c", code)
        assert said.startswith(("The database can't be copied (disk I/O error).", "pg_dump failed"))
        assert list(tmp_path.iterdir()) == []

    def test_a_site_whose_media_are_missing(self, place, tmp_path):
        lost = next(path for path in (place.data / "media" / "private").rglob("*.*"))
        content = lost.read_bytes()
        lost.unlink()
        said = place.refusal("backup", tmp_path / "b")
        lost.write_bytes(content)
        assert said.endswith("Otherwise, run manage.py verify_media.")
        assert list(tmp_path.iterdir()) == []


@pytest.mark.postgresql
def test_a_backup_of_a_site_that_is_written_to_is_of_one_moment(place, new_place, tmp_path):
    writer = place.begin("shell", "-v0", "-c", WRITE_ON)
    assert writer.stdout.readline() == "begun\n"
    said = place.managed("backup", tmp_path / "backup.tar.zst")
    written, _ = writer.communicate()
    restored = new_place("restored")
    log = HEAD.search(said).groups()
    assert HEAD.search(restored.managed("restore", tmp_path / "backup.tar.zst")).groups() == log
    before, after = rows_of(restored)["news.NewsItem"], rows_of(place)["news.NewsItem"]
    numbers = [row["publishable_ptr_id"] for row in after]
    assert [row["publishable_ptr_id"] for row in before] == numbers[: len(before)]
    starter = 2 * len(english.NEWS)
    assert starter + 3 <= len(before) <= len(after) == starter + int(written)
