"""Reads the XML of a part into the elements that mammoth works on.

In place of mammoth's reader, which builds a whole DOM first: this one refuses document types (so
there are no entities to expand or fetch), counts elements, and leaves out what only says how a
text looks. A document of 200,000 characters took 21 MB instead of 190.

Runs in the child process; doesn't import Django.
"""

from xml.parsers import expat

from mammoth.docx.xmlparser import XmlElement, XmlText

from .package import RefusedError

MAX_ELEMENTS = 400_000
# Elements kept in memory, of all parts.
MAX_KEPT = 150_000
MAX_DEPTH = 200
CHUNK = 64 * 1024
# What only says how it looks, or is for Word itself.
SKIPPED = {
    *("w:sectPr", "w:tblBorders", "w:tblGrid", "w:tblW", "w:tblCellMar", "w:tcW", "w:tcBorders"),
    *("w:shd", "w:spacing", "w:ind", "w:jc", "w:tabs", "w:lang", "w:rFonts", "w:sz", "w:szCs"),
    *("w:color", "w:kern", "w:proofErr", "w:lastRenderedPageBreak", "w:bookmarkStart"),
    *("w:bookmarkEnd", "w:rsids", "w:latentStyles", "w:keepNext", "w:keepLines", "w:pBdr"),
    *("w:highlight", "w:u", "w:bCs", "w:iCs", "w:snapToGrid", "w:noProof", "w:vAlign"),
    *("w:caps", "w:smallCaps", "w:sectPrChange", "w:rPrChange", "w:pPrChange", "w:tblPrChange"),
    *("w:trPrChange", "w:tcPrChange", "w:docDefaults", "v:shapetype", "a:ext", "a:extLst"),
}
# Marks of the notes; see `reading`. A document of its own has no business with them.
PRIVATE = {ord(mark): None for mark in "\ue000\ue001"}


class Reader:
    """Reads parts; counts the elements of all of them. `prefixes` are mammoth's, by namespace."""

    def __init__(self, prefixes):
        self.prefixes = prefixes
        self.seen = self.kept = 0
        self.names = {}

    def parse(self, file, keep=None):
        """Return the root element of the XML in `file`. `keep(element)` is asked of each complete
        element and returns what replaces it: a list of nodes."""
        self.keep = keep
        self.open = [XmlElement("", {}, [])]
        self.skipping = 0
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_document_type
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        try:
            while chunk := file.read(CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError:
            raise RefusedError("damaged") from None
        return self.open[0].children[0]

    def _start(self, name, attributes):
        self.seen += 1
        if self.seen > MAX_ELEMENTS:
            raise RefusedError("too_large")
        name = self._name(name)
        if self.skipping or name in SKIPPED:
            self.skipping += 1
            return
        self.kept += 1
        if len(self.open) > MAX_DEPTH or self.kept > MAX_KEPT:
            raise RefusedError("too_large")
        attributes = {self._name(key): value for key, value in attributes.items()}
        kept = {key: value for key, value in attributes.items() if not key.startswith("w:rsid")}
        self.open.append(XmlElement(name, kept, []))

    def _end(self, _name):
        if self.skipping:
            self.skipping -= 1
            return
        element = self.open.pop()
        nodes = [element] if self.keep is None else self.keep(element)
        self.open[-1].children += nodes

    def _text(self, text):
        if not self.skipping and len(self.open) > 1:
            self.open[-1].children.append(XmlText(text.translate(PRIVATE)))

    def _name(self, name):
        """Return a name as mammoth writes it, for example "w:p"."""
        if name not in self.names:
            space, mark, local = name.rpartition("}")
            prefix = self.prefixes.get(space)
            whole = f"{prefix}:{local}" if prefix else f"{{{space}}}{local}"
            self.names[name] = whole if mark else name
        return self.names[name]


def _refuse_document_type(*_declaration):
    raise RefusedError("entities")
