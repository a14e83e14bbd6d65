"""Decodes an upload and re-encodes it; `image_processing` runs this as a child process.

It reads one request (JSON) from stdin and writes one answer (JSON) to stdout. Pictures and
documents are passed as files. It doesn't import Django, so it starts quickly and holds no secret
or connection that hostile bytes could reach.
"""

import contextlib
import io
import json
import sys
import warnings
from pathlib import Path

# Importing WebP and AVIF by name keeps Pillow from loading all of its forty plugins to find them.
from PIL import AvifImagePlugin, Image, ImageCms, WebPImagePlugin  # noqa: F401

from tianhe_site.media_library.child_limits import limit_memory, limit_resources

MAX_SIDE = 16_000
MASTER_QUALITY = 92
# Bytes of address space: for the interpreter with its libraries and threads (measured: 40 MB), and
# per pixel while an upload is decoded and re-encoded (measured: at most 16).
START_MEMORY = 128 * 1024 * 1024
PIXEL_MEMORY = 24
# The same per byte of a document (measured: at most 35, if most of it is compressed).
BYTE_MEMORY = 64
MAX_DOCUMENT_MEMORY = 512 * 1024 * 1024
# For the AVIF codecs, which by default start one thread per core, each with memory of its own.
THREADS = 2
# Bytes at the end of a PDF in which viewers look for its end marker.
PDF_TAIL = 1024

TRANSPOSE_BY_ORIENTATION = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ORIENTATION_TAG = 0x0112

# What a PDF may not hold: values of /S (actions), /Subtype (annotations) and /Type.
PROGRAMS = {"/JavaScript"}
LAUNCHES = {"/Launch"}
ATTACHMENTS = {"/EmbeddedFile", "/FileAttachment", "/GoToE"}
MEDIA = {"/RichMedia", "/RichMediaExecute", "/Rendition", "/Screen", "/Movie", "/Sound", "/3D"}


class RefusedError(Exception):
    """The upload is refused; the message is a key of `image_processing.MESSAGES`."""


# Detecting the kind


def kind_of(head):
    """Return the kind by the first bytes: "JPEG", "PNG", "WEBP", "AVIF", "GIF" or "PDF".

    Raises RefusedError for any other.
    """
    if not head:
        raise RefusedError("empty")
    if head.startswith(b"%PDF-"):
        return "PDF"
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        return _kind_of_container(head)
    raise RefusedError(_refusal_of(head))


def _kind_of_container(head):
    """Tell AVIF from HEIC and video: their files all begin with a list of brands."""
    end = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, end, 4))}
    if brands & {b"avif", b"avis"}:
        return "AVIF"
    if brands & {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}:
        raise RefusedError("heic")
    raise RefusedError("unknown")


def _refusal_of(head):
    if head.startswith((b"II*\0", b"MM\0*", b"BM", b"\0\0\1\0", b"8BPS")):
        return "other_picture"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<svg", b"<!doctype", b"<html", b"<?xml", b"<!--", b"<script")):
        return "markup"
    return "unknown"


# Pictures


def open_picture(file, kind, most_pixels):
    """Return the picture with only its header read. Raises RefusedError if it is too large."""
    # Pillow refuses at twice this value, and some of its readers allocate memory before we see the
    # size.
    Image.MAX_IMAGE_PIXELS = most_pixels / 2
    try:
        image = Image.open(file, formats=[kind])
    except Image.DecompressionBombError:
        raise RefusedError("too_many_pixels") from None
    if image.width * image.height > most_pixels:
        raise RefusedError("too_many_pixels")
    if max(image.size) > MAX_SIDE:
        raise RefusedError("too_long")
    return image


def receive_picture(source, folder, kind, most_pixels):
    with source.open("rb") as file:
        image = open_picture(file, kind, most_pixels)
        # A phone's JPEG may hold more pictures (depth, a second lens); that isn't an animation.
        if kind != "JPEG" and getattr(image, "is_animated", False):
            raise RefusedError("animated")
        # A file may hold more than its header says: a 3.5 KB AVIF took 1 GB.
        limit_memory(START_MEMORY + PIXEL_MEMORY * image.width * image.height)
        image.load()
        turn = TRANSPOSE_BY_ORIENTATION.get(_orientation(image))
        profile = image.info.get("icc_profile")
        image = in_srgb(_eight_bits(image), profile)
    image = _without_opaque_alpha(image)
    # Pillow copies from here into the saved file.
    image.info = {}
    if turn is not None:
        image = image.transpose(turn)
    return [_answer_file(_save_master(image, folder), image.size)]


def _orientation(image):
    try:
        return image.getexif().get(ORIENTATION_TAG)
    except Exception:
        # Broken metadata is dropped like any other.
        return None


def _eight_bits(image):
    """Return the picture in a mode with 8 bits per channel: L, LA, RGB, RGBA or CMYK."""
    if image.mode.startswith("I;16"):
        # Pillow's own conversion clips: every value above 255 of 65535 would be white.
        return image.point(lambda value: value * (1 / 257) + 0.5).convert("L")
    if image.mode in ("1", "L", "P", "RGB") and image.has_transparency_data:
        return image.convert("RGBA")
    mode = {"1": "L", "P": "RGB"}.get(image.mode, image.mode)
    if mode not in ("L", "LA", "RGB", "RGBA", "CMYK"):
        mode = "RGB"
    # Converting to the same mode copies: 100 MB for 25 megapixels.
    return image if image.mode == mode else image.convert(mode)


