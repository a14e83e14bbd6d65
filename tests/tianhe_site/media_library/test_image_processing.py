"""Uploads: each sample is accepted and correct, or refused with a message; none kills a worker."""

import io
import json
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from PIL import Image

from tests.tianhe_site.media_library import samples
from tests.tianhe_site.media_library.samples import BLUE, GREEN, PAYLOAD, RED, SECRET, WHITE, saved
from tianhe_site.media_library import image_processing
from tianhe_site.media_library.image_processing import Received, UploadError

NOT_TAKEN = (
    "The library doesn't accept this kind of file. Upload a JPEG, PNG, WebP, AVIF or GIF picture, "
    "or a PDF document."
)
EMPTY = "This file is empty. Choose it again, or save a new copy and upload that."
PIXELS = (
    "This picture has more than 25 megapixels. Scale it down, for example to 4000 pixels on the "
    "long side, and upload that."
)
LONG = (
    "One side of this picture is longer than 16,000 pixels. Crop it or scale it down, and upload "
    "that."
)
HEIC = (
    "This is a HEIC picture, which most browsers can't show. Export it as JPEG, and upload that. "
    "To take JPEG pictures on an iPhone, go to Settings, Camera, Formats and choose Most "
    "Compatible."
)
OTHER = "Browsers can't show this kind of picture. Save it as PNG or JPEG, and upload that."
MARKUP = (
    "SVG and HTML files can contain programs, so they aren't accepted. Export the picture as PNG, "
    "and upload that."
)
MOVING = "Animated pictures aren't accepted. Save one frame as PNG or JPEG, and upload that."
DAMAGED = (
    "This picture is damaged or incomplete. Export it again from the program it came from, and "
    "upload that."
)
PDF_DAMAGED = (
    "This PDF is damaged or incomplete. Export it again, or print it to a new PDF, and upload that."
)
PDF_PROGRAM = (
    "This PDF contains a program (JavaScript or an XFA form). Print it to a new PDF, and upload "
    "that."
)
PDF_LAUNCH = (
    "This PDF starts a program on the reader's computer. Print it to a new PDF, and upload that."
)
PDF_ATTACHMENT = (
    "This PDF has other files attached. Print it to a new PDF, and upload that. If readers need "
    "the other files, upload them separately."
)
PDF_MEDIA = "This PDF contains sound, video or 3D. Print it to a new PDF, and upload that."
PDF_ENCRYPTED = (
    "This PDF is protected by a password or against changes. Save an unprotected copy, and upload "
    "that."
)
PDF_NO_PAGES = "This PDF has no pages. Export it again, and upload that."
HEAVY = (
    "This file takes too much time or memory to read. Export a smaller or simpler copy, and "
    "upload that."
)
BUSY = "The server is busy with other files. Wait a minute, then upload this one again."


@pytest.fixture
def receive(tmp_path):
    """Return a function that receives bytes under a meaningless name."""

    def take(data, name="upload.bin"):
        source = tmp_path / name
        source.write_bytes(data)
        return image_processing.receive(source, tmp_path)

    return take


@pytest.fixture
def refusal(receive):
    """Return a function that returns the message with which bytes are refused."""

    def sentence(data):
        with pytest.raises(UploadError) as caught:
            receive(data)
        return str(caught.value)

    return sentence


def facts(received):
    return received.content_type, received.width, received.height


def pixels(path, *places):
    with Image.open(path) as image:
        return [image.getpixel(place) for place in places]


