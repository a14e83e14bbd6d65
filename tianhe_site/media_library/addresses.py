"""Under which addresses staff see what the library holds, and the references that texts keep."""

import re
from urllib.parse import unquote

from . import shown
from .models import Asset

# The editor of texts shows pictures and links documents under them.
_PATH = "/admin/media_library/{kind}/{number}/file/"
_AT_PATH = re.compile(_PATH.format(kind="(image|document)", number=r"(\d{1,18})") + r"(?:\?.*)?")
# Below it stand the private files, under the names that they have in public.
PRIVATE_ROOT = "/admin/media_library/image/files/"
# Pages have their files below roots of their own: in public, in previews, in the past.
_FILE = re.compile(rf"(?:/|/[^?#]*/)media/([^?#]+)|{PRIVATE_ROOT}([^?#]+)")


def reference_at(path):
    """Return the reference to what staff see at `path`, as "image:12"; None if that is nothing of
    the library."""
    found = _AT_PATH.fullmatch(path)
    return found and f"{found[1]}:{found[2]}"


def reference_of_file(path):
    """Return the reference to whatever asset a page shows or links at `path`, such as a picture in
    one of its sizes; None if that is nothing of the library. One query for what looks like one."""
    if "?" in path or "#" in path:
        # No file of ours. Looking for one in a long address that ends so is tried at each slash.
        return None
    below_root = _FILE.fullmatch(path)
    found = below_root and shown.file_of(unquote(below_root[1] or below_root[2]))
    if not found:
        return None
    return f"{'document' if found.file.pages else 'image'}:{found.file.asset_id}"


def address_of(kind, number):
    """Return the path under which staff see the file of an asset; `kind` is "image" or
    "document"."""
    return _PATH.format(kind=kind, number=number)


def titles_of(references):
    """Return the titles of assets by their references, ("image", 12) or ("document", 3)."""
    titles = dict(
        Asset.objects.filter(pk__in={number for _kind, number in references}).values_list(
            "pk", "title"
        )
    )
    return {(kind, number): titles[number] for kind, number in references if number in titles}
