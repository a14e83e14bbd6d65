"""Decodes what was uploaded and writes it anew; `image_processing` runs it as a child process.

Reads one request (JSON) from stdin and writes one answer (JSON) to stdout; pictures and documents
go through files. Without Django, so that it starts quickly and holds no secret or connection that
hostile bytes could reach.
"""

import contextlib
import io
import json
import sys
import warnings
from pathlib import Path

try:
    import resource
except ImportError:
    resource = None

# WebP and AVIF by name: else Pillow loads all of its forty plugins to find them.
from PIL import AvifImagePlugin, Image, ImageCms, WebPImagePlugin  # noqa: F401

MAX_SIDE = 16_000
MASTER_QUALITY = 92
# Bytes of address space: of the interpreter with its libraries and threads (measured: 40 MB), and
# for each pixel of an upload while it is read and written anew (measured: at most 16).
START_MEMORY = 128 * 1024 * 1024
PIXEL_MEMORY = 24
# The same of a document, for each of its bytes (measured: at most 35, where most are packed).
BYTE_MEMORY = 64
MAX_DOCUMENT_MEMORY = 512 * 1024 * 1024
# Of the AVIF codecs, which otherwise start one for each core, with memory of its own.
THREADS = 2
# Where a viewer looks for the end of a PDF.
PDF_TAIL = 1024

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ORIENTATION_TAG = 0x0112

# What a PDF may not hold: the values of /S (actions), /Subtype (annotations) and /Type.
PROGRAMS = {"/JavaScript"}
LAUNCHES = {"/Launch"}
ATTACHMENTS = {"/EmbeddedFile", "/FileAttachment", "/GoToE"}
MEDIA = {"/RichMedia", "/RichMediaExecute", "/Rendition", "/Screen", "/Movie", "/Sound", "/3D"}


class RefusedError(Exception):
    """The upload can't be taken; the message is a key of `image_processing.SENTENCES`."""


# Which kind it is


def kind_of(head):
    """Return what the first bytes say: "JPEG", "PNG", "WEBP", "AVIF", "GIF" or "PDF".

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
    """Tell AVIF from HEIC and films, which all begin alike: with a list of brands."""
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
    """Return the picture with only its header read; raises RefusedError for a bad size."""
    # Pillow refuses twice this, and some of its readers reserve memory before we see the size.
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
        # A phone's JPEG may hold further pictures (depth, a second lens); it doesn't move.
        if kind != "JPEG" and getattr(image, "is_animated", False):
            raise RefusedError("animated")
        # A file may hold more than its header says: AVIF of 3.5 KB was seen to take 1 GB.
        limit_memory(START_MEMORY + PIXEL_MEMORY * image.width * image.height)
        image.load()
        turn = TURNS.get(_orientation(image))
        profile = image.info.get("icc_profile")
        image = in_srgb(_eight_bits(image), profile)
    image = _without_idle_alpha(image)
    # Whatever Pillow carries from the upload into what it saves is in here.
    image.info = {}
    if turn is not None:
        image = image.transpose(turn)
    return [_described(_save_master(image, folder), image.size)]


def _orientation(image):
    try:
        return image.getexif().get(ORIENTATION_TAG)
    except Exception:
        # Broken metadata is thrown away like any other.
        return None


def _eight_bits(image):
    """Return the picture in a mode of 8 bits a channel: L, LA, RGB, RGBA or CMYK."""
    if image.mode.startswith("I;16"):
        # Pillow's own conversion clips: all above 255 of 65535 would be white.
        return image.point(lambda value: value * (1 / 257) + 0.5).convert("L")
    if image.mode in ("1", "L", "P", "RGB") and image.has_transparency_data:
        return image.convert("RGBA")
    mode = {"1": "L", "P": "RGB"}.get(image.mode, image.mode)
    if mode not in ("L", "LA", "RGB", "RGBA", "CMYK"):
        mode = "RGB"
    # Converted to its own mode it would be copied: 100 MB of 25 megapixels.
    return image if image.mode == mode else image.convert(mode)


def in_srgb(image, profile):
    """Return the picture in L, LA, RGB or RGBA, its colours converted from the ICC profile.

    A profile that is broken, or for another kind of colour, is ignored, as browsers do.
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


def _without_idle_alpha(image):
    """Drop an alpha channel that hides nothing, as most screenshots have."""
    if image.mode not in ("LA", "RGBA"):
        return image
    if image.getchannel("A").getextrema() != (255, 255):
        return image
    return image.convert(image.mode.removesuffix("A"))


