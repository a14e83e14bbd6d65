"""What isn't a backup is refused in a sentence, and leaves an empty place."""

import hashlib
import io
import json
import tarfile

import pyrage
import pytest
import zstandard
from django.db import connection

from tianhe_site.operations.backup import BackupError, archive

STRANGE = "The backup has something in it that doesn't belong there."
UNREADABLE = "The backup's manifest can't be read."


def manifest(*members, **facts):
    """Return the manifest of a backup of members: pairs of a name and bytes."""
    files = [
        {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in members
    ]
    known = {"version": 1, "made_at": "2026-01-01", "database": connection.vendor, "release": ""}
    return "manifest.json", json.dumps(
        {**known, "head": "", "entries": 0, "files": files, **facts}
    ).encode()


def write(path, *members):
    """Write a tar under Zstandard of members: pairs of a name and bytes, or of a name and the
    target of a link."""
    with zstandard.open(path, "wb") as stream, tarfile.open(fileobj=stream, mode="w|") as tar:
        for name, content in members:
            member = tarfile.TarInfo(name)
            if isinstance(content, str):
                member.type, member.linkname = tarfile.SYMTYPE, content
                tar.addfile(member)
            else:
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))
    return path


@pytest.mark.parametrize(
    "members",
    [
        [("media/../../out", b"x")],
        [("/tmp/out", b"x")],
        [("database/../out", b"x")],
        [("media/a", "/etc/passwd")],
        [("database", b"x"), manifest(("database", b"x")), ("media/late", b"x")],
    ],
)
def test_member_that_does_not_belong_there(new_place, tmp_path, members):
    file = write(tmp_path / "backup", *members)
    place = new_place("restored")
    assert place.refusal("restore", file) == STRANGE
    assert place.media() == {}


def test_two_members_of_one_name(new_place, tmp_path):
    file = write(tmp_path / "backup", ("database", b"x"), ("database", b"y"))
    assert "can't be read or unpacked (File exists)" in new_place("r").refusal("restore", file)


@pytest.mark.parametrize(
    "broken",
    [
        ("manifest.json", b"[]"),
        ("manifest.json", b'{"version": 1}'),
        ("manifest.json", b"[" * 100_000),
        manifest(release="latest"),
        manifest(files=["database"]),
        manifest(head=None),
    ],
)
def test_manifest_that_cannot_be_read(new_place, tmp_path, broken):
    file = write(tmp_path / "backup", ("database", b"x"), broken)
    assert new_place("restored").refusal("restore", file) == UNREADABLE


def test_manifest_of_a_later_version(new_place, tmp_path):
    file = write(tmp_path / "backup", ("manifest.json", b'{"version": 2}'))
    assert new_place("restored").refusal("restore", file) == (
        "This backup was made by a later release. Install that one first."
    )


@pytest.mark.postgresql
def test_database_that_is_none_leaves_an_empty_place(new_place, tmp_path):
    members = [("database", b"no database"), ("media/aa/a.png", b"a picture")]
    file = write(tmp_path / "backup", *members, manifest(*members))
    place = new_place("restored")
    for _try in range(2):
        said = place.refusal("restore", file)
        assert said.startswith(("The copy of the database is damaged", "pg_restore failed"))
        assert place.media() == {}


def test_media_storage_that_is_away_is_named(new_place, tmp_path):
    members = [("database", b"no database"), ("media/aa/a.png", b"a picture")]
    file = write(tmp_path / "backup", *members, manifest(*members))
    place = new_place("restored")
    place.environment |= {
        "MEDIA_S3_ENDPOINT": "http://127.0.0.1:1",
        "MEDIA_S3_BUCKET": "none",
        "MEDIA_S3_ACCESS_KEY": "of-nobody",
        "MEDIA_S3_SECRET_KEY": "for the tests",
        "MEDIA_S3_REGION": "us-east-1",
    }
    assert "file storage isn't responding" in place.refusal("restore", file)


def test_disk_that_is_full_for_the_encrypted_file(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "encrypted").symlink_to("/dev/full")
    key = str(pyrage.x25519.Identity.generate().to_public())
    refusal = pytest.raises(
        BackupError, match=r"/backup can't be written \(No space left on device"
    )
    with refusal, archive.writing(tmp_path / "backup", folder, key) as writer:
        writer.finish({})
    assert [path.name for path in tmp_path.iterdir()] == ["work"]
