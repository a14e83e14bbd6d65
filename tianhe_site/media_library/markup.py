"""The HTML that readers get for pictures and documents."""

from typing import NamedTuple
from urllib.parse import quote

from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info, gettext

from tianhe_site import languages

from . import media_snapshot
from .models import ENDINGS

# Per place in the layout, from the widest screens to the narrowest: (minimum viewport width,
# displayed width, aspect ratio it is cropped to or None). Matches site.css; browsers pick a size
# by it.
PLACES = {
    "text": [("48rem", "45rem", None), ("", "100vw - 2rem", None)],
    "upright": [("32rem", "30rem", None), ("", "100vw - 2rem", None)],
    "wide": [("75rem", "72rem", None), ("", "100vw - 2rem", None)],
    "small": [("48rem", "18rem", None), ("", "100vw - 2rem", None)],
    "lead": [("75rem", "72rem", 2), ("48rem", "100vw - 3rem", 2), ("", "100vw - 2rem", 3 / 2)],
    "hero": [("75rem", "29rem", 4 / 3), ("48rem", "38vw", 4 / 3), ("", "100vw - 2rem", 4 / 3)],
    "card": [("75rem", "34rem", 3 / 2), ("40rem", "46vw", 3 / 2), ("", "100vw - 2rem", 3 / 2)],
    "person": [("", "5.5rem", 1)],
    "row": [("40rem", "12rem", 3 / 2), ("", "100vw - 2rem", 2)],
    "press": [("36rem", "17rem", None), ("", "100vw - 2rem", None)],
}
STYLE_PLACES = {"left": "small", "right": "small", "wide": "wide", "person": "person"}
WITHOUT_CAPTION = ("plain",)
# Pixels, for browsers without srcset.
FALLBACK_WIDTH = 1000
# Places that crop around the focal point.
CROPPED = ("lead", "hero", "card", "person", "row")
# Places where the text beside the picture already says what it shows.
WITHOUT_ALT = ("card", "row", "press")
# CSS pixels. A narrower picture in a text isn't enlarged.
TEXT_WIDTH = 720


def picture(snapshot, place, *, first=False):
    """Return the `<picture>` of a `MediaSnapshot` for one of `PLACES`; "" if it has no renditions.

    The `first` picture of a page loads at once, others when they come near the viewport.
    """
    fallback = snapshot.fallback(FALLBACK_WIDTH)
    if fallback is None:
        return ""
    sources = [
        format_html(
            '<source type="{}" srcset="{}" sizes="{}">',
            kind,
            _srcset(snapshot, renditions),
            _sizes(snapshot, place),
        )
        for kind, renditions in snapshot.formats
        if kind not in media_snapshot.FALLBACKS
    ]
    return format_html(
        "<picture>{}{}</picture>",
        mark_safe("".join(sources)),
        _img(snapshot, place, fallback, first),
    )


def _img(picture, place, fallback, first):
    same = [renditions for kind, renditions in picture.formats if kind == fallback.content_type]
    return format_html(
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"{}{}>',
        picture.url(fallback),
        _srcset(picture, same[0]),
        _sizes(picture, place),
        picture.entry["width"],
        picture.entry["height"],
        "" if place in WITHOUT_ALT else picture.description,
        _focus(picture) if place in CROPPED else "",
        mark_safe(' fetchpriority="high"' if first else ' loading="lazy" decoding="async"'),
    )


def _srcset(picture, renditions):
    return ", ".join(f"{picture.url(each)} {each.width}w" for each in renditions)


def _sizes(picture, place):
    width, height = picture.entry["width"], picture.entry["height"]
    if place == "text" and width < TEXT_WIDTH:
        return f"(min-width: {width + 32}px) {width}px, calc(100vw - 2rem)"
    return ", ".join(
        (f"(min-width: {since}) " if since else "") + _length(length, shape, width / height)
        for since, length, shape in PLACES[place]
    )


def _length(length, shape, own_shape):
    """Return the displayed width of a picture that covers its place. A picture of a wider shape
    overflows it and is cropped."""
    times = own_shape / shape if shape and own_shape > shape else 1
    return f"calc(({length}) * {times:.2f})" if times > 1 else f"calc({length})"