def corners(path):
    with Image.open(path) as image:
        picture = image.convert("RGB")
    width, height = picture.size
    places = [(x, y) for y in (height // 4, height * 3 // 4) for x in (width // 4, width * 3 // 4)]
    return [picture.getpixel(place) for place in places]


def is_near(one, other, most=6):
    return all(abs(a - b) <= most for a, b in zip(one, other, strict=True))


def all_near(ones, others, most=6):
    return all(is_near(one, other, most) for one, other in zip(ones, others, strict=True))


# What is taken


@pytest.mark.parametrize("name", ["photo.png", "page.html", "x"])
def test_content_decides_the_type_whatever_the_name(receive, tmp_path, name):
    received = receive(saved(samples.many_colours(), "JPEG"), name)
    assert received == Received(tmp_path / "master.jpg", "image/jpeg", 64, 48, 0)
    assert received.path.read_bytes()[:3] == b"\xff\xd8\xff"


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_photograph_in_each_format_becomes_a_jpeg_that_looks_the_same(receive, format):
    picture = samples.many_colours()
    received = receive(saved(picture, format, quality=95))
    assert facts(received) == ("image/jpeg", 64, 48)
    assert all_near(corners(received.path), corners(io.BytesIO(saved(picture, "PNG"))))


@pytest.mark.parametrize("format", ["PNG", "GIF", "WEBP"])
def test_drawing_becomes_a_png_without_loss(receive, format):
    options = {"lossless": True} if format == "WEBP" else {}
    received = receive(saved(samples.quarters(), format, **options))
    assert facts(received) == ("image/png", 48, 32)
    assert corners(received.path) == [RED, GREEN, BLUE, WHITE]


def test_first_picture_of_a_phones_jpeg_is_used(receive):
    received = receive(samples.phone_pictures())
    assert facts(received) == ("image/jpeg", 64, 48)
    expected = corners(io.BytesIO(saved(samples.many_colours(), "PNG")))
    assert all_near(corners(received.path), expected, 12)


def test_alpha_is_kept_in_every_form(receive):
    clear_red = samples.quarters(mode="RGBA")
    clear_red.paste((*RED, 0), (0, 0, 24, 16))
    grey = samples.quarters(mode="LA")
    grey.putpixel((0, 0), (90, 128))
    with_palette = samples.quarters(mode="P")
    sixteen = samples.png(1, 1, 16, 6, bytes((200, 7, 100, 7, 50, 7, 128, 7)))
    marked = samples.png(
        2, 1, 8, 2, bytes((1, 2, 3, 4, 5, 6)), samples.chunk(b"tRNS", b"\0\1\0\2\0\3")
    )
    one_bit = samples.png(8, 1, 1, 0, b"\xf0", samples.chunk(b"tRNS", b"\0\1"))
    for data, place, expected in (
        (saved(clear_red, "PNG"), (0, 0), (*RED, 0)),
        (saved(clear_red, "WEBP", lossless=True, exact=True), (0, 0), (*RED, 0)),
        (saved(grey, "PNG"), (0, 0), (90, 128)),
        (sixteen, (0, 0), (200, 100, 50, 128)),
        (marked, (0, 0), (1, 2, 3, 0)),
        (marked, (1, 0), (4, 5, 6, 255)),
        (one_bit, (0, 0), (255, 255, 255, 0)),
        (one_bit, (4, 0), (0, 0, 0, 255)),
        (
            saved(with_palette, "PNG", transparency=with_palette.getpixel((0, 0))),
            (0, 0),
            (*with_palette.convert("RGB").getpixel((0, 0)), 0),
        ),
        (
            saved(with_palette, "GIF", transparency=with_palette.getpixel((0, 0))),
            (0, 0),
            (*with_palette.convert("RGB").getpixel((0, 0)), 0),
        ),
    ):
        received = receive(data)
        assert received.content_type == "image/png"
        assert pixels(received.path, place) == [expected]


def test_opaque_alpha_is_dropped(receive):
    received = receive(saved(samples.many_colours().convert("RGBA"), "PNG"))
    assert facts(received) == ("image/jpeg", 64, 48)


def test_sixteen_bits_are_scaled_to_eight_not_clipped(receive):
    grey = receive(samples.grey_16(0, 256, 32_896, 65_535))
    assert pixels(grey.path, (0, 0), (1, 0), (2, 0), (3, 0)) == [0, 1, 128, 255]
    colour = receive(samples.rgb_16(65_535, 32_768, 256))
    assert pixels(colour.path, (0, 0)) == [(255, 128, 1)]


def test_one_bit_becomes_black_and_white(receive):
    received = receive(samples.png(8, 1, 1, 0, b"\xf0"))
    assert pixels(received.path, (0, 0), (3, 0), (4, 0)) == [255, 255, 0]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photograph_is_rotated_by_its_orientation(receive, orientation):
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    lying = samples.quarters()
    if orientation in back:
        lying = lying.transpose(back[orientation])
    received = receive(saved(lying, "JPEG", quality=95, exif=samples.exif(orientation)))
    assert (received.width, received.height) == (48, 32)
    assert all_near(corners(received.path), [RED, GREEN, BLUE, WHITE])


@pytest.mark.parametrize("format", ["PNG", "WEBP", "AVIF"])
def test_other_formats_are_rotated_too(receive, format):
    lying = samples.quarters().transpose(Image.Transpose.ROTATE_90)
    received = receive(saved(lying, format, quality=95, exif=samples.exif(6)))
    assert (received.width, received.height) == (48, 32)
    assert all_near(corners(received.path), [RED, GREEN, BLUE, WHITE], 12)


def test_broken_exif_is_ignored(receive):
    broken = b"Exif\0\0MM\0*\0\0\0\x08" + b"\xff" * 60
    received = receive(saved(samples.many_colours(), "JPEG", exif=broken))
    assert facts(received) == ("image/jpeg", 64, 48)


# Colour


def test_colors_are_converted_from_their_profile_to_srgb(receive):
    for mode in ("RGB", "RGBA"):
        data = saved(samples.quarters(mode=mode), "PNG", icc_profile=samples.swapped_profile())
        # Read with red and green exchanged, they come out exchanged.
        expected = [(20, 220, 20), (200, 20, 20), BLUE, WHITE]
        assert all_near(corners(receive(data).path), expected, 10)
    middle = Image.new("L", (4, 4), 128)
    data = saved(middle, "PNG", icc_profile=samples.linear_grey_profile())
    assert pixels(receive(data).path, (0, 0)) == [188]


def test_converted_picture_keeps_its_alpha(receive):
    picture = Image.new("RGBA", (2, 1), (*RED, 77))
    received = receive(saved(picture, "PNG", icc_profile=samples.swapped_profile()))
    assert pixels(received.path, (0, 0))[0][3] == 77
    grey = Image.new("LA", (2, 1), (128, 77))
    received = receive(saved(grey, "PNG", icc_profile=samples.linear_grey_profile()))
    assert is_near(pixels(received.path, (0, 0))[0], (188, 77), 2)


def test_srgb_profile_changes_nothing_visible(receive):
    picture = samples.quarters()
    received = receive(saved(picture, "PNG", icc_profile=samples.srgb_profile()))
    assert all_near(corners(received.path), [RED, GREEN, BLUE, WHITE], 1)


@pytest.mark.parametrize(
    "profile",
    [b"no profile", samples.swapped_profile()[:200], samples.lab_profile(), bytes(128)],
    ids=["words", "cut", "for Lab", "zeroes"],
)
def test_profile_that_is_broken_or_of_another_kind_is_ignored(receive, profile):
    received = receive(saved(samples.quarters(), "PNG", icc_profile=profile))
    assert corners(received.path) == [RED, GREEN, BLUE, WHITE]


def test_cmyk_is_converted_with_and_without_a_profile(receive):
    cyan = Image.new("CMYK", (16, 16), (255, 0, 0, 0))
    plain = saved(cyan, "JPEG", quality=95)
    assert is_near(corners(receive(plain).path)[0], (0, 255, 255))
    with_profile = saved(cyan, "JPEG", quality=95, icc_profile=samples.grey_ink_profile())
    assert is_near(corners(receive(with_profile).path)[0], (119, 119, 119))


def test_cmyk_is_read_as_browsers_do_with_or_without_adobes_marker(receive):
    marked = saved(Image.new("CMYK", (16, 16), (0, 255, 255, 0)), "JPEG", quality=95)
    assert b"Adobe" in marked
    unmarked = samples.without_segment(marked, b"\xff\xee")
    for data in (marked, unmarked):
        assert is_near(corners(receive(data).path)[0], (255, 0, 0))


# What is thrown away


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_gps_names_and_comments_are_removed(receive, tmp_path, format):
    for picture in (samples.many_colours(), samples.quarters()):
        data = samples.telling(format, picture)
        assert SECRET in data
        received = receive(data)
        rendered = image_processing.render(received.path, tmp_path, 16)
        for path in (received.path, *(file.path for file in rendered)):
            with Image.open(path) as image:
                assert dict(image.getexif()) == {}
                assert set(image.info) <= {
                    *("jfif", "jfif_version", "jfif_unit", "jfif_density"),
                    *("progressive", "progression", "loop", "background"),
                }
            assert SECRET not in path.read_bytes()


@pytest.mark.parametrize("name", samples.POLYGLOTS)
def test_polyglot_loses_its_second_format(receive, tmp_path, name):
    data = samples.POLYGLOTS[name]
    assert PAYLOAD in data
    received = receive(data)
    rendered = image_processing.render(received.path, tmp_path, 16)
    for path in (received.path, *(file.path for file in rendered)):
        assert PAYLOAD not in path.read_bytes()
        assert b"PK\x03\x04" not in path.read_bytes()


# What is refused


# What it is, its bytes, and the sentence.
NO_UPLOADS = [
    ("nothing", b"", EMPTY),
    ("words", b"Just some words.", NOT_TAKEN),
    ("a program", b"\x7fELF" + bytes(99), NOT_TAKEN),
    ("a film", samples.FILM, NOT_TAKEN),
    ("a PDF after a space", b" " + samples.pdf(), NOT_TAKEN),
    ("HEIC", samples.HEIC, HEIC),
    ("HEIC under another brand", samples.HEIC_SEEN_FROM_MIF1, HEIC),
    ("SVG", b"<svg xmlns='http://www.w3.org/2000/svg'/>", MARKUP),
    ("SVG after a byte order mark", b"\xef\xbb\xbf\n<?xml version='1.0'?><svg/>", MARKUP),
    ("HTML", b"<!DOCTYPE html><p>", MARKUP),
    ("TIFF", saved(samples.quarters(), "TIFF"), OTHER),
    ("BMP", saved(samples.quarters(), "BMP"), OTHER),
    ("the head of a JPEG", b"\xff\xd8\xff", DAMAGED),
    ("the head of a PNG", b"\x89PNG\r\n\x1a\n", DAMAGED),
    ("the head of a GIF", b"GIF89a", DAMAGED),
]


@pytest.mark.parametrize(
    ("data", "sentence"), [row[1:] for row in NO_UPLOADS], ids=[row[0] for row in NO_UPLOADS]
)
def test_anything_else_is_refused_with_advice(refusal, data, sentence):
    assert refusal(data) == sentence


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG", "AVIF"])
def test_animation_is_refused(refusal, format):
    assert refusal(samples.animated(format)) == MOVING


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_truncated_picture_is_refused(refusal, format):
    data = saved(samples.many_colours(), format)
    assert {refusal(data[: len(data) * part // 10]) for part in (1, 5, 9)} == {DAMAGED}


def test_truncated_progressive_photo_is_refused_although_it_decodes(refusal):
    data = saved(samples.many_colours(), "JPEG", progressive=True)
    assert refusal(data[: len(data) * 8 // 10]) == DAMAGED


@pytest.mark.parametrize(
    ("bomb", "sentence"),
    [
        (samples.bomb, PIXELS),
        (samples.gif_with_huge_screen, PIXELS),
        (samples.webp_with_huge_canvas, PIXELS),
        (samples.jpeg_with_huge_header, PIXELS),
        (samples.avif_with_modest_header, DAMAGED),
        (samples.text_bomb, DAMAGED),
        (samples.profile_bomb, DAMAGED),
        (samples.pdf_bomb, HEAVY),
    ],
)
def test_bomb_is_refused_and_costs_little_memory(refusal, tmp_path, bomb, sentence):
    assert refusal(bomb()) == sentence
    assert peak_memory(tmp_path / "upload.bin", tmp_path) < 150


def peak_memory(source, folder):
    """Return the peak memory of a child in megabytes."""
    program = (
        "import json, sys; from tianhe_site.media_library import decode_worker;"
        "decode_worker.answer(**json.load(sys.stdin)); print(open('/proc/self/status').read())"
    )
    request = {
        "task": "receive",
        "source": str(source),
        "folder": str(folder),
        "most_pixels": site_settings.MEDIA_MAX_PIXELS,
        "most_bytes": site_settings.MEDIA_MAX_BYTES,
    }
    status = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(request),
        cwd=site_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


def test_large_picture_of_one_color_is_no_bomb(receive, tmp_path):
    data = samples.png(6000, 4000, 8, 2, bytes(72_000_000))
    assert facts(receive(data)) == ("image/png", 6000, 4000)
    assert peak_memory(tmp_path / "upload.bin", tmp_path) < 150


def test_smallest_and_longest_pictures_are_accepted_and_one_pixel_more_is_not(receive, refusal):
    assert facts(receive(samples.png(1, 1, 8, 0, b"\x07"))) == ("image/png", 1, 1)
    assert facts(receive(samples.png(300, 16_000, 8, 0, bytes(4_800_000))))[1:] == (300, 16_000)
    assert refusal(samples.png(16_001, 1, 8, 0, bytes(16_001))) == LONG
    assert refusal(samples.png(1, 16_001, 8, 0, bytes(16_001))) == LONG


def test_limits_are_settings(refusal, receive, settings):
    data = saved(Image.new("L", (2000, 1000)), "PNG")
    settings.MEDIA_MAX_PIXELS = 2_000_000
    assert facts(receive(data)) == ("image/png", 2000, 1000)
    settings.MEDIA_MAX_PIXELS = 1_999_999
    assert refusal(data).startswith("This picture has more than 1 megapixels.")
    settings.MEDIA_MAX_BYTES = len(data) - 1
    assert refusal(data) == (
        f"This file is larger than {(len(data) - 1) / 1024:.1f}\xa0KB. Save a smaller copy, for "
        "example with lower quality or fewer pixels, and upload that."
    )


def flipped():
    """Yield valid samples with a few bits turned, by a seed that is always the same."""
    dice = random.Random(4)
    valid = [saved(samples.many_colours(), name) for name in ("JPEG", "PNG", "WEBP", "AVIF", "GIF")]
    for data in [*valid, samples.telling_pdf()]:
        for _ in range(5):
            changed = bytearray(data)
            for _ in range(dice.randint(1, 6)):
                changed[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
            yield bytes(changed)


def test_file_with_flipped_bits_is_accepted_or_refused_with_a_message(receive):
    answers = [answer_to(receive, data) for data in flipped()]
    assert set(answers) >= {"taken", DAMAGED, PDF_DAMAGED}
    assert set(answers) <= {
        "taken",
        *(str(sentence) for sentence in image_processing.MESSAGES.values()),
    }


def answer_to(receive, data):
    try:
        return "taken" if receive(data).path.stat().st_size else "empty"
    except UploadError as error:
        return str(error)


# Documents


def test_document_is_accepted_and_its_pages_are_counted(receive, tmp_path):
    received = receive(samples.pdf(), "report.jpg")
    assert received == Received(tmp_path / "master.pdf", "application/pdf", 0, 0, 1)
    # A wrong count is not believed.
    assert receive(samples.pdf(count=5)).pages == 1


def test_pages_of_a_document_are_never_decompressed(receive, tmp_path):
    """Reading the words of this one took two minutes and 250 megabytes."""
    assert receive(samples.pdf_of_many_strokes()).pages == 1
    assert peak_memory(tmp_path / "upload.bin", tmp_path) < 100


def test_document_loses_its_metadata_but_keeps_title_and_language(receive):
    data = samples.telling_pdf()
    assert data.count(SECRET) == 4
    written = receive(data).path.read_bytes()
    assert written.startswith(b"%PDF-1.7\n")
    assert SECRET not in written
    assert b"/Author" not in written
    assert b"/Title (Yearly report)" in written
    assert b"/Lang (en)" in written
    assert b"(Hello) Tj" in written


def test_document_that_is_also_a_web_page_becomes_only_a_document(receive):
    data = samples.pdf(head=b"%" + PAYLOAD + b"\n") + PAYLOAD
    assert data.count(PAYLOAD) == 2
    assert PAYLOAD not in receive(data).path.read_bytes()


def test_signed_document_is_kept_byte_for_byte(receive):
    assert receive(samples.signed_pdf()).path.read_bytes() == samples.signed_pdf()


BAD_PDFS = [
    *((f"a program {where}", data, PDF_PROGRAM) for where, data in samples.PROGRAMS.items()),
    ("a launch", samples.LAUNCH, PDF_LAUNCH),
    *((f"a file {where}", data, PDF_ATTACHMENT) for where, data in samples.ATTACHMENTS.items()),
    *((kind, data, PDF_MEDIA) for kind, data in samples.MEDIA.items()),
    ("encrypted", samples.ENCRYPTED, PDF_ENCRYPTED),
    ("no pages", samples.NO_PAGES, PDF_NO_PAGES),
    *((damage, data, PDF_DAMAGED) for damage, data in samples.DAMAGED_PDFS.items()),
]


@pytest.mark.parametrize(
    ("data", "sentence"), [row[1:] for row in BAD_PDFS], ids=[row[0] for row in BAD_PDFS]
)
def test_document_with_actions_or_attachments_is_refused(refusal, data, sentence):
    assert refusal(data) == sentence


# Renditions


def test_photograph_is_rendered_in_three_formats(receive, tmp_path):
    picture = samples.many_colours((400, 300))
    received = receive(saved(picture, "JPEG", quality=95))
    rendered = image_processing.render(received.path, tmp_path, 100)
    assert [(file.path.name, file.content_type, file.width, file.height) for file in rendered] == [
        ("100.avif", "image/avif", 100, 75),
        ("100.webp", "image/webp", 100, 75),
        ("100.jpg", "image/jpeg", 100, 75),
    ]
    small = picture.resize((100, 75), Image.Resampling.LANCZOS)
    for file in rendered:
        with Image.open(file.path) as image:
            assert image.format == file.content_type.split("/")[1].upper()
        assert all_near(corners(file.path), corners(io.BytesIO(saved(small, "PNG"))), 8)


def test_rendition_of_a_drawing_keeps_alpha_and_is_lossless_where_that_is_smaller(
    receive, tmp_path
):
    drawing = samples.quarters((400, 300), "RGBA")
    drawing.paste((0, 0, 0, 0), (200, 150, 400, 300))
    received = receive(saved(drawing, "PNG"))
    avif, webp, png = image_processing.render(received.path, tmp_path, 200)
    assert [file.content_type for file in (avif, webp, png)] == [
        *("image/avif", "image/webp", "image/png"),
    ]
    places = (50, 30), (150, 30), (50, 100), (150, 100)
    expected = [(*RED, 255), (*GREEN, 255), (*BLUE, 255), (0, 0, 0, 0)]
    assert pixels(webp.path, *places) == pixels(png.path, *places) == expected
    assert all_near(pixels(avif.path, *places)[:3], expected[:3])
    assert pixels(avif.path, places[3])[0][3] == 0


def test_rendition_is_never_wider_than_its_master(receive, tmp_path):
    received = receive(saved(samples.many_colours(), "JPEG"))
    rendered = image_processing.render(received.path, tmp_path, 1600)
    assert {(file.width, file.height) for file in rendered} == {(64, 48)}
    assert [file.path.name for file in rendered] == ["64.avif", "64.webp", "64.jpg"]


def test_rendition_of_a_very_long_picture_has_at_least_a_pixel(receive, tmp_path):
    received = receive(samples.png(16_000, 2, 8, 0, bytes(32_000)))
    rendered = image_processing.render(received.path, tmp_path, 100)
    assert {(file.width, file.height) for file in rendered} == {(100, 1)}


def test_rendering_a_non_picture_or_missing_file_is_an_upload_error(receive, tmp_path):
    received = receive(samples.pdf())
    for master in (received.path, tmp_path / "none.jpg"):
        with pytest.raises(UploadError) as caught:
            image_processing.render(master, tmp_path, 100)
        assert str(caught.value) == DAMAGED


# The child


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.abort()",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "raise SystemExit(3)",
        "",
        "print('nonsense')",
        "print('[' * 60000)",
        "print(b'\\xff\\xfe')",
        "print('7')",
        "print('[[1, 2]]')",
        "print('{}')",
        """print('{"refused": "no such key"}')""",
        """print('{"refused": ["empty"]}')""",
        """print('{"files": []}')""",
        """print('{"files": [{"name": "not-there.jpg"}]}')""",
        """print('{"files": [{"name": "/etc/passwd", "width": 1, "height": 1, "pages": 0}]}')""",
        """print('{"files": [{"name": "upload.bin", "width": 1, "height": 1, "pages": 0}]}')""",
        """print('{"files": [{"name": "upload.bin", "width": 1e999, "height": 1, "pages": 0}]}')""",
        "while True: print('x' * 1000)",
        "while True: pass",
    ],
)
def test_child_that_crashes_hangs_or_answers_nonsense_gives_a_message(
    refusal, receive, monkeypatch, program
):
    with monkeypatch.context() as patched:
        patched.setattr(image_processing, "DECODE_COMMAND", [sys.executable, "-S", "-c", program])
        patched.setattr(image_processing, "TIMEOUT_SECONDS", 0.3)
        assert refusal(b"GIF89a") == HEAVY
    assert facts(receive(saved(samples.quarters(), "PNG"))) == ("image/png", 48, 32)


def test_child_that_cannot_start_gives_a_message(refusal, monkeypatch):
    monkeypatch.setattr(image_processing, "DECODE_COMMAND", ["/no/such/program"])
    assert refusal(b"GIF89a") == HEAVY


def test_child_that_exceeds_its_memory_gives_a_message(refusal, monkeypatch):
    monkeypatch.setattr(image_processing, "BASE_MEMORY", 80_000_000)
    monkeypatch.setattr(image_processing, "MEMORY_PER_PIXEL", 0)
    assert refusal(samples.png(5000, 5000, 8, 2, bytes(75_000_000))) == HEAVY


def test_child_gets_limits_and_no_secret(refusal, monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "secret")
    program = (
        "import json, os, sys; from tianhe_site.media_library import decode_worker;"
        "import resource as r; request = json.load(sys.stdin);"
        "decode_worker.limit_resources(**request['limits']);"
        "names = ['RLIMIT_CORE', 'RLIMIT_AS', 'RLIMIT_CPU', 'RLIMIT_FSIZE'];"
        "limits = {name: r.getrlimit(getattr(r, name)) for name in names};"
        "told = open(request['folder'] + '/told', 'w'); json.dump([dict(os.environ), limits], told)"
    )
    monkeypatch.setattr(image_processing, "DECODE_COMMAND", [sys.executable, "-c", program])
    assert refusal(b"GIF89a") == HEAVY
    environment, limits = json.loads(Path(tmp_path / "told").read_text())
    assert set(environment) <= {*image_processing.sandbox.CHILD_ENVIRONMENT, "LC_CTYPE"}
    memory = 1024 * 1024 * 1024 + 24 * 25_000_000
    assert limits == {
        "RLIMIT_CORE": [0, 0],
        "RLIMIT_AS": [memory, memory],
        "RLIMIT_CPU": [60, 60],
        "RLIMIT_FSIZE": [100_000_000 + 20 * 1024 * 1024] * 2,
    }


def test_upload_that_waits_too_long_for_others_gives_a_message(refusal, monkeypatch):
    monkeypatch.setattr(image_processing, "WAIT_SECONDS", 0.01)
    with image_processing.sandbox.one_at_a_time:
        assert refusal(saved(samples.quarters(), "PNG")) == BUSY
