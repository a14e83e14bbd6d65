"""Storage: works the same in a folder and in a real S3 server, and fails with a message."""

import io
import os
import socket
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from news.models import NewsItem
from tests.factories import (
    document_upload,
    make_document,
    make_image,
    make_news_item,
    picture_upload,
    publish_with_reasons,
)
from tests.ports import free_port
from tianhe_site.media_library import clean_up, library, s3, storage
from tianhe_site.media_library.models import Asset, Document, File, Image
from tianhe_site.publishing import workflow
from tianhe_site.publishing.errors import PublishingError

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

UPLOAD = "/admin/media_library/image/upload/"
JSON = {"HTTP_ACCEPT": "application/json"}
DOES_NOT_ANSWER = (
    "The file storage isn't responding, or refused the request. Nothing was changed. Try again in "
    "a minute. If it still fails, tell an administrator."
)
STOPPED = "Stopped: the file storage isn't responding, or refused a request"


@pytest.fixture
def staff(client, publisher):
    client.force_login(publisher)
    return client


@pytest.fixture
def reader(client):
    return client


@pytest.fixture
def nothing_is_young(monkeypatch):
    monkeypatch.setattr(clean_up, "MAX_UPLOAD_TIME", timedelta())


@pytest.fixture
def at_once(django_capture_on_commit_callbacks):
    """Return a function that calls another one and runs its on-commit hooks."""

    def do(act, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return act(*args, **kwargs)

    return do


def upload(staff, file, path=UPLOAD):
    return staff.post(path, {"file": file}, **JSON)


def stored(alias=storage.PRIVATE):
    return sorted(storage.names_in(alias))


def public():
    return stored(storage.PUBLIC)


def public_names(asset):
    return sorted(library.public_names_of(asset.current))


def publish(publisher, image=None, slug="grant"):
    """Publish an item that shows a picture, and return it."""
    item = make_news_item(slug, picture=image)
    publish_with_reasons(item, by=publisher)
    return item


def said_by(command, *args):
    """Return the output of a command."""
    written = io.StringIO()
    call_command(command, *args, stdout=written, stderr=written)
    return written.getvalue()


# Both storages


@pytest.mark.usefixtures("either_storage")
def test_check_of_a_storage_that_works_leaves_nothing_in_it():
    storage.check()
    assert stored() == []


def test_check_notices_a_storage_that_refuses_or_is_away(s3_server, use_s3):
    for endpoint, key in [(s3_server.url, "wrong"), (f"http://127.0.0.1:{free_port()}", "any")]:
        use_s3(endpoint, secret_key=key)
        with pytest.raises(storage.StorageError):
            storage.check()


@pytest.mark.usefixtures("either_storage")
def test_upload_and_its_sizes_are_stored_under_the_names_of_their_rows(staff):
    answer = upload(staff, picture_upload(size=(900, 600))).json()
    image = Image.objects.get(pk=answer["id"])
    assert (answer["made"], answer["wanted"]) == (1, 3)
    assert len(stored()) == 4
    sizes = f"/admin/media_library/image/{image.pk}/sizes/"
    assert staff.post(sizes).json() == {"made": 2, "wanted": 3}
    assert staff.post(sizes).json() == {"made": 3, "wanted": 3}
    assert stored() == sorted(library.names_of(image.current))
    assert {name: storage.size_of(storage.PRIVATE, name) for name in stored()} == {
        part.name: part.size for part in library.parts_of(image.current)
    }
    assert public() == []


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (100, [100]),
        (700, [400, 700]),
        (1100, [400, 700, 1000, 1100]),
        (1920, [400, 700, 1000, 1280, 1920]),
        (4000, [400, 700, 1000, 1280, 1920]),
    ],
)
def test_each_width_is_made_once_and_none_wider_than_the_picture(width, widths):
    assert library.wanted_widths(File(width=width)) == widths
    assert library.wanted_widths(File(pages=1)) == []


@pytest.mark.usefixtures("either_storage")
def test_document_is_stored(staff):
    upload(staff, document_upload(), "/admin/media_library/document/upload/")
    assert stored() == [Document.objects.get().current.name]


@pytest.mark.usefixtures("either_storage")
def test_publishing_makes_a_picture_public_and_withdrawing_makes_it_private(
    reader, publisher, at_once
):
    image = make_image()
    item = publish(publisher, image)
    assert public() == public_names(image)
    rendition = image.current.renditions.get(content_type="image/webp")
    answer = reader.get(f"/media/{rendition.name}")
    content = answer.getvalue()
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert (len(content), answer.headers["Content-Length"]) == (rendition.size, str(len(content)))
    at_once(workflow.withdraw, item, by=publisher, note="Wrong picture.")
    assert public() == []
    assert reader.get(f"/media/{rendition.name}").status_code == 404
    assert len(stored()) == 4


