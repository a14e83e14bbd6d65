"""Sanitizes uploads and makes renditions. A child process decodes the untrusted bytes."""

import logging
import sys
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from tianhe_site import disk_space

from . import sandbox
from .models import ENDINGS

logger = logging.getLogger(__name__)

DECODE_COMMAND = [sys.executable, "-m", "tianhe_site.media_library.decode_worker"]
TIMEOUT_SECONDS = 30
# How long an upload waits for earlier ones.
WAIT_SECONDS = 60
# Bytes: the maximum address space of a child. A rendition as wide as a 25-megapixel master takes
# 1.5 GB. For an upload, the child sets itself a lower limit by the pixels in the header.
BASE_MEMORY = 1024 * 1024 * 1024
MEMORY_PER_PIXEL = 24

CONTENT_TYPES = {f".{ending}": kind for kind, ending in ENDINGS.items()}

MESSAGES = {
    "empty": _("This file is empty. Choose it again, or save a new copy and upload that."),
    "too_many_bytes": _(
        "This file is larger than %(size)s. Save a smaller copy, for example with lower quality "
        "or fewer pixels, and upload that."
    ),
    "too_many_pixels": _(
        "This picture has more than %(megapixels)s megapixels. Scale it down, for example to 4000 "
        "pixels on the long side, and upload that."
    ),
    "too_long": _(
        "One side of this picture is longer than 16,000 pixels. Crop it or scale it down, and "
        "upload that."
    ),
    "heic": _(
        "This is a HEIC picture, which most browsers can't show. Export it as JPEG, and upload "
        "that. To take JPEG pictures on an iPhone, go to Settings, Camera, Formats and choose "
        "Most Compatible."
    ),
    "other_picture": _(
        "Browsers can't show this kind of picture. Save it as PNG or JPEG, and upload that."
    ),
    "markup": _(
        "SVG and HTML files can contain programs, so they aren't accepted. Export the picture as "
        "PNG, and upload that."
    ),
    "unknown": _(
        "The library doesn't accept this kind of file. Upload a JPEG, PNG, WebP, AVIF or GIF "
        "picture, or a PDF document."
    ),
    "animated": _(
        "Animated pictures aren't accepted. Save one frame as PNG or JPEG, and upload that."
    ),
    "unreadable": _(
        "This picture is damaged or incomplete. Export it again from the program it came from, "
        "and upload that."
    ),
    "damaged_document": _(
        "This PDF is damaged or incomplete. Export it again, or print it to a new PDF, and "
        "upload that."
    ),
    "encrypted": _(
        "This PDF is protected by a password or against changes. Save an unprotected copy, and "
        "upload that."
    ),
    "no_pages": _("This PDF has no pages. Export it again, and upload that."),
    "program": _(
        "This PDF contains a program (JavaScript or an XFA form). Print it to a new PDF, and "
        "upload that."
    ),
    "launch": _(
        "This PDF starts a program on the reader's computer. Print it to a new PDF, and upload "
        "that."
    ),
    "attachment": _(
        "This PDF has other files attached. Print it to a new PDF, and upload that. If readers "
        "need the other files, upload them separately."
    ),
    "media": _("This PDF contains sound, video or 3D. Print it to a new PDF, and upload that."),
    "too_heavy": _(
        "This file takes too much time or memory to read. Export a smaller or simpler copy, and "
        "upload that."
    ),
    # No program says that a picture was cut short because it didn't fit on the disk.
    "no_room": disk_space.MESSAGE,
    "busy": _("The server is busy with other files. Wait a minute, then upload this one again."),
}


class UploadError(Exception):
    """An upload was refused; the message tells the editor what is wrong and what to do."""


@dataclass(frozen=True)
class Received:
    """The sanitized master: it holds nothing but the picture or the pages."""

    path: Path
    content_type: str  # image/jpeg, image/png or application/pdf
    width: int  # 0 for a document
    height: int
    pages: int  # 0 for a picture


@dataclass(frozen=True)
class Rendered:
    """A picture in one format and width, for browsers."""

    path: Path
    content_type: str  # image/avif, image/webp, image/jpeg or image/png
    width: int
    height: int


def receive(source: Path, folder: Path) -> Received:
    """Write the sanitized master of an upload into `folder`. The content decides the type.

    Raises UploadError.
    """
    request = {
        "task": "receive",
        "most_pixels": settings.MEDIA_MAX_PIXELS,
        "most_bytes": settings.MEDIA_MAX_BYTES,
    }
    (file,) = _run_task(source, folder, request, count=1)
    return Received(**file)


def render(master: Path, folder: Path, width: int) -> list[Rendered]:
    """Write AVIF, WebP and JPEG (PNG if the master is PNG) of `width` pixels into `folder`, never
    wider than the master.

    Raises UploadError.
    """
    request = {"task": "render", "most_pixels": settings.MEDIA_MAX_PIXELS, "width": width}
    files = _run_task(master, folder, request, count=3)
    return [
        Rendered(file["path"], file["content_type"], file["width"], file["height"])
        for file in files
    ]


def _run_task(source, folder, request, count):
    request = {**request, "source": str(source.absolute()), "folder": str(folder.absolute())}
    if not sandbox.one_at_a_time.acquire(timeout=WAIT_SECONDS):
        raise _refusal("busy")
    try:
        answer = _ask_child(request)
    finally:
        sandbox.one_at_a_time.release()
    try:
        if "refused" in answer:
            raise _refusal("no_room" if disk_space.is_low() else answer["refused"])
        files = [_checked(file, folder) for file in answer["files"]]
        if len(files) != count:
            raise ValueError(f"{len(files)} files")
    except (KeyError, TypeError, ValueError, OSError) as error:
        logger.warning("The program that reads uploads gave an unusable answer: %r", error)
        raise _refusal("no_room" if disk_space.is_low() else "too_heavy") from None
    return files


def _ask_child(request):
    """Return the child's answer; a refusal if it gives none."""
    limits = {
        "memory": BASE_MEMORY + MEMORY_PER_PIXEL * settings.MEDIA_MAX_PIXELS,
        # Encoders use two threads.
        "seconds": 2 * TIMEOUT_SECONDS,
        "file_size": 4 * settings.MEDIA_MAX_PIXELS + settings.MEDIA_MAX_BYTES,
    }
    return sandbox.ask(DECODE_COMMAND, {**request, "limits": limits}, seconds=TIMEOUT_SECONDS)


def _checked(file, folder):
    """Return a file of the answer as the parent sees it. The child doesn't decide what it is or
    where it is."""
    path = folder / Path(file["name"]).name
    if not path.is_file() or path.is_symlink():
        raise ValueError(f"no file {path.name}")
    numbers = {name: file[name] for name in ("width", "height", "pages")}
    if {type(number) for number in numbers.values()} != {int}:
        raise ValueError(f"{numbers}")
    return {"path": path, "content_type": CONTENT_TYPES[path.suffix], **numbers}


def _refusal(key):
    return UploadError(
        MESSAGES[key]
        % {
            "size": filesizeformat(settings.MEDIA_MAX_BYTES),
            "megapixels": settings.MEDIA_MAX_PIXELS // 1_000_000,
        }
    )