def in_srgb(image, profile):
    """Return the picture in L, LA, RGB or RGBA, converted from its ICC profile to sRGB.

    A profile that is broken or doesn't fit the mode is ignored, as browsers do.
    """
    alpha = image.getchannel("A") if image.mode == "LA" else None
    if alpha:
        image = image.getchannel("L")
    if profile:
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
            image = _converted(image, ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    if image.mode == "CMYK":
        image = image.convert("RGB")
    if alpha:
        image.putalpha(alpha)
    return image


def _converted(image, profile):
    space = {"L": "GRAY", "RGB": "RGB ", "RGBA": "RGB ", "CMYK": "CMYK"}[image.mode]
    if profile.profile.xcolor_space != space:
        return image
    to_mode = "RGBA" if image.mode == "RGBA" else "RGB"
    transform = ImageCms.buildTransform(
        profile,
        ImageCms.createProfile("sRGB"),
        image.mode,
        to_mode,
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    if image.mode == to_mode:
        return transform.apply_in_place(image)
    converted = transform.apply(image)
    return converted.getchannel("G") if image.mode == "L" else converted


def _without_opaque_alpha(image):
    """Drop an alpha channel that is fully opaque, as in most screenshots."""
    if image.mode not in ("LA", "RGBA"):
        return image
    if image.getchannel("A").getextrema() != (255, 255):
        return image
    return image.convert(image.mode.removesuffix("A"))


def _save_master(image, folder):
    """Write the picture as JPEG, or losslessly as PNG if it has alpha or is a drawing.

    A drawing has few colors and is smaller as PNG. Gray pictures always have few: a gray photo is
    smaller as JPEG.
    """
    jpeg, png = folder / "master.jpg", folder / "master.png"
    if image.mode in ("LA", "RGBA"):
        image.save(png, "PNG")
        return png
    image.save(jpeg, "JPEG", quality=MASTER_QUALITY, subsampling="4:4:4")
    if image.getcolors(256) is None:
        return jpeg
    image.save(png, "PNG")
    kept, other = sorted((jpeg, png), key=lambda path: path.stat().st_size)
    other.unlink()
    return kept


# Renditions


def render(source, folder, width, most_pixels):
    """Write AVIF, WebP and JPEG or PNG of `width` pixels, or of the picture's own width if that is
    less."""
    with source.open("rb") as file:
        kind = kind_of(file.read(64))
        file.seek(0)
        if kind not in ("JPEG", "PNG"):
            raise RefusedError("unreadable")
        image = open_picture(file, kind, most_pixels)
        # Lets Pillow decode a JPEG at an eighth, a quarter or half of its size.
        image.thumbnail((width, image.height), Image.Resampling.LANCZOS, reducing_gap=2.0)
        image.load()
    image.info = {}
    saves = (_save_avif, _save_webp, _save_fallback)
    return [_answer_file(save(image, folder, exact=kind == "PNG"), image.size) for save in saves]


# Qualities at which the three formats look equally close to the master. Measured at 1600 x 1200 on
# three synthetic photos (fractal noise, soft edges, sensor noise), 8 x 8 SSIM and total bytes:
# JPEG 78 0.9515 993 K, WebP 78 0.9518 885 K. WebP at method 6 saves 6 % in 2.5 times the time.
# AVIF 60 at speed 6 is as close as 63 at speed 8 with 9 to 57 % fewer bytes: measured 700 and 1280
# wide on a camera photo and two drawn ones with noise, 0.16 to 0.4 seconds instead of 0.1.
JPEG_QUALITY, WEBP_QUALITY, AVIF_QUALITY, AVIF_SPEED = 78, 78, 60, 6


def _save_avif(image, folder, exact):
    # Full chroma in a drawing costs 1 % more bytes and gains 5 dB.
    subsampling = "4:4:4" if exact else "4:2:0"
    path = folder / f"{image.width}.avif"
    image.save(
        path,
        "AVIF",
        quality=AVIF_QUALITY,
        speed=AVIF_SPEED,
        subsampling=subsampling,
        max_threads=THREADS,
    )
    return path


def _save_webp(image, folder, exact):
    """Write WebP, lossless for a PNG if that is smaller: 138 K instead of 216 K for a drawing, but
    1268 K instead of 134 K for a person cut out of a photo."""
    path = folder / f"{image.width}.webp"
    image.save(path, "WEBP", quality=WEBP_QUALITY, method=4)
    if exact:
        lossless = io.BytesIO()
        image.save(lossless, "WEBP", lossless=True, method=4)
        if lossless.tell() < path.stat().st_size:
            path.write_bytes(lossless.getvalue())
    return path


def _save_fallback(image, folder, exact):
    """Write the format every browser supports: PNG for a PNG, JPEG for a JPEG."""
    if exact:
        path = folder / f"{image.width}.png"
        image.save(path, "PNG")
    else:
        path = folder / f"{image.width}.jpg"
        image.save(path, "JPEG", quality=JPEG_QUALITY, progressive=True, optimize=True)
    return path


# Documents


def receive_document(source, folder):
    # Imported here, since pictures don't need it.
    from pypdf import PdfReader

    data = source.read_bytes()
    limit_memory(min(START_MEMORY + BYTE_MEMORY * len(data), MAX_DOCUMENT_MEMORY))
    if b"%%EOF" not in data.rstrip(b"\0\t\n\f\r ")[-PDF_TAIL:]:
        raise RefusedError("damaged_document")
    reader = PdfReader(io.BytesIO(data))
    if "/Encrypt" in reader.trailer:
        raise RefusedError("encrypted")
    pages = len(reader.pages)
    if not pages:
        raise RefusedError("no_pages")
    signed = _inspect(reader)
    path = folder / "master.pdf"
    path.write_bytes(data if signed else _without_metadata(reader))
    return [_answer_file(path, pages=pages)]


def _inspect(reader):
    """Return whether the document is signed. Raises RefusedError if it holds something
    forbidden."""
    signed = False
    for dictionary in _dictionaries(reader.trailer):
        names = {_value(dictionary, key) for key in ("/S", "/Subtype", "/Type")}
        if names & PROGRAMS or "/XFA" in dictionary:
            raise RefusedError("program")
        if names & LAUNCHES:
            raise RefusedError("launch")
        if names & ATTACHMENTS or "/EF" in dictionary:
            raise RefusedError("attachment")
        if names & MEDIA:
            raise RefusedError("media")
        signed = signed or "/ByteRange" in dictionary
    return signed


def _dictionaries(top):
    """Yield each reachable dictionary once."""
    from pypdf.generic import IndirectObject

    waiting, seen = [top], set()
    while waiting:
        item = waiting.pop()
        if isinstance(item, IndirectObject):
            if (item.idnum, item.generation) in seen:
                continue
            seen.add((item.idnum, item.generation))
            item = item.get_object()
        if isinstance(item, dict):
            yield item
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def _value(dictionary, key):
    value = dictionary.get(key)
    value = value.get_object() if value is not None else None
    return value if isinstance(value, str) else None


def _without_metadata(reader):
    """Return the document rewritten without metadata that identifies people or programs: document
    information, XMP and private data. The title stays, since screen readers announce it.

    Raises RefusedError if the pages don't come out the same.
    """
    from pypdf import PdfReader, PdfWriter

    for dictionary in _dictionaries(reader.trailer):
        for key in ("/Metadata", "/PieceInfo"):
            dictionary.pop(key, None)
    writer = PdfWriter(clone_from=reader)
    title = reader.metadata.title if reader.metadata else None
    writer.metadata = None
    writer.pdf_header = "%PDF-1.7"
    if title:
        writer.add_metadata({"/Title": title})
    written = io.BytesIO()
    writer.write(written)
    again = PdfReader(written)
    if [*map(_drawing_of, again.pages)] != [*map(_drawing_of, reader.pages)]:
        raise RefusedError("damaged_document")
    return written.getvalue()


def _drawing_of(page):
    """Return a page's content stream as stored. It stays compressed: a decompression bomb only
    goes off when unpacked."""
    contents = page.get("/Contents")
    contents = [] if contents is None else contents.get_object()
    parts = contents if isinstance(contents, list) else [contents]
    return [getattr(part.get_object(), "_data", b"") for part in parts]


# The request and its answer


def _answer_file(path, size=(0, 0), pages=0):
    return {"name": path.name, "width": size[0], "height": size[1], "pages": pages}


def receive(source, folder, most_pixels, most_bytes):
    """Write the sanitized master of an upload. Raises RefusedError."""
    if source.stat().st_size > most_bytes:
        raise RefusedError("too_many_bytes")
    with source.open("rb") as file:
        kind = kind_of(file.read(1024))
    if kind != "PDF":
        return receive_picture(source, folder, kind, most_pixels)
    try:
        return receive_document(source, folder)
    except (RefusedError, MemoryError):
        raise
    except Exception:
        raise RefusedError("damaged_document") from None


TASKS = {"receive": receive, "render": render}


def answer(task, source, folder, **limits):
    """Return {"files": […]} for the files written, or {"refused": key}."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return {"files": TASKS[task](Path(source), Path(folder), **limits)}
    except RefusedError as refused:
        return {"refused": str(refused)}
    except Image.DecompressionBombError:
        return {"refused": "too_many_pixels"}
    except MemoryError:
        return {"refused": "too_heavy"}
    except Exception:
        # Pillow's readers raise anything for hostile bytes: struct.error, KeyError, EOFError …
        return {"refused": "unreadable"}


def main():
    request = json.load(sys.stdin)
    limit_resources(**request.pop("limits"))
    AvifImagePlugin.DEFAULT_MAX_THREADS = THREADS
    json.dump(answer(**request), sys.stdout)


if __name__ == "__main__":
    main()
