"""Odd and hostile files uploaded as editors do it, into either storage."""

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.tianhe_site.media_library import samples
from tianhe_site.media_library import library, storage
from tianhe_site.media_library.models import Document, File, Image

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("either_storage")]

TAKEN = {
    "photograph": samples.saved(samples.many_colours(), "JPEG"),
    "drawing": samples.saved(samples.quarters(), "PNG"),
    "of a phone": samples.phone_pictures(),
    "with a place": samples.telling("JPEG", samples.many_colours()),
    "CMYK": samples.saved(samples.quarters(mode="CMYK"), "JPEG"),
    "16 bits": samples.grey_16(0, 40000, 65535),
    **{name: samples.POLYGLOTS[name] for name in ("GIF and HTML", "PNG and ZIP")},
}
REFUSED = {
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "HTML": samples.PAYLOAD,
    "HEIC": samples.HEIC,
    "bomb": samples.bomb(),
    "bomb of text": samples.text_bomb(),
    "huge screen": samples.gif_with_huge_screen(),
    "moving": samples.animated("GIF"),
    "cut off": samples.saved(samples.many_colours((640, 480)), "JPEG")[:2000],
    "program in a PDF": samples.PROGRAMS["on opening"],
    "nothing": b"",
}


@pytest.fixture
def send(client, author):
    """Return a function that uploads bytes and returns the status and the answer."""
    client.force_login(author)

    def send(data, kind="image"):
        response = client.post(
            f"/admin/media_library/{kind}/upload/",
            {"file": SimpleUploadedFile("holiday.exe.jpg", data)},
            headers={"accept": "application/json"},
        )
        return response.status_code, response.json()

    return send


def stored():
    return sorted(storage.names_in(storage.PRIVATE))


def test_accepted_file_is_re_encoded_and_stored_under_a_new_name(send):
    for name, data in TAKEN.items():
        assert send(data)[0] == 200, name
    files = File.objects.prefetch_related("renditions")
    assert stored() == sorted(each for file in files for each in library.names_of(file))
    assert Image.objects.count() == len(TAKEN)
    for each in stored():
        with storages[storage.PRIVATE].open(each) as file:
            content = file.read()
        assert "holiday" not in each
        for unwanted in (samples.PAYLOAD, samples.SECRET, b"PK\x03\x04"):
            assert unwanted not in content, each


def test_refused_file_gets_a_message_and_leaves_nothing(send):
    for name, data in REFUSED.items():
        for kind in ("image", "document"):
            status, answer = send(data, kind)
            assert (status, answer["error"][-1:]) == (400, "."), name
    assert stored() == []
    assert (Image.objects.count(), Document.objects.count(), File.objects.count()) == (0, 0, 0)
