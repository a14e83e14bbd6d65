"""Under which addresses staff see what the library holds, and the references that texts keep."""

import re

from .models import Asset, File

# The editor of texts shows pictures and links documents under them.
_PATH = "/admin/media_library/{kind}/{number}/file/"
_AT_PATH = re.compile(_PATH.format(kind="(image|document)", number=r"(\d{1,18})") + r"(?:\?.*)?")
# Below it stand the private files, under the names that they have in public.
PRIVATE_ROOT = "/admin/media_library/image/files/"
# Pages have their files below roots of their own: in public, in previews, in the past.
_FILE = re.compile(rf"(?:(?:/[^?#]*)?/media/|{PRIVATE_ROOT})([0-9a-f]{{32}})/[^?#]+")


def reference_at(path):
    """Return the reference to what staff see at `path`, as "image:12"; None if that is nothing of
    the library."""
    found = _AT_PATH.fullmatch(path)
    return found and f"{found[1]}:{found[2]}"


def references_of_files(paths):
    """Return the references to whatever assets pages show or link at `paths`, such as a picture in
    one of its sizes, by path; without what is nothing of the library. At most one query."""
    keys = {path: found[1] for path in paths if (found := _FILE.fullmatch(path))}
    if not keys:
        return {}
    files = File.objects.filter(key__in={*keys.values()}).values_list("key", "asset_id", "pages")
    known = {
        key: f"{'document' if pages else 'image'}:{asset_id}" for key, asset_id, pages in files
    }
    return {path: known[key] for path, key in keys.items() if key in known}


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
