"""What a .docx is made of, before anything in it is read: a zip of parts, which may be hostile.

Runs in the child process; doesn't import Django.
"""

import re
import zipfile
from pathlib import PurePosixPath

# The measure: a report of 300 pages with 40 pictures has 120 parts and unpacks to 60 MB.
MAX_PARTS = 2_000
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_XML_BYTES = 30 * 1024 * 1024

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The name of a stream in an encrypted .docx, as OLE stores it.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MAIN = "wordprocessingml.document.main+xml"
TEMPLATE = "wordprocessingml.template.main+xml"
# What Word fetches or runs by itself when it opens a document.
LOADED = ("/oleObject", "/frame", "/subDocument", "/aFChunk", "/attachedTemplate", "/package")
# An address on another computer. A template on the writer's own is named in many documents, and
# no other computer can load it.
_ELSEWHERE = re.compile(r"(?:https?|ftp|smb|davs?):|file:(?!///[^/\\])|\\\\|//", re.IGNORECASE)


class RefusedError(Exception):
    """The file is refused; the message is a key of `conversion.MESSAGES`."""


def open_package(source):
    """Return the open zip of the file at `source`. Raises RefusedError."""
    with source.open("rb") as file:
        head = file.read(8)
    if not head:
        raise RefusedError("empty")
    if head.startswith(OLE):
        raise RefusedError("encrypted" if ENCRYPTED in source.read_bytes() else "old_word")
    if not head.startswith(b"PK\x03\x04"):
        raise RefusedError("not_word")
    try:
        package = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise RefusedError("damaged") from None
    _check_parts(package.infolist())
    return package


def _check_parts(parts):
    names = [part.filename for part in parts]
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise RefusedError("too_large")
    if any(part.flag_bits & 1 for part in parts):
        raise RefusedError("encrypted")
    if len(set(names)) < len(names) or any(map(_leaves_the_package, names)):
        raise RefusedError("damaged")
    if any(PurePosixPath(name).name.lower().startswith("vbaproject") for name in names):
        raise RefusedError("macros")
    if any(_is_xml(part.filename) and part.file_size > MAX_XML_BYTES for part in parts):
        raise RefusedError("too_large")
    if "[Content_Types].xml" not in names:
        raise RefusedError("not_word")


def _leaves_the_package(name):
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name


def _is_xml(name):
    return name.lower().endswith((".xml", ".rels"))


def check_types(content_types):
    """Raise RefusedError unless the content types, the text of an XML part, are a document's."""
    if "macroEnabled" in content_types or "vbaProject" in content_types:
        raise RefusedError("macros")
    if MAIN not in content_types and TEMPLATE not in content_types:
        raise RefusedError("not_word")


def check_relationship(attributes):
    """Raise RefusedError for a relationship by which Word would fetch something from elsewhere."""
    if attributes.get("TargetMode") != "External":
        return
    if attributes.get("Type", "").endswith(LOADED) and _ELSEWHERE.match(
        attributes.get("Target", "").strip()
    ):
        raise RefusedError("external")
