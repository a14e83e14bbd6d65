"""Odd and hostile sample files, generated in code and modeled on public test suites."""

import io
import struct
import zlib

from PIL import Image, ImageCms, PngImagePlugin

PAYLOAD = b"<script>alert('payload')</script>"
# Letters only: what writes a PDF escapes others.
SECRET = b"AnnAuthorWasHere"

RED, GREEN, BLUE, WHITE = (220, 20, 20), (20, 200, 20), (20, 20, 220), (250, 250, 250)


def quarters(size=(48, 32), mode="RGB"):
    """Return a picture: red and green on top, blue and white below."""
    image = Image.new("RGB", size, RED)
    half = (size[0] // 2, size[1] // 2)
    image.paste(GREEN, (half[0], 0, size[0], half[1]))
    image.paste(BLUE, (0, half[1], half[0], size[1]))
    image.paste(WHITE, (*half, *size))
    return image.convert(mode)


def many_colours(size=(64, 48)):
    """Return a picture with more than 256 colors, as photographs have."""
    across = Image.linear_gradient("L").rotate(90).resize(size)
    down = Image.linear_gradient("L").resize(size)
    return Image.merge("RGB", (across, down, Image.radial_gradient("L").resize(size)))


def saved(image, format, **options):
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def animated(format):
    frames = [Image.new("RGB", (16, 16), colour) for colour in (RED, GREEN, BLUE)]
    return saved(frames[0], format, save_all=True, append_images=frames[1:], duration=100)


def phone_pictures():
    """Return a JPEG with a second picture behind the first (MPO)."""
    return saved(many_colours(), "MPO", save_all=True, append_images=[quarters((64, 48))])


# PNG by hand


def chunk(name, data=b""):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width, height, depth, colour, pixels=b"", *extra):
    """Return a PNG of the rows of bytes in `pixels`, after `extra` chunks."""
    row = len(pixels) // height
    rows = b"".join(b"\0" + pixels[at : at + row] for at in range(0, len(pixels), row or 1))
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [chunk(b"IHDR", header), *extra, chunk(b"IDAT", zlib.compress(rows, 9)), chunk(b"IEND")]
    )


def grey_16(*values):
    """Return a PNG of one row of 16-bit grays."""
    return png(len(values), 1, 16, 0, struct.pack(f">{len(values)}H", *values))


def rgb_16(*values):
    """Return a PNG of one pixel with 16 bits per channel."""
    return png(1, 1, 16, 2, struct.pack(">3H", *values))


def bomb():
    """Return a small PNG whose header says 50,000 x 50,000, with 60 million pixels of it."""
    return png(50_000, 50_000, 8, 0, bytes(60_000_000 // 50_000 * 50_000))


def text_bomb():
    text = b"Comment\0\0" + zlib.compress(bytes(100_000_000), 9)
    return png(1, 1, 8, 0, b"\0", chunk(b"zTXt", text))


def profile_bomb():
    return png(1, 1, 8, 0, b"\0", chunk(b"iCCP", b"p\0\0" + zlib.compress(bytes(100_000_000), 9)))


# Others by hand


def gif_with_huge_screen():
    return b"GIF89a" + struct.pack("<HH", 65_000, 65_000) + saved(quarters(), "GIF")[10:]


def webp_with_huge_canvas():
    still = saved(quarters(mode="RGBA"), "WEBP", exif=exif())
    at = still.index(b"VP8X") + 12
    return still[:at] + (16_382).to_bytes(3, "little") * 2 + still[at + 6 :]


def jpeg_with_huge_header():
    jpeg = saved(quarters(), "JPEG")
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + struct.pack(">HH", 65_500, 65_500) + jpeg[at + 4 :]


def avif_with_modest_header():
    """Return an AVIF whose header says 100 x 100, and whose picture is 8000 x 8000."""
    large = saved(Image.new("RGB", (8000, 8000)), "AVIF", quality=10, speed=10)
    at = large.index(b"ispe") + 8
    return large[:at] + struct.pack(">II", 100, 100) + large[at + 8 :]


def without_segment(jpeg, marker):
    """Return the JPEG without its first segment of that marker."""
    at = jpeg.index(marker)
    return jpeg[:at] + jpeg[at + 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0] :]


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100)
HEIC_SEEN_FROM_MIF1 = b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic" + bytes(100)
FILM = b"\0\0\0\x18ftypisom\0\0\x02\0isommp41" + bytes(100)


# With places, names and programs in them


def exif(orientation=None):
    data = Image.Exif()
    data[0x013B] = SECRET.decode()
    data.get_ifd(0x8825)[1] = "N"
    data.get_ifd(0x8825)[2] = (40.0, 44.0, 54.0)
    if orientation:
        data[0x0112] = orientation
    return data.tobytes()


XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"


def telling(format, image=None):
    """Return a picture with the secret in every kind of metadata the format supports."""
    options = {"exif": exif(), "xmp": XMP}
    if format == "JPEG":
        iptc = b"\xff\xed" + struct.pack(">H", len(SECRET) + 16) + b"Photoshop 3.0\0" + SECRET
        options |= {"comment": SECRET, "extra": iptc}
    if format == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Author", SECRET.decode())
        text.add_itxt("XML:com.adobe.xmp", XMP.decode())
        options = {"exif": exif(), "pnginfo": text}
    return saved(image or many_colours(), format, **options)


# Pictures that are something else as well.
POLYGLOTS = {
    "GIF and HTML": saved(quarters(), "GIF", comment=PAYLOAD) + PAYLOAD,
    "JPEG and HTML": saved(many_colours(), "JPEG", comment=PAYLOAD) + PAYLOAD,
    "PNG and ZIP": saved(quarters(), "PNG") + b"PK\x03\x04" + PAYLOAD,
    "WebP and HTML": saved(many_colours(), "WEBP", xmp=PAYLOAD) + PAYLOAD,
    "AVIF and HTML": saved(many_colours(), "AVIF", xmp=PAYLOAD),
}


# ICC profiles by hand


def _fixed(*numbers):
    return b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)


def _profile(kind, space, connection, tags):
    table, body, at = b"", b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        data += bytes(-len(data) % 4)
        table += name + struct.pack(">II", at + len(body), len(data))
        body += data
    size = at + len(body)
    header = struct.pack(
        ">I4sI4s4s4s12s4s", size, b"", 0x02400000, kind, space, connection, b"", b"acsp"
    )
    header = header.ljust(68, b"\0") + _fixed(0.9642, 1.0, 0.8249)
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def _xyz(*numbers):
    return b"XYZ \0\0\0\0" + _fixed(*numbers)


WHITE_POINT = _xyz(0.9642, 1.0, 0.8249)
LINEAR = b"curv\0\0\0\0\0\0\0\0"
GAMMA = b"curv\0\0\0\0\0\0\0\x01\x02\x33\0\0"


def swapped_profile():
    """Return an RGB profile that calls sRGB's green red, and its red green."""
    red, green, blue = (
        _xyz(0.4361, 0.2225, 0.0139),
        _xyz(0.3851, 0.7169, 0.0971),
        _xyz(0.1431, 0.0606, 0.7141),
    )
    tags = {b"wtpt": WHITE_POINT, b"rXYZ": green, b"gXYZ": red, b"bXYZ": blue}
    return _profile(
        b"mntr", b"RGB ", b"XYZ ", {**tags, b"rTRC": GAMMA, b"gTRC": GAMMA, b"bTRC": GAMMA}
    )


def linear_grey_profile():
    """Return a grey profile whose middle is as light as 188 in sRGB."""
    return _profile(b"mntr", b"GRAY", b"XYZ ", {b"wtpt": WHITE_POINT, b"kTRC": LINEAR})


def grey_ink_profile():
    """Return a CMYK profile in which any ink prints middle grey."""
    straight = bytes(range(256))
    grid = bytes((255, 128, 128)) + bytes((128, 128, 128)) * 15
    matrix = _fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    lut = b"mft1\0\0\0\0\x04\x03\x02\0" + matrix + straight * 4 + grid + straight * 3
    return _profile(b"prtr", b"CMYK", b"Lab ", {b"wtpt": WHITE_POINT, b"A2B0": lut})


def srgb_profile():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def lab_profile():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


# PDF by hand


def pdf(catalog=b"", page=b"", more=(), trailer=b"", kids=b"[3 0 R]", count=1, head=b""):
    """Return a one-page document that says Hello; `more` objects are numbered from 6."""
    text = b"BT /F 12 Tf 20 100 Td (Hello) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids " + kids + b" /Count %d >>" % count,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> >> " + page + b" >>",
        b"<< /Length %d >>\nstream\n" % len(text) + text + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *more,
    ]
    file, places = b"%PDF-1.7\n" + head, []
    for number, data in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n" % number + data + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return file + (
        b"xref\n0 %d\n0000000000 65535 f \n" % size
        + table
        + b"trailer\n<< /Size %d " % size
        + b"/Root 1 0 R "
        + trailer
        + b" >>\nstartxref\n%d\n%%%%EOF\n" % len(file)
    )


def stream(dictionary, data):
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (dictionary, len(data), data)


