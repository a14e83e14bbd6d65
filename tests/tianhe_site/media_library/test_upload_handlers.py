"""Upload limits: no more than needed is read, and the rest of the form still works."""

import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import picture_upload
from tianhe_site.media_library.models import Image

pytestmark = pytest.mark.django_db

UPLOAD = "/admin/media_library/image/upload/"
GIGABYTE = 1024**3
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def staff(client, author):
    client.force_login(author)
    return client


def announcing(client, path, size, **headers):
    """Post a form whose header announces this many bytes."""
    form = {"content_type": "multipart/form-data; boundary=x", **headers}
    return client.generic("POST", path, b"--x--\r\n", CONTENT_LENGTH=str(size), **form)


@pytest.mark.parametrize("path", [UPLOAD, "/admin/news/newsitem/add/", "/", "/nothing/here/"])
def test_a_gigabyte_is_refused_before_it_is_read(staff, path):
    answer = announcing(staff, path, GIGABYTE, **JSON)
    assert answer.status_code == 413
    assert answer.json() == {
        "error": (
            "This upload is larger than 200.0\xa0MB, so nothing was saved. Upload fewer files at "
            "once, or smaller ones."
        )
    }


def test_a_gigabyte_from_a_form_gets_a_page(staff):
    answer = announcing(staff, UPLOAD, GIGABYTE, HTTP_ACCEPT="text/html")
    assert answer.status_code == 413
    assert "Upload fewer files at once" in answer.text
    assert "frame-ancestors" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("size", ["", "x", "-1"])
def test_a_malformed_length_is_harmless(staff, size):
    assert announcing(staff, UPLOAD, size, **JSON).status_code in (400, 403)


def test_too_large_file_gets_a_message_and_the_others_are_added(staff, settings):
    settings.MEDIA_MAX_BYTES = 100 * 1024
    large = SimpleUploadedFile("large.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 500_000)
    form = {"file": [picture_upload("First"), large, picture_upload("Last")]}
    answer = staff.post(UPLOAD, form, follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        "Added: First",
        "large.png: This file is larger than 100.0\xa0KB. Save a smaller copy, for example with "
        "lower quality or fewer pixels, and upload that.",
        "Added: Last",
    ]
    assert sorted(Image.objects.values_list("title", flat=True)) == ["First", "Last"]


@pytest.mark.parametrize("in_memory", [True, False])
def test_oversized_file_is_cut_off_early(rf, settings, in_memory):
    settings.MEDIA_MAX_BYTES = 100 * 1024
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024**2 if in_memory else 0
    request = rf.post("/", {"file": SimpleUploadedFile("large", b"x" * 500_000), "field": "kept"})
    file = request.FILES["file"]
    assert 100 * 1024 < file.size <= 200 * 1024
    assert len(file.read()) == file.size
    assert request.POST["field"] == "kept"
    request.close()


def test_upload_leaves_nothing_in_the_temporary_folder(staff, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    settings.MEDIA_MAX_BYTES = 100 * 1024
    large = SimpleUploadedFile("large.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 500_000)
    form = {"file": [picture_upload(), large, SimpleUploadedFile("not.png", b"no picture")]}
    staff.post(UPLOAD, form)
    assert Image.objects.count() == 1
    assert list((tmp_path / "temporary").iterdir()) == []