def _focus(picture):
    # Classes, since the CSP forbids inline styles.
    x, y = picture.entry.get("focus", (50, 50))
    return format_html(' class="focus-x-{} focus-y-{}"', x, y)


def figure(snapshot, style, *, first=False):
    """Return a picture in a text, in one of `rich_text.pictures.STYLES` or in its `PERSON`
    style."""
    kind = _kind(snapshot.entry, style)
    place = STYLE_PLACES.get(style) or ("upright" if kind == "upright" else "text")
    markup = picture(snapshot, place, first=first)
    if not markup:
        return ""
    text = "" if style in WITHOUT_CAPTION else caption(snapshot)
    return format_html('<figure class="picture picture-{}">{}{}</figure>', kind, markup, text)


def _kind(entry, style):
    """Return the style's layout, unless the picture would be enlarged or taller than the
    screen."""
    if style in STYLE_PLACES:
        return style
    if entry["width"] < TEXT_WIDTH:
        return "narrow"
    return "upright" if entry["height"] > entry["width"] else style


def caption(snapshot):
    """Return the `<figcaption>` with caption, credit and license; "" if it would be empty."""
    lines = [("caption", snapshot.entry.get("caption")), ("credit", snapshot.rights)]
    spans = format_html_join(
        " ", '<span class="picture-{}">{}</span>', ((name, text) for name, text in lines if text)
    )
    return format_html("<figcaption>{}</figcaption>", spans) if spans else ""


def document_note(entry, page_language):
    """Return what readers should know before they download a document: type, size, and language if
    it differs from the page's."""
    facts = ["PDF", filesizeformat(entry["size"])]
    if entry["language"] != page_language:
        facts.append(str(get_language_info(entry["language"])["name_translated"]))
    words = gettext("(%s)") % languages.listed(facts)
    return format_html('<span class="file-note">{}</span>', words)


class Download(NamedTuple):
    """The largest size of a picture, for readers who want to use it: where it is, what the file is
    called, and its dimensions, type and size in brackets."""

    address: str
    file_name: str
    note: str


def download_of(snapshot):
    """Return the `Download` of a picture; None if it has no renditions."""
    largest = snapshot.largest
    if largest is None:
        return None
    ending = ENDINGS[largest.content_type]
    facts = [f"{largest.width} × {largest.height}", ending.upper(), filesizeformat(largest.size)]
    return Download(
        address=snapshot.url(largest),
        file_name=f"picture-{snapshot.entry['digest'][:8]}.{ending}",
        note=gettext("(%s)") % languages.listed(facts),
    )


def media_of_each(lists, root, language):
    """Return a `PageMedia` for each list of entries, with one query for all."""
    images = [[each for each in entries if "image" in each] for entries in lists]
    pictures = iter(media_snapshot.load([each for some in images for each in some], root))
    return [
        PageMedia(entries, root, language, [next(pictures) for _image in some])
        for entries, some in zip(lists, images, strict=True)
    ]


class PageMedia:
    """The pictures and documents of one page, by number; the `media` of `rich_text.pictures`.

    `entries` are its edition's, `root` is the address below which the files are served. `pictures`
    are the entries' snapshots, if already loaded.
    """

    def __init__(self, entries, root, language, pictures=None):
        self.root, self.language = root, language
        self.documents = {each["document"]: each for each in entries if "document" in each}
        if pictures is None:
            pictures = media_snapshot.load([each for each in entries if "image" in each], root)
        self.lead = next((each for each in pictures if each.entry.get("lead")), None)
        self.pictures = {each.entry["image"]: each for each in pictures}
        self.released = [each for each in self.pictures.values() if each.entry.get("press")]
        found = self.documents.values()
        self.attached = next((each for each in found if each.get("attached")), None)
        self.is_first = True

    def lead_picture(self, place):
        """Return the lead picture of the page, cropped for `place`; "" if there is none."""
        return picture(self.lead, place, first=self._first()) if self.lead else ""

    def picture(self, number, style):
        known = self.pictures.get(number)
        return figure(known, style, first=self._first()) if known else ""

    def document(self, number):
        entry = self.documents.get(number)
        if not entry:
            return None
        address = self.root + quote(media_snapshot.document_path(entry))
        return address, document_note(entry, self.language)

    def _first(self):
        was_first, self.is_first = self.is_first, False
        return was_first