@pytest.mark.usefixtures("either_storage")
def test_size_made_after_publishing_is_public(publisher):
    image = make_image(size=(900, 600))
    before = image.current
    publish(publisher, image)
    library.make_width(before, 320)
    assert len(public()) == 6
    assert public() == public_names(Image.objects.get())


@pytest.mark.usefixtures("either_storage")
def test_staff_read_the_private_files(staff):
    image = make_image()
    name = image.current.renditions.get(content_type="image/avif").name
    assert len(staff.get(f"/admin/media_library/image/files/{name}").getvalue()) > 0
    document = make_document()
    answer = staff.get(f"/admin/media_library/document/{document.pk}/file/")
    assert answer.getvalue().startswith(b"%PDF")


@pytest.mark.usefixtures("either_storage")
def test_unused_picture_is_removed_with_its_files(staff, at_once):
    image = make_image()
    at_once(staff.post, f"/admin/media_library/image/{image.pk}/delete/", {"post": "yes"})
    assert Asset.objects.count() == 0
    assert stored() == []


@pytest.mark.usefixtures("either_storage")
def test_missing_file_is_a_404(staff, reader, publisher):
    image = make_image()
    publish(publisher, image)
    for name in library.names_of(image.current):
        storage.erase(name)
    name = public_names(image)[0]
    assert reader.get(f"/media/{name}").status_code == 404
    assert staff.get(f"/admin/media_library/image/files/{name}").status_code == 404
    with pytest.raises(PublishingError, match="A file is missing from storage"):
        publish(publisher, make_image_without_files(), "another")


def make_image_without_files():
    image = make_image("Without files")
    for name in library.names_of(image.current):
        storage.erase(name)
    return image


@pytest.mark.usefixtures("either_storage")
def test_removing_a_missing_file_works():
    storage.erase("nothing/here.png")
    storage.unpublish("nothing/here.png")


@pytest.mark.usefixtures("either_storage")
def test_same_name_is_overwritten():
    storages[storage.PRIVATE].save("key/name.png", ContentFile(b"cut sh"))
    storages[storage.PRIVATE].save("key/name.png", ContentFile(b"whole"))
    with storage.open_private("key/name.png") as content:
        assert content.read() == b"whole"
    assert stored() == ["key/name.png"]


# Cleaning up


@pytest.fixture
def litter(either_storage, publisher, at_once):
    """Leave one of each: files without a row in both storages, a replaced file, the public copies
    of one that readers no longer see, and a replaced file that they once saw. Returns the names
    of the first two, and of the copies."""
    storages[storage.PRIVATE].save("0000/no-row.png", ContentFile(b"12345"))
    storages[storage.PUBLIC].save("0000/no-row.webp", ContentFile(b"123"))
    replaced, ended, shown = make_image("Replaced"), make_image("Ended"), make_image("Shown")
    old = replaced.current
    library.replace(replaced, picture_upload("Replacement"), by=publisher)
    for slug, image in (("ended", ended), ("shown", shown)):
        item = publish(publisher, image, slug)
        at_once(workflow.withdraw, item, by=publisher, note="It was wrong.")
    for name in public_names(ended):
        storage.publish(name)
    library.replace(shown, picture_upload("Shown next"), by=publisher)
    without_use = {"0000/no-row.png", "0000/no-row.webp", *library.names_of(old)}
    return without_use, set(public_names(ended))


def test_clean_up_lists_unneeded_files_and_removes_nothing(litter, nothing_is_young):
    before = stored(), public()
    said = said_by("clean_up_media").replace("\xa0", " ")
    headings = [line.split(" (")[0] for line in said.splitlines() if not line.startswith(" ")]
    assert headings == [
        "Stored, but not in the database: 2",
        "Replaced by another file, and used nowhere: 1",
        "Public copies that readers no longer need: 1",
        "Missing from storage: 0",
        "Nothing was removed. To remove these files: manage.py clean_up_media --remove",
    ]
    assert "  private: 0000/no-row.png  5 bytes" in said
    assert "  Replaced: Replaced.png  " in said
    assert "  Ended: Ended.png  " in said
    assert (stored(), public()) == before


def test_clean_up_removes_only_what_it_lists(litter, nothing_is_young):
    without_use, copies = litter
    left = set(stored()) - without_use, set(public()) - without_use - copies
    rows = File.objects.count()
    assert "Removed: 4" in said_by("clean_up_media", "--remove")
    assert (set(stored()), set(public())) == left
    assert File.objects.count() == rows - 1
    # What an edition showed stays, though it was replaced and readers no longer see it.
    assert File.objects.filter(sent_name__in=["Shown.png", "Ended.png"]).count() == 2
    assert "Removed: 0" in said_by("clean_up_media", "--remove")


