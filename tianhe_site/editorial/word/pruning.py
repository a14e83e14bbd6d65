"""What of a Word document isn't text for readers: taken out of the XML before mammoth reads it.

What was taken out leaves an element `left:<kind>`, which mammoth ignores and `count` counts. Where
a sentence would be wrong without it, a token such as "\\ue000equation\\ue001" keeps its place.

Runs in the child process; doesn't import Django.
"""

from collections import Counter

from mammoth.docx.dingbats import dingbats
from mammoth.docx.xmlparser import XmlElement, XmlText

LEFT = "left:"
TOKEN = "\ue000{}\ue001"
SYMBOL_FONTS = {font for font, _code in dingbats}
# A cell that spans more columns than a table can have.
MAX_SPAN = 100


def rules(contents_styles):
    """Return what to do with complete elements, as functions by name. `contents_styles` are the
    ids of the styles of a table of contents."""
    return {
        "w:del": _deletion,
        "w:moveFrom": _deletion,
        "w:ins": lambda element: [_left("insertion"), element],
        "w:r": _run,
        "w:rFonts": lambda element: [element] if _symbol_font(element) else [],
        "m:oMath": lambda element: [_left("equation"), _token_run("equation")],
        "m:oMathPara": lambda element: element.children,
        "w:drawing": _drawing,
        "w:object": lambda element: [_left("object"), element],
        "w:txbxContent": lambda element: [_with_children(element, [_left("text_box")], True)],
        "mc:AlternateContent": _alternative,
        "w:commentReference": lambda element: [_left("comment")],
        "w:altChunk": lambda element: [_left("embedded")],
        "w:hyperlink": _hyperlink,
        "w:sym": _symbol,
        "w:tbl": _table,
        "w:gridSpan": _span,
        "w:p": lambda element: _paragraph(element, contents_styles),
    }


def count(element):
    """Return how much of each kind was taken out below `element`."""
    found, waiting = Counter(), [element]
    while waiting:
        element = waiting.pop()
        if element.name.startswith(LEFT):
            found[element.name.removeprefix(LEFT)] += 1
        waiting += _elements(element)
    return found


def _left(kind):
    return XmlElement(LEFT + kind, {}, [])


def _text(kind):
    return XmlElement("w:t", {}, [XmlText(TOKEN.format(kind))])


def _token_run(kind):
    return XmlElement("w:r", {}, [_text(kind)])


def _elements(element):
    return [child for child in element.children if isinstance(child, XmlElement)]


def _with_children(element, nodes, and_own=False):
    element.children = [*nodes, *(element.children if and_own else ())]
    return element


def _find_all(element, name):
    """Return the elements of this name below `element`, in document order."""
    found, waiting = [], [element]
    while waiting:
        element = waiting.pop()
        if element.name == name:
            found.append(element)
        waiting += reversed(_elements(element))
    return found


def _has(element, *names):
    return any(_find_all(element, name) for name in names)


def _is_on(properties, *names):
    """Whether one of the switches is on in the properties of a run."""
    switches = filter(None, map(properties.find_child, names))
    return any(each.attributes.get("w:val") not in ("0", "false", "off") for each in switches)


def _deletion(element):
    # An empty one says that the end of a paragraph was deleted. Mammoth then joins two.
    return [_left("deletion")] if _has(element, "w:t", "w:delText", "w:drawing") else [element]


def _run(element):
    properties = element.find_child_or_null("w:rPr")
    if _is_on(properties, "w:webHidden"):
        return _fields_of(element)
    for kind, names in (("hidden", ["w:vanish"]), ("struck", ["w:strike", "w:dstrike"])):
        if _is_on(properties, *names):
            left = [_left(kind)] if _has(element, "w:t") else []
            return [*left, *_fields_of(element)]
    font = _symbol_font(properties.find_child_or_null("w:rFonts"))
    if font:
        _translate_symbols(element, font)
    return [element]


def _fields_of(run):
    """Return a run of only the codes of fields: without one of them, mammoth loses count."""
    codes = [each for each in _elements(run) if each.name in ("w:fldChar", "w:instrText")]
    return [_with_children(run, codes)] if codes else []


def _symbol_font(element):
    font = element.attributes.get("w:ascii")
    return font if font in SYMBOL_FONTS else None


def _translate_symbols(run, font):
    for text in _find_all(run, "w:t"):
        for node in text.children:
            codes = [ord(each) for each in node.value]
            codes = [code - 0xF000 if 0xF000 <= code <= 0xF0FF else code for code in codes]
            node.value = "".join(chr(dingbats.get((font, code), code)) for code in codes)


def _symbol(element):
    font, char = (element.attributes.get(name, "") for name in ("w:font", "w:char"))
    try:
        code = int(char, 16)
    except ValueError:
        code = -1
    code = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    known = dingbats.get((font, code))
    if known:
        return [XmlElement("w:t", {}, [XmlText(chr(known))])]
    return [_left("symbol"), _text("symbol")]


def _drawing(element):
    boxes = _find_all(element, "w:txbxContent")
    if boxes:
        return [XmlElement("w:pict", {}, boxes)]
    if _has(element, "c:chart", "cx:chart", "dgm:relIds"):
        return [_left("chart"), _text("chart")]
    pictures = _find_all(element, "a:blip")
    if not pictures:
        return []
    # Mammoth knows single pictures; those in a group or on a canvas it would drop.
    is_single = all(each.name != "wpg:wgp" for each in _find_all(element, "wpg:wgp"))
    return [element] if is_single else [_left("picture"), _text("picture")]


def _alternative(element):
    """Return what the program that wrote the document offers to those that know less."""
    fallback = element.find_child("mc:Fallback")
    choice = element.find_child_or_null("mc:Choice")
    is_useful = fallback and _has(fallback, "v:imagedata", "w:txbxContent", "w:t", "a:blip")
    return fallback.children if is_useful else choice.children


def _hyperlink(element):
    # A link within the document. Its target has no address on a page.
    return [element] if "r:id" in element.attributes else element.children


def _span(element):
    value = element.attributes.get("w:val", "")
    is_small = value.isascii() and value.isdecimal() and len(value) < 4
    return [element] if is_small and 0 < int(value) <= MAX_SPAN else []


def _table(element):
    rows = [each for each in _elements(element) if each.name == "w:tr"]
    if len(rows) > 1 and not any(map(_is_heading, rows)) and _names_headings(element):
        heading = XmlElement("w:trPr", {}, [XmlElement("w:tblHeader", {}, [])])
        rows[0].children = [heading, *rows[0].children]
    return [element]


def _is_heading(row):
    return bool(row.find_child_or_null("w:trPr").find_child("w:tblHeader"))


def _names_headings(table):
    """Whether the first row looks different, as those of headings do in Word's table styles."""
    look = table.find_child_or_null("w:tblPr").find_child_or_null("w:tblLook").attributes
    try:
        return look.get("w:firstRow") in ("1", "true") or bool(int(look.get("w:val", "0"), 16) & 32)
    except ValueError:
        return False


def _paragraph(element, contents_styles):
    style = element.find_child_or_null("w:pPr").find_child_or_null("w:pStyle")
    if style.attributes.get("w:val") not in contents_styles:
        return [element]
    runs = [run for each in _find_all(element, "w:r") for run in _fields_of(each)]
    return [_left("contents"), _with_children(element, runs)]
