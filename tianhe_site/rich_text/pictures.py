"""Pictures in stored markup: `<p><img src="image:12" data-style="wide"></p>`, one per paragraph.

All functions take sanitized markup, in which "<" always begins a tag.
"""

import re

from django.utils.translation import gettext_lazy as _

from .tree import INLINE, VOID

# The styles of a picture in the text, and what editors call them. The first is the default.
STYLES = {
    "text": _("Text width, with caption"),
    "plain": _("Text width, no caption"),
    "wide": _("Wider than text, with caption"),
    "left": _("Small, left of text"),
    "right": _("Small, right of text"),
}
DEFAULT_STYLE = next(iter(STYLES))
# The style of a picture in a list of people, whatever an editor chose.
PERSON = "person"

_TOKEN = re.compile(r"(<[^>]*>)")
_TAG = re.compile(r"<(/?)([a-z0-9]+)")
_ATTRIBUTE = re.compile(r'(src|data-style)="([^"]*)"')
_PICTURE = re.compile(r"<p>(<img[^>]*>)</p>|<img[^>]*>")
_EMPTY_INLINE = re.compile(r"<(a|em|mark|span|strong|sub|sup)(?: [^>]*)?></\1>")
_DOCUMENT = re.compile(r'<a href="document:(\d+)">(.*?)</a>', re.DOTALL)
_INLINE = INLINE - VOID
# Elements that can't hold a paragraph: a picture in one of them goes after it. One in a table's
# caption goes after the table, one at a name into its value.
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_WITHOUT_PARAGRAPHS = {*_HEADINGS, "ul", "ol", "dl", "table", "thead", "tbody", "tr"}
# These hold only text, at any depth.
_TEXT_ONLY = {"caption", "dt", "summary"}


def normal_style(value):
    """Return a style as it is stored; None for the default."""
    return value if value in STYLES and value != DEFAULT_STYLE else None


def normalize(markup):
    """Return `markup` with each picture in its own paragraph, without pictures that have no
    address."""
    if "<img" not in markup:
        return markup
    settled = _Normalizer()
    for token in _TOKEN.split(markup):
        settled.take(token)
    return _without_empty_inline("".join(settled.parts)).replace("<p></p>", "")


class _Normalizer:
    def __init__(self):
        self.parts, self.open, self.waiting = [], [], []

    def take(self, token):
        tag = _TAG.match(token)
        if tag is None:
            self.parts.append(token)
        elif tag[2] == "img":
            self._take_picture(token)
        elif tag[2] in ("br", "hr"):
            self.parts.append(token)
        elif tag[1]:
            self._close(tag[2], token)
        else:
            self.open.append((tag[2], token))
            self.parts.append(token)
            # What was placed at a name belongs to its value.
            if tag[2] == "dd":
                self._insert_waiting()

    def _take_picture(self, token):
        picture = _normal_tag(token)
        if not picture:
            return
        if self._must_move():
            self.waiting.append(picture)
            return
        inline = [each for each in self.open if each[0] in _INLINE]
        around = [("p", "<p>")] if any(name == "p" for name, _token in self.open) else []
        self.parts += [f"</{name}>" for name, _token in reversed([*around, *inline])]
        self.parts.append(f"<p>{picture}</p>")
        self.parts += [token for _name, token in [*around, *inline]]

    def _must_move(self):
        """Return whether no paragraph may be where the picture is."""
        blocks = [name for name, _token in self.open if name not in _INLINE]
        return bool(blocks) and (
            blocks[-1] in _WITHOUT_PARAGRAPHS or not _TEXT_ONLY.isdisjoint(blocks)
        )

    def _close(self, name, token):
        self.parts.append(token)
        if any(each[0] == name for each in self.open):
            while self.open.pop()[0] != name:
                pass
        self._insert_waiting()

    def _insert_waiting(self):
        if self.waiting and not self._must_move():
            self.parts += [f"<p>{picture}</p>" for picture in self.waiting]
            self.waiting = []


def _normal_tag(token):
    attributes = dict(_ATTRIBUTE.findall(token))
    if not attributes.get("src"):
        return ""
    style = attributes.get("data-style")
    return f'<img src="{attributes["src"]}"' + (f' data-style="{style}">' if style else ">")


def _without_empty_inline(markup):
    while (less := _EMPTY_INLINE.sub("", markup)) != markup:
        markup = less
    return markup


def for_readers(markup, media):
    """Return `markup` with its pictures and documents rendered for readers.

    `media.picture(12, "wide")` returns HTML, or "" if there is no such picture.
    `media.document(3)` returns an address and a note such as "(PDF, 1.2 MB)", or None. Without
    `media` both are left out.
    """
    markup = _PICTURE.sub(lambda found: _picture(found, media), markup)
    return _DOCUMENT.sub(lambda found: _document(found, media), markup)


def _picture(found, media):
    attributes = dict(_ATTRIBUTE.findall(found[0]))
    kind, _colon, number = attributes.get("src", "").partition(":")
    if media is None or kind != "image":
        return ""
    return media.picture(int(number), attributes.get("data-style", DEFAULT_STYLE))


def _document(found, media):
    known = media and media.document(int(found[1]))
    if not known:
        return found[2]
    address, note = known
    return f'<a href="{address}" type="application/pdf">{found[2]} {note}</a>'