def test_clean_up_keeps_files_of_uploads_in_progress(either_storage):
    storages[storage.PRIVATE].save("0000/no-row.png", ContentFile(b"12345"))
    assert "Removed: 0" in said_by("clean_up_media", "--remove")
    assert stored() == ["0000/no-row.png"]


def test_clean_up_keeps_files_needed_again_since_the_survey(litter, nothing_is_young, publisher):
    findings = clean_up.survey(lambda: None)
    ((ended, _size),) = findings.not_needed
    item = NewsItem.objects.get(slug="ended")
    publish_with_reasons(item, by=publisher)
    assert not clean_up.remove_not_needed(ended)
    assert set(library.public_names_of(ended)) <= set(public())
    (replaced,) = findings.replaced
    Asset.objects.filter(pk=replaced.asset_id).update(current=replaced)
    assert not clean_up.remove_replaced(replaced)
    assert set(library.names_of(replaced)) <= set(stored())


@pytest.mark.usefixtures("either_storage")
def test_clean_up_lists_missing_files(publisher):
    image = make_image()
    publish(publisher, image)
    name = public_names(image)[0]
    storage.unpublish(name)
    storages[storage.PRIVATE].delete(image.current.name)
    lines = said_by("clean_up_media").splitlines()
    assert lines[lines.index("Missing from storage: 2") + 1 :] == [
        f"  private: {image.current.name}  Laboratory",
        f"  public: {name}  Laboratory",
        "To copy them to the public folder: manage.py rebuild_public_media",
        "Restore the private files from a backup.",
    ]


# Rebuilding


@pytest.mark.usefixtures("either_storage")
def test_rebuild_fills_the_public_folder_with_what_readers_need(publisher, at_once):
    live, ended, document = make_image("Live"), make_image("Ended"), make_document()
    body = f'<p><a href="/admin/media_library/document/{document.pk}/file/">Report</a></p>'
    publish_with_reasons(make_news_item(picture=live, body=body), by=publisher)
    at_once(
        workflow.withdraw, publish(publisher, ended, "ended"), by=publisher, note="It was wrong."
    )
    right = public()
    assert right == sorted([*public_names(live), document.current.name])
    first, second, *_rest = right
    storage.unpublish(first)
    storages[storage.PUBLIC].save(second, ContentFile(b"cut sh"))
    storages[storage.PUBLIC].save("0000/no-row.png", ContentFile(b"12345"))
    storage.publish(public_names(ended)[0])
    File.objects.update(is_public=True)
    said = said_by("rebuild_public_media")
    assert said == "Public copies: 2 created, 2 removed, 2 unchanged.\n"
    assert public() == right
    assert storage.size_of(storage.PUBLIC, second) > 6
    is_public = dict(File.objects.values_list("asset__title", "is_public"))
    assert is_public == {"Live": True, "Ended": False, "Report": True}
    assert said_by("rebuild_public_media") == "Public copies: 0 created, 0 removed, 4 unchanged.\n"


@pytest.mark.usefixtures("either_storage")
def test_rebuild_lists_missing_files_and_does_the_rest(publisher):
    broken, whole = make_image("Broken"), make_image("Whole")
    publish(publisher, broken)
    publish(publisher, whole, "another")
    for name in public():
        storage.unpublish(name)
    name = public_names(broken)[0]
    storages[storage.PRIVATE].delete(name)
    with pytest.raises(CommandError, match=f"Missing from the private storage.*\n  {name}$"):
        said_by("rebuild_public_media")
    assert public() == sorted({*public_names(broken), *public_names(whole)} - {name})


# Sizes that are missing


@pytest.mark.usefixtures("either_storage")
def test_missing_sizes_are_made_although_one_picture_fails():
    broken, whole = make_image("Broken", size=(900, 600)), make_image("Whole", size=(900, 600))
    storages[storage.PRIVATE].delete(broken.current.name)
    written = io.StringIO()
    with pytest.raises(CommandError, match="Pictures with sizes still missing: 1"):
        call_command("make_renditions", stdout=written, stderr=written)
    assert sorted(written.getvalue().splitlines()) == [
        "Broken: A file is missing from storage. Ask an administrator to look for it.",
        "Pictures: 2. Sizes created: 2.",
        "Whole: 400 pixels wide",
        "Whole: 900 pixels wide",
    ]
    assert library.missing_widths(Image.objects.get(pk=whole.pk).current) == []


# A storage that is down


