"""Media move to S3-compatible storage and back, each file compared, while the site is in use."""

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction

from tests.factories import make_image, make_news_item, publish_with_reasons
from tianhe_site import read_only
from tianhe_site import settings as site_settings
from tianhe_site.media_library import library, storage
from tianhe_site.operations.moving import media

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
ADD = "/admin/news/category/add/"


@pytest.fixture(autouse=True)
def image(settings, tmp_path, publisher):
    """A picture that readers see, in the data folder."""
    settings.DATA_DIR = tmp_path
    image = make_image()
    publish_with_reasons(make_news_item(picture=image), by=publisher)
    return image


@pytest.fixture
def in_folder(settings):
    """Return a function that has the site keep media in the data folder."""
    storages = settings.STORAGES

    def use():
        settings.STORAGES, settings.MEDIA_IN_S3 = storages, False

    return use


@pytest.fixture
def in_s3(settings, use_s3, s3_server):
    """Return a function that has the site keep media in a new bucket."""
    bucket = s3_server.new_bucket()

    def use():
        use_s3(s3_server.url, bucket)
        settings.MEDIA_IN_S3, settings.MEDIA_S3 = True, site_settings.MEDIA_S3
        return bucket

    return use


def stored():
    """Return the digest of each file where the settings say that media are."""
    return {
        (alias, name): storage.digest_of(alias, name)
        for alias in (storage.PRIVATE, storage.PUBLIC)
        for name in storage.names_in(alias)
    }


def test_to_s3_and_back(
    in_folder, in_s3, monkeypatch, settings, tmp_path, capsys, django_capture_on_commit_callbacks
):
    make_read_only = media.make_read_only

    def change_meanwhile(target):
        in_folder()
        with django_capture_on_commit_callbacks(execute=True):
            library.remove(unused)
        make_image("Meanwhile")
        in_s3()
        return make_read_only(target)

    unused = make_image("Unused", size=(32, 32))
    monkeypatch.setattr(media, "make_read_only", change_meanwhile)
    in_s3()
    call_command("move_media", "--to", "s3")
    said, there = capsys.readouterr().out, stored()
    in_folder()
    assert there == stored()
    assert len({name for _alias, name in there}) < len(there)
    assert f"Copied: {len(there)} files, each equal to what was uploaded.\n" in said

    with pytest.raises(OperationalError), transaction.atomic():
        User.objects.create(username="new")
    with pytest.raises(CommandError, match="^The media are being moved to the bucket media-"):
        call_command("move_media", "--done")
    in_s3()
    call_command("move_media", "--done")
    User.objects.create(username="new")

    monkeypatch.setattr(media, "make_read_only", make_read_only)
    settings.DATA_DIR = tmp_path / "new"
    call_command("move_media", "--to", "folder")
    folder = settings.DATA_DIR / "media"
    assert {path.name for path in folder.rglob("*.*")} == {
        name.rpartition("/")[2] for _alias, name in there
    }
    call_command("move_media", "--cancel")
    assert read_only.mark(connection) is None


def test_a_move_that_was_stopped_goes_on(in_folder, in_s3, monkeypatch):
    copy, copied = media._copy, []

    def copy_some(source, target, part):
        copied.append(part.name)
        if len(copied) == 2:
            raise KeyboardInterrupt
        copy(source, target, part)

    monkeypatch.setattr(media, "_copy", copy_some)
    in_s3()
    with pytest.raises(KeyboardInterrupt):
        call_command("move_media", "--to", "s3")
    # Most of it is done while the site is in use.
    assert read_only.mark(connection) is None
    assert len(stored()) == 1
    monkeypatch.setattr(media, "_copy", copy)
    call_command("move_media", "--to", "s3")
    there = stored()
    in_folder()
    assert there == stored()


def test_a_damaged_file_stops_the_move(in_s3, image, media_folders):
    damaged = media_folders / "private" / image.current.name
    damaged.write_bytes(damaged.read_bytes() + b"x")
    in_s3()
    with pytest.raises(CommandError, match=f"^{image.current.name} differs from what was uploaded"):
        call_command("move_media", "--to", "s3")
    assert read_only.mark(connection) is None


def test_without_a_bucket_there_is_nothing_to_move_to():
    with pytest.raises(CommandError, match="^Set MEDIA_S3_… for this command"):
        call_command("move_media", "--to", "s3")


def test_two_moves_at_once_are_refused(in_s3):
    in_s3()
    read_only.begin(connection, "postgres://127.0.0.1/tianhe")
    for step in (["--to", "s3"], ["--done"], ["--cancel"]):
        with pytest.raises(CommandError, match="^The site is being moved to postgres://127.0.0.1"):
            call_command("move_media", *step)
    assert read_only.is_on(connection)