def _save_master(image, folder):
    """Write the picture as JPEG, or without loss as PNG: one with alpha, and a drawing.

    A drawing has few colours and is smaller without loss. Greys are always few: of a grey
    photograph the JPEG is the smaller.
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
    """Write AVIF, WebP and JPEG or PNG of that width, at most the picture's own."""
    with source.open("rb") as file:
        kind = kind_of(file.read(64))
        file.seek(0)
        if kind not in ("JPEG", "PNG"):
            raise RefusedError("unreadable")
        image = open_picture(file, kind, most_pixels)
        # Lets a JPEG be decoded at an eighth, a quarter or half of its size.
        image.thumbnail((width, image.height), Image.Resampling.LANCZOS, reducing_gap=2.0)
        image.load()
    image.info = {}
    saves = (_save_avif, _save_webp, _save_fallback)
    return [_described(save(image, folder, exact=kind == "PNG"), image.size) for save in saves]


# Qualities at which the three formats are equally like the master. Measured at 1600 x 1200 on three
# synthetic photographs (fractal noise, soft edges, sensor noise), 8 x 8 SSIM and bytes in all:
# JPEG 78 0.9515 993 K, WebP 78 0.9518 885 K. WebP at method 6 saves 6 % in 2.5 times the seconds.
# AVIF 60 at speed 6 is as like as 63 at speed 8 in 9 to 57 % fewer bytes: measured 700 and 1280
# wide on a camera's photo and on two drawn ones with noise, 0.16 to 0.4 seconds instead of 0.1.
JPEG_QUALITY, WEBP_QUALITY, AVIF_QUALITY, AVIF_SPEED = 78, 78, 60, 6


def _save_avif(image, folder, exact):
    # Full colour in a drawing costs 1 % more bytes and gains 5 dB.
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
    """Write WebP; of a PNG without loss if that is smaller: 138 K, not 216 K, of a drawing, but
    1268 K, not 134 K, of a person cut out of a photograph."""
    path = folder / f"{image.width}.webp"
    image.save(path, "WEBP", quality=WEBP_QUALITY, method=4)
    if exact:
        lossless = io.BytesIO()
        image.save(lossless, "WEBP", lossless=True, method=4)
        if lossless.tell() < path.stat().st_size:
            path.write_bytes(lossless.getvalue())
    return path


def _save_fallback(image, folder, exact):
    """Write what every browser shows: PNG of a PNG, JPEG of a JPEG."""
    if exact:
        path = folder / f"{image.width}.png"
        image.save(path, "PNG")
    else:
        path = folder / f"{image.width}.jpg"
        image.save(path, "JPEG", quality=JPEG_QUALITY, progressive=True, optimize=True)
    return path


# Documents


def receive_document(source, folder):
    # Only here: pictures need not wait for this import.
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
    path.write_bytes(data if signed else _without_names(reader))
    return [_described(path, pages=pages)]


def _inspect(reader):
    """Return whether the document is signed; raises RefusedError for what may not be in it."""
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
    """Yield each dictionary that can be reached, once."""
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


def _without_names(reader):
    """Return the document written anew without what names people or programs: document
    information (but its title, which a screen reader says), XMP and private data.

    Raises RefusedError if it doesn't come out the same.
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
    """Return what draws a page, as it is stored: packed, since a bomb is one only when unpacked."""
    contents = page.get("/Contents")
    contents = [] if contents is None else contents.get_object()
    parts = contents if isinstance(contents, list) else [contents]
    return [getattr(part.get_object(), "_data", b"") for part in parts]


# The request and its answer


def _described(path, size=(0, 0), pages=0):
    return {"name": path.name, "width": size[0], "height": size[1], "pages": pages}


def receive(source, folder, most_pixels, most_bytes):
    """Write the sanitised master of what was uploaded; raises RefusedError."""
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
    """Return {"files": […]} of what was written, or {"refused": key}."""
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


def limit_resources(memory, seconds, file_size):
    """Let this process never take more than that: bytes of address space, seconds of processor
    time, bytes in a file. What the system can't limit is left as it is."""
    _limit("RLIMIT_CORE", 0, 0)
    _limit("RLIMIT_AS", memory, memory)
    _limit("RLIMIT_CPU", seconds, seconds)
    _limit("RLIMIT_FSIZE", file_size, file_size)


def limit_memory(most):
    """Let this process take no more bytes of address space than that from now on."""
    _limit("RLIMIT_AS", most)


def _limit(name, most, hard=None):
    if resource is None:
        return
    with contextlib.suppress(AttributeError, OSError, ValueError):
        kind = getattr(resource, name)
        resource.setrlimit(kind, (most, resource.getrlimit(kind)[1] if hard is None else hard))


def main():
    request = json.load(sys.stdin)
    limit_resources(**request.pop("limits"))
    AvifImagePlugin.DEFAULT_MAX_THREADS = THREADS
    json.dump(answer(**request), sys.stdout)


if __name__ == "__main__":
    main()
