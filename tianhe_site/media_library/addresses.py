"""The addresses at which staff see assets, and the references to assets that texts keep."""

import re

from .models import Asset, File

# The text editor shows pictures and links documents at this path.
_PATH = "/admin/media_library/{kind}/{number}/file/"
_AT_PATH = re.compile(_PATH.format(kind="(image|document)", number=r"(\d{1,18})") + r"(?:\?.*)?")
# Staff get private files below this path, under the same names as in public.
PRIVATE_ROOT = "/admin/media_library/image/files/"
# Public pages, previews and the site as of a moment each have a media root of their own.
_FILE = re.compile(rf"(?:(?:/[^?#]*)?/media/|{PRIVATE_ROOT})([0-9a-f]{{32}})/[^?#]+")


def reference_at(path):
    """Return the reference, such as "image:12", to the asset that staff see at `path`; None if
    there is none."""
    found = _AT_PATH.fullmatch(path)
    return found and f"{found[1]}:{found[2]}"


def references_of_files(paths):
    """Return references to the assets whose files stand at `paths`, by path.

    A path may be that of any size of a picture. Paths outside the library are left out. At most
    one query.
    """
    keys = {path: found[1] for path in paths if (found := _FILE.fullmatch(path))}
    if not keys:
        return {}
    files = File.objects.filter(key__in={*keys.values()}).values_list("key", "asset_id", "pages")
    known = {
        key: f"{'document' if pages else 'image'}:{asset_id}" for key, asset_id, pages in files
    }
    return {path: known[key] for path, key in keys.items() if key in known}


def address_of(kind, number):
    """Return the path at which staff see the file of an asset; `kind` is "image" or "document"."""
    return _PATH.format(kind=kind, number=number)


def titles_of(references):
    """Return the titles of assets by reference, ("image", 12) or ("document", 3)."""
    titles = dict(
        Asset.objects.filter(pk__in={number for _kind, number in references}).values_list(
            "pk", "title"
        )
    )
    return {(kind, number): titles[number] for kind, number in references if number in titles}
