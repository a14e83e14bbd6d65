"""A database is backed up before migrations change it."""

import pytest

GO_BACK = ("migrate", "-v0", "operations", "0001")


@pytest.fixture
def place(new_place, django_db_blocker):
    place = new_place("site")
    with django_db_blocker.unblock():
        place.prepare()
    return place


def backups(place):
    return sorted(path.name for path in place.data.glob("backups/*"))


def test_a_new_database_needs_none(place):
    assert backups(place) == []


def test_nor_does_one_that_is_up_to_date(place):
    place.managed("migrate", "-v0")
    assert backups(place) == []


def test_nor_does_looking_at_the_plan(place):
    place.managed(*GO_BACK)
    place.manage("migrate", "--plan")
    assert backups(place) == []


@pytest.mark.postgresql
def test_one_that_is_about_to_change_is_backed_up(place, new_place):
    place.managed(*GO_BACK)
    said = place.managed("migrate", "-v0")
    (name,) = backups(place)
    assert said == f"Database: backing it up to {place.data / 'backups' / name}\n"
    restored = new_place("restored")
    restored.managed("restore", place.data / "backups" / name)
    # It was as before the migration: restoring applied it, without a backup of its own.
    assert backups(restored) == []
    assert "[ ]" not in restored.managed("showmigrations", "operations")


def test_the_newest_five_are_kept(place):
    old = [f"before-2020010{day}T000000000000Z.tar.zst" for day in range(1, 7)]
    (place.data / "backups").mkdir()
    for name in (*old, "of-mine.tar.zst"):
        (place.data / "backups" / name).touch()
    place.managed(*GO_BACK)
    place.managed("migrate", "-v0")
    found = backups(place)
    assert found[:4] + found[5:] == [*old[2:], "of-mine.tar.zst"]


def test_nothing_changes_if_it_cannot_be_made(place):
    place.managed(*GO_BACK)
    (place.data / "backups").write_text("not a folder")
    assert "--no-backup" in place.refusal("migrate", "-v0")
    assert "[ ]" in place.managed("showmigrations", "operations")
    place.managed("migrate", "-v0", "--no-backup")
    assert "[ ]" not in place.managed("showmigrations", "operations")


def test_what_killed_backups_left_is_removed(place):
    left = place.data / "backups" / ".backup-killed"
    left.mkdir(parents=True)
    (left / "database").write_bytes(b"a copy")
    place.managed(*GO_BACK)
    place.managed("migrate", "-v0")
    assert not left.exists()