@pytest.fixture
def silent_port():
    """A port that accepts connections and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        yield listening.getsockname()[1]


@pytest.fixture(params=["refused", "silent"])
def away(request, use_s3, silent_port, monkeypatch):
    """Return a function that takes the storage down."""
    # The test of the times themselves is below.
    monkeypatch.setattr(s3, "CONNECT_SECONDS", 0.2)
    monkeypatch.setattr(s3, "READ_SECONDS", 0.2)
    port = free_port() if request.param == "refused" else silent_port
    return lambda: use_s3(f"http://127.0.0.1:{port}")


def test_upload_while_the_storage_is_down_gets_a_message_and_leaves_nothing(staff, away):
    away()
    answer = upload(staff, picture_upload())
    assert answer.status_code == 503
    assert answer.json() == {"name": "Laboratory.png", "error": DOES_NOT_ANSWER}
    assert (Asset.objects.count(), File.objects.count()) == (0, 0)


def test_pages_can_be_read_while_the_storage_is_down(reader, publisher, away):
    image = make_image()
    item = publish(publisher, image)
    away()
    assert reader.get(item.path_for(item)).status_code == 200
    answer = reader.get(f"/media/{public_names(image)[0]}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert answer.text == DOES_NOT_ANSWER


def test_publishing_a_file_that_cannot_be_copied_changes_nothing(publisher, away):
    image = make_image()
    away()
    with pytest.raises(PublishingError, match="The file storage isn't responding"):
        publish(publisher, image)
    assert not NewsItem.objects.get().was_ever_public()
    assert not File.objects.get().is_public


def test_withdrawal_works_while_the_storage_is_down(reader, publisher, away, at_once):
    image = make_image()
    item = publish(publisher, image)
    away()
    at_once(workflow.withdraw, item, by=publisher, note="Wrong picture.")
    assert reader.get(f"/media/{public_names(image)[0]}").status_code == 404


@pytest.mark.parametrize("command", ["clean_up_media", "rebuild_public_media", "make_renditions"])
def test_commands_say_that_the_storage_is_down(publisher, away, command):
    publish(publisher, make_image(size=(900, 600)))
    away()
    with pytest.raises(CommandError, match=STOPPED):
        said_by(command)


def test_wrong_secret_gives_a_message(staff, s3_server, use_s3):
    use_s3(s3_server.url, s3_server.new_bucket(), secret_key="wrong")
    assert upload(staff, picture_upload()).json()["error"] == DOES_NOT_ANSWER
    assert Asset.objects.count() == 0


def test_missing_bucket_is_not_a_missing_file(reader, publisher, s3_server, use_s3):
    image = make_image()
    publish(publisher, image)
    use_s3(s3_server.url, "no-such-bucket")
    assert reader.get(f"/media/{public_names(image)[0]}").status_code == 503


def test_storage_that_is_down_times_out(use_s3):
    use_s3("http://127.0.0.1:9")
    for alias in (storage.PRIVATE, storage.PUBLIC):
        config = storages[alias].connection.meta.client.meta.config
        assert (config.connect_timeout, config.read_timeout) == (3, 4)
        assert config.retries["total_max_attempts"] == 2
        # Before it sends a file, the client waits a second to be told to.
        assert 2 * (1 + config.read_timeout) + 1 < 15


# Files that were changed


@pytest.mark.usefixtures("either_storage")
def test_each_stored_file_is_verified():
    image, document = make_image(), make_document()
    assert said_by("verify_media") == "No files are missing or changed. Files in the library: 2.\n"
    rendition, lost = image.current.renditions.all()[:2]
    zeros = ContentFile(bytes(rendition.size))
    storages[storage.PRIVATE].save(rendition.name, zeros)
    storages[storage.PRIVATE].delete(lost.name)
    written = io.StringIO()
    with pytest.raises(CommandError, match="Missing or changed: 2"):
        call_command("verify_media", stderr=written)
    assert written.getvalue().splitlines() == [
        f"{each.name}  {image.title}" for each in (rendition, lost)
    ]
    assert document.current.name not in written.getvalue()


# Uploads that were killed


def test_leftovers_of_a_killed_upload_are_removed_by_a_later_one(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    left, young = tmp_path / "uploads" / "left", tmp_path / "uploads" / "young"
    for folder in (left, young):
        folder.mkdir(parents=True)
        (folder / "sent").write_bytes(b"An original, with its place.")
    os.utime(left, (0, 0))
    make_image()
    assert list((tmp_path / "uploads").iterdir()) == [young]


def test_unusable_upload_folder_gives_a_message(staff, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "no-folder"
    settings.DATA_DIR.write_text("A full or read-only disk refuses as this does.")
    answer = upload(staff, picture_upload())
    assert (answer.status_code, answer.json()["error"]) == (503, DOES_NOT_ANSWER)