def pdf_bomb():
    """Return a 60 KB document with a 60 MB object in a compressed stream."""
    kept = zlib.compress(b"7 0 [" + b"1 " * 30_000_000 + b"]", 9)
    more = stream(b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", kept)
    plain = pdf(b"/X 7 0 R", more=[more])
    plain = plain[: plain.index(b"xref\n0 7")]
    places = [plain.index(b"%d 0 obj" % number) for number in range(1, 7)]
    rows = [b"\1%s\0" % place.to_bytes(3) for place in places]
    table = b"\0\0\0\0\0" + b"".join(rows) + b"\2\0\0\6\0"
    facts = b"/Type /XRef /Size 8 /W [1 3 1] /Root 1 0 R"
    end = b"8 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n"
    return plain + end % (stream(facts, table), len(plain))


def pdf_of_many_strokes():
    """Return a 12 KB document with a page of 200,000 operators, as maps and plots have."""
    words = zlib.compress(b"BT /F 12 Tf (x) Tj ET\n" * 200_000, 9)
    page = pdf(more=[stream(b"/Filter /FlateDecode", words)])
    return page.replace(b"/Contents 4 0 R", b"/Contents 6 0 R")


SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


def telling_pdf():
    """Return a document that names its author in document information, XMP and private data."""
    more = [
        b"<< /Title (Yearly report) /Author (%s) /Creator (%s) >>" % (SECRET, SECRET),
        stream(b"/Type /Metadata /Subtype /XML", XMP),
        b"<< /Private (%s) >>" % SECRET,
    ]
    page = b"/PieceInfo << /Tool << /Private 8 0 R >> >>"
    return pdf(b"/Metadata 7 0 R /Lang (en)", page, more, trailer=b"/Info 6 0 R")


def signed_pdf():
    field = b"<< /FT /Sig /T (s) /V << /Type /Sig /ByteRange [0 1 2 3] /Contents <00> >> >>"
    return pdf(b"/AcroForm << /SigFlags 3 /Fields [6 0 R] >>", more=[field])


def _annotation(kind, more=b""):
    return pdf(page=b"/Annots [<< /Type /Annot /Subtype /%s /Rect [0 0 9 9] %s >>]" % (kind, more))


PROGRAMS = {
    "on opening": pdf(b"/OpenAction " + SCRIPT),
    "under an escaped name": pdf(b"/OpenAction << /S /J#61vaScript /JS (1) >>"),
    "under an indirect name": pdf(b"/OpenAction << /S 6 0 R /JS (1) >>", more=[b"/JavaScript"]),
    "in the names": pdf(b"/Names << /JavaScript << /Names [(a) 6 0 R] >> >>", more=[SCRIPT]),
    "of a page": pdf(page=b"/AA << /O 6 0 R >>", more=[SCRIPT]),
    "of a link": _annotation(b"Link", b"/A " + SCRIPT),
    "in a later action": pdf(b"/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next " + SCRIPT + b" >>"),
    "in an XFA form": pdf(b"/AcroForm << /XFA 6 0 R >>", more=[stream(b"", b"<xdp/>")]),
}
LAUNCH = _annotation(b"Link", b"/A << /S /Launch /F (calc.exe) >>")
ATTACHMENTS = {
    "in the names": pdf(
        b"/Names << /EmbeddedFiles << /Names [(a) 7 0 R] >> >>",
        more=[
            stream(b"", b"MZ"),
            b"<< /Type /Filespec /F (a.exe) /EF << /F 6 0 R >> >>",
        ],
    ),
    "on a page": _annotation(b"FileAttachment"),
    "not yet linked to": pdf(b"/Mine 6 0 R", more=[stream(b"/Type /EmbeddedFile", b"MZ")]),
}
MEDIA = {
    "rich media": _annotation(b"RichMedia"),
    "film": _annotation(b"Movie"),
    "3D": _annotation(b"3D"),
    "rendition": _annotation(b"Screen", b"/A << /S /Rendition >>"),
}
ENCRYPTED = pdf(
    trailer=b"/Encrypt << /Filter /Standard /V 1 /R 2 /O (%s) /U (%s) /P -4 >> /ID [(a) (a)]"
    % (b"o" * 32, b"u" * 32)
)
NO_PAGES = pdf(kids=b"[]", count=0)
DAMAGED_PDFS = {
    "pages that hold themselves": pdf(kids=b"[2 0 R]"),
    "no catalog": b"%PDF-1.7\ntrailer\n<< /Size 1 >>\nstartxref\n0\n%%EOF\n",
    "a head only": b"%PDF-1.7\n%%EOF\n",
    "random bytes": b"%PDF-1.7\n" + zlib.compress(bytes(9999)) + b"\n%%EOF",
    "end missing": pdf()[:-7],
    "half": pdf()[:300],
    "cut in a later revision": pdf() + b"6 0 obj\n(" + b"x" * 2000,
}
