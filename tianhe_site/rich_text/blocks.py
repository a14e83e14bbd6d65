"""Stored markup as a flat list of blocks, each with notes on its formatting; used by diffs."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site import languages

from . import language_marks, references
from .pictures import DEFAULT_STYLE, STYLES
from .styles import LATEST_NEWS

# The innermost wins: a paragraph in a list item is that item, a heading in one is a heading.
KINDS = {
    "h2": gettext_lazy("Heading"),
    "h3": gettext_lazy("Subheading"),
    "h4": gettext_lazy("Minor heading"),
    "li": gettext_lazy("List item"),
    "blockquote": gettext_lazy("Quotation"),
    "caption": gettext_lazy("Table caption"),
    "tr": gettext_lazy("Table row"),
}
# Inside a styled block, see `styles`. The kind of a list depends on its style.
STYLED_KINDS = {
    ("aside", "note"): gettext_lazy("Callout"),
    ("aside", "important"): gettext_lazy("Important callout"),
    ("summary", ""): gettext_lazy("Question"),
    ("details", ""): gettext_lazy("Answer"),
    ("table", "trials"): gettext_lazy("Trial table"),
    ("dt", "facts"): gettext_lazy("Fact"),
    ("dd", "facts"): gettext_lazy("Fact value"),
    ("dt", "timeline"): gettext_lazy("Timeline date"),
    ("dd", "timeline"): gettext_lazy("Timeline entry"),
    ("dt", "people"): gettext_lazy("Person"),
    ("dd", "people"): gettext_lazy("About the person"),
}
SEPARATING = {
    *(*KINDS, "p", "ul", "ol", "hr", "table", "thead", "tbody"),
    *("aside", "details", "summary", "dl", "dt", "dd"),
}
LISTS = ("ul", "ol")
CELLS = ("td", "th")
VOID = ("br", "hr", "img")
LINE = "———"

_SPACE = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True)
class Block:
    """A paragraph, heading, table row or the like.

    `stretches` are pairs of a text and its notes, such as ("our firm", ("bold",)). `picture` is
    the address of a thumbnail of what the block mentions, or "".
    """

    kind: str
    stretches: tuple
    picture: str = ""

    @property
    def text(self):
        return "".join(text for text, _notes in self.stretches)


def text_block(text, kind=""):
    """Return a block of unformatted text."""
    return Block(kind, ((text, ()),))


def blocks_of(markup):
    """Return the blocks of stored markup in document order, nested ones included."""
    known = {**references.known_paths_in(markup), **references.media_titles_in(markup)}
    reader = _Reader(known)
    reader.feed(markup)
    reader.close()
    reader.end_block()
    return reader.blocks


def _link(attributes, known):
    href = attributes.get("href", "")
    if document := references.MEDIA.fullmatch(href):
        return _("link to the document %s") % _title(document, known)
    if reference := references.REFERENCE.fullmatch(href):
        path = known.get(int(reference[1]), _("item %s") % reference[1])
        href = f"{path}{reference[2]}"
    return _("link to %s") % href if href else ""


def _title(reference, known):
    return known.get((reference[1], int(reference[2])), reference[2])


def _claim(attributes, known):
    sources = attributes.get("data-sources")
    return _("claim, sources %s") % sources if sources else _("claim")


def _cell(attributes, known):
    return languages.listed(_spans(attributes))


def _heading_cell(attributes, known):
    return languages.listed([_("header cell"), *_spans(attributes)])


def _spans(attributes):
    if attributes.get("colspan", "1") != "1":
        yield _("columns: %s") % attributes["colspan"]
    if attributes.get("rowspan", "1") != "1":
        yield _("rows: %s") % attributes["rowspan"]


# The notes on the text inside a tag, from its attributes and from `known`: the paths of items by
# number, the titles of pictures and documents by kind and number.
NOTES = {
    "strong": lambda attributes, known: _("bold"),
    "em": lambda attributes, known: _("italic"),
    "sub": lambda attributes, known: _("subscript"),
    "sup": lambda attributes, known: _("superscript"),
    "a": _link,
    "mark": _claim,
    "span": lambda attributes, known: language_marks.note_of(attributes.get("lang", "")),
    "td": _cell,
    "th": _heading_cell,
}


@dataclass(frozen=True)
class _Open:
    tag: str
    attributes: dict
    note: str


class _Reader(HTMLParser):
    def __init__(self, known):
        super().__init__()
        self.known = known
        self.blocks = []
        self.open = []
        self._begin_block()

    def _begin_block(self):
        # Pieces of text in order, with their notes.
        self.stretches = []
        self.images = []
        # What separates the next text in a table row from the text before it.
        self.gap = ""
        self.has_cell = False

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        self._separate(tag)
        if tag in VOID:
            self._handle_void(tag, attributes)
            return
        if tag in CELLS:
            self._begin_cell()
        if tag == "p" and attributes.get("data-style") == LATEST_NEWS:
            self.blocks.append(text_block(_("The newest items"), _("Latest news")))
        note = NOTES[tag](attributes, self.known) if tag in NOTES else ""
        self.open.append(_Open(tag, attributes, note))

    def handle_endtag(self, tag):
        self._separate(tag)
        for depth in range(len(self.open) - 1, -1, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return

    def handle_data(self, data):
        text = _SPACE.sub(" ", data)
        if text.strip():
            self._add(self.gap)
            self.gap = ""
        if not self.gap:
            self._add(text, tuple(sorted({open_.note for open_ in self.open if open_.note})))

    def _handle_void(self, tag, attributes):
        if tag == "br":
            self._add("\n")
        elif tag == "hr":
            self.blocks.append(text_block(LINE, _("Horizontal line")))
        else:
            self.images.append(text_block(self._picture(attributes), _("Picture")))

    def _picture(self, attributes):
        src = attributes.get("src", "")
        reference = references.MEDIA.fullmatch(src)
        title = _title(reference, self.known) if reference else src
        style = STYLES[attributes.get("data-style", DEFAULT_STYLE)]
        return _("%(title)s (%(style)s)") % {"title": title, "style": style}

    def _separate(self, tag):
        in_cell = any(open_.tag in CELLS for open_ in self.open)
        if tag in SEPARATING and (not in_cell or tag in ("table", "tr")):
            self.end_block()
        elif tag in SEPARATING and self.stretches and not self.gap:
            self.gap = "\n"

    def _begin_cell(self):
        if self.has_cell:
            self.gap = f"{self.gap.strip()} | "
        self.has_cell = True

    def _add(self, text, notes=()):
        if not self.stretches:
            text = text.lstrip()
        if self.stretches and self.stretches[-1][1] == notes:
            self.stretches[-1][0].append(text)
        elif text:
            self.stretches.append(([text], notes))

    def end_block(self):
        """Add what was read since the last block as a block, unless it is empty."""
        if self.gap.strip():
            self._add(self.gap)
        stretches = [("".join(texts), notes) for texts, notes in self.stretches]
        while stretches and not stretches[-1][0].strip():
            stretches.pop()
        if stretches:
            text, notes = stretches[-1]
            stretches[-1] = (text.rstrip(), notes)
            self.blocks.append(Block(self._kind(), tuple(stretches)))
        self.blocks += self.images
        self._begin_block()

    def _kind(self):
        style, kind = self._style_kind(), self._plain_kind()
        if style and kind:
            return _("%(style)s: %(kind)s") % {"style": style, "kind": kind}
        return style or kind or _("Paragraph")

    def _style_kind(self):
        """Return the kind of the styled block, or part of one, around the text; "" outside of
        one."""
        # Styled blocks never nest.
        style = self.open[0].attributes.get("data-style", "") if self.open else ""
        kinds = (STYLED_KINDS.get((open_.tag, style)) for open_ in reversed(self.open))
        return str(next(filter(None, kinds), ""))

    def _plain_kind(self):
        tags = [open_.tag for open_ in self.open]
        tag = next((tag for tag in reversed(tags) if tag in KINDS), None)
        if tag == "li":
            return self._item_kind()
        return str(KINDS[tag]) if tag else ""

    def _item_kind(self):
        lists = [open_ for open_ in self.open if open_.tag in LISTS]
        kind = _("List item")
        if lists and lists[-1].tag == "ol":
            kind = _("Numbered list item")
            if start := lists[-1].attributes.get("start"):
                kind = _("%(kind)s (numbering starts at %(start)s)") % {
                    "kind": kind,
                    "start": start,
                }
        if len(lists) > 1:
            kind = _("%(kind)s, level %(level)s") % {"kind": kind, "level": len(lists)}
        return kind
