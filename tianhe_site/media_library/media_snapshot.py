"""An asset as drafts and editions keep it: plain values in a JSON-serializable dictionary.

`entry` always means such a dictionary. It names the asset (`image` or `document`) and its file
(`key` and `digest`), and holds the texts for readers.
"""

import re
from dataclasses import dataclass, field

from tianhe_site.prepared_queries import prepared

from .models import ENDINGS, Document, File, Image, ImageText, Rendition

FALLBACKS = ("image/jpeg", "image/png")
# Pixels, where staff see pictures side by side.
THUMBNAIL_WIDTH = 400
# More would make the press page heavier than 14 KB.
MAX_RELEASED = 24
_KEY = re.compile(r"[0-9a-f]{32}")
# The name in a link could be forged, for example to disguise the file's type.
_READABLE_NAME = re.compile(r"[\w-]+\.pdf")


def released_references():
    """Return the references of the newest pictures that are released for the press."""
    released = Image.objects.filter(for_press=True, current__isnull=False)
    return [("image", number) for number in released.values_list("pk", flat=True)[:MAX_RELEASED]]


def entries_of(references, language):
    """Return the entries of assets, in the order of `references`: ("image", 12) or ("document",
    3). Unknown ones are left out. At most three queries."""
    images = tuple(number for kind, number in references if kind == "image")
    documents = tuple(number for kind, number in references if kind == "document")
    found = {}
    if images:
        texts = {each.image_id: each for each in _texts(images=images, language=language)}
        for image in _images(ids=images):
            text = texts.get(image.pk) or ImageText()
            found["image", image.pk] = _image_entry(image, text)
    if documents:
        for document in _documents(ids=documents):
            found["document", document.pk] = entry_of_document(document)
    # A picture may be there twice, and what it is used for is added to its entry.
    return [dict(found[reference]) for reference in references if reference in found]


@prepared
def _images(*, ids):
    return Image.objects.filter(pk__in=ids).select_related("current")


@prepared
def _texts(*, images, language):
    return ImageText.objects.filter(image__in=images, language=language)


@prepared
def _documents(*, ids):
    return Document.objects.filter(pk__in=ids).select_related("current")


def reference_of(entry):
    """Return the reference of an entry, ("image", 12) or ("document", 3)."""
    kind = "image" if "image" in entry else "document"
    return kind, entry[kind]


def _image_entry(image, text):
    entry = {
        "image": image.pk,
        **_file_entry(image.current),
        "width": image.current.width,
        "height": image.current.height,
        "focus": [image.focal_x, image.focal_y],
        "decorative": image.decorative,
        "description": "" if image.decorative else text.description,
        "caption": text.caption,
        "credit": image.credit,
        "licence": image.licence,
    }
    return {name: value for name, value in entry.items() if value not in ("", False)}


def entry_of_document(document):
    """Return the entry of a document; it is the same in every language."""
    return {
        "document": document.pk,
        **_file_entry(document.current),
        "name": document.readable_name,
        "language": document.language,
        "size": document.current.size,
    }


def _file_entry(file):
    return {"key": file.key, "digest": file.digest, "type": file.content_type}


@dataclass
class MediaSnapshot:
    """An entry with its file's existing renditions and the address below which they are served."""

    entry: dict
    root: str
    renditions: list = field(default_factory=list)

    @property
    def description(self):
        return self.entry.get("description", "")

    @property
    def rights(self):
        """Credit and license in one line, "" if there are none."""
        return ", ".join(filter(None, (self.entry.get("credit"), self.entry.get("licence"))))

    @property
    def formats(self):
        """The renditions by content type, smallest first; the type that every browser supports is
        last."""
        by_type = {}
        for rendition in sorted(self.renditions, key=lambda each: each.width):
            by_type.setdefault(rendition.content_type, []).append(rendition)
        order = [kind for kind in ENDINGS if kind in by_type]
        return [(kind, by_type[kind]) for kind in order]

    def url(self, rendition):
        return self.root + rendition.name

    @property
    def largest(self):
        """The widest rendition that every browser supports; None if there is none."""
        known = [each for each in self.renditions if each.content_type in FALLBACKS]
        return max(known, key=lambda each: each.width, default=None)

    def fallback(self, width):
        """Return the rendition nearest to `width` that every browser supports; None if there is
        none."""
        known = [each for each in self.renditions if each.content_type in FALLBACKS]
        return min(known, key=lambda each: abs(each.width - width), default=None)


def load(entries, root):
    """Return a `MediaSnapshot` for each entry, with one query for all."""
    keys = {entry["key"] for entry in entries if "image" in entry}
    made = {}
    for rendition in _renditions(keys=tuple(keys)) if keys else ():
        made.setdefault(rendition.file.key, []).append(rendition)
    return [MediaSnapshot(entry, root, made.get(entry["key"], [])) for entry in entries]


@prepared
def _renditions(*, keys):
    return Rendition.objects.filter(file__key__in=keys).select_related("file")


def document_path(entry):
    """Return the name of a document below a media root. Its last part is a readable file name."""
    return f"{entry['key']}/{entry['digest'][:12]}/{entry['name']}"


@dataclass(frozen=True)
class MediaFile:
    """A stored file: its row, stored name and type, and a document's readable name."""

    file: File
    name: str
    content_type: str
    readable_name: str = ""


def file_of(name):
    """Return the file at `name` below a media root; None if there is none."""
    key, _slash, rest = name.partition("/")
    file = File.objects.filter(key=key).first() if _KEY.fullmatch(key) else None
    if file is None:
        return None
    if file.pages:
        digest, _slash, readable = rest.partition("/")
        known = digest == file.digest[:12] and _READABLE_NAME.fullmatch(readable)
        return MediaFile(file, file.name, file.content_type, readable) if known else None
    for rendition in file.renditions.select_related("file"):
        if rendition.name == name:
            return MediaFile(file, name, rendition.content_type)
    return None
