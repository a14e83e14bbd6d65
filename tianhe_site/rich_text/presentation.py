"""The headings, tables and styled blocks of a stored text as readers get them: headings with ids,
and the blocks of `styles` with the classes that site.css styles.

Input and output are sanitized markup.
"""

import re
from collections import Counter

from django.utils.translation import gettext as _

from .headings import with_ids
from .pictures import PERSON
from .styles import LATEST_NEWS
from .tree import Element, NestedTooDeepError, has_content, parse, text_of, write

TRIAL_RECORD = "https://clinicaltrials.gov/study/%s"

_SHAPED = re.compile("<(?:table|aside|details|dl)\\b")
_MARKER = f'<p data-style="{LATEST_NEWS}"></p>'
# Other registers have used several formats; editors link their records themselves.
_TRIAL_NUMBER = re.compile(r"(?<![0-9A-Za-z])NCT[0-9]{8}(?![0-9A-Za-z])")
_CELLS = ("td", "th")
_SCOPES = ("col", "row", "colgroup", "rowgroup")
_HEADINGS = ("h2", "h3", "h4")
# Each cell below a heading repeats it: one heading of 95,000 characters made a 400 MB page.
MAX_LABEL_LENGTH = 200


def for_readers(markup):
    """Return `markup` with its headings, callouts, lists, questions and tables rendered for
    readers."""
    markup = with_ids(markup)
    if not _SHAPED.search(markup):
        return markup
    try:
        nodes = parse(markup)
    except NestedTooDeepError:
        # Such an old text was stored without styles; only its words count.
        return markup
    shown = [SHAPES[node.tag](node) if _has_shape(node) else node for node in nodes]
    _scope_headings(shown)
    return write(_with_tables_that_scroll(shown))


def lists_latest_news(markup):
    """Whether `with_latest_news` adds the newest items to a text."""
    return _MARKER in markup


def with_latest_news(markup, latest_news):
    """Return `markup` with the HTML of the newest items where an editor placed them.

    `latest_news` is converted to text only if it is needed.
    """
    return markup.replace(_MARKER, str(latest_news)) if _MARKER in markup else markup


def _has_shape(node):
    return not isinstance(node, str) and node.tag in SHAPES


def _callout(node):
    style = node.attributes["data-style"]
    # A note inside the text, not a landmark of the page. Not an <aside>: text extractors drop
    # those as sidebars (seen with trafilatura 2.3).
    attributes = {"class": f"call-out call-out-{style}", "role": "note"}
    word = [Element("p", {"class": "call-out-word"}, [_("Important")])]
    return Element("div", attributes, [*(word if style == "important" else []), *node.children])


def _question(node):
    return Element("details", {"class": "question"}, node.children)


def _list(node):
    style = node.attributes["data-style"]
    entries = []
    for part in node.children:
        if part.tag == "dt":
            entries.append(Element("div"))
        entries[-1].children.append(part)
    if style == "people":
        entries = [_person(*entry.children) for entry in entries]
    return Element("dl", {"class": style}, entries)


def _person(name, *values):
    """Return the entry of a person, with the picture moved to a value of its own at the end."""
    pictures = [each for value in values for each in value.children if _is_picture(each)]
    for paragraph in pictures:
        paragraph.children[0].attributes["data-style"] = PERSON
    values = [
        Element("dd", {}, [each for each in value.children if not _is_picture(each)])
        for value in values
    ]
    values = [value for value in values if has_content([value])]
    shown = [Element("dd", {"class": "person-picture"}, pictures[:1])] if pictures else []
    kind = "person person-pictured" if pictures else "person"
    return Element("div", {"class": kind}, [name, *(values + shown or [Element("dd")])])


def _is_picture(node):
    return (
        not isinstance(node, str)
        and node.tag == "p"
        and any(not isinstance(child, str) and child.tag == "img" for child in node.children)
    )


def _table(node):
    if "data-style" not in node.attributes:
        return node
    rows = list(_elements(node.children, "tr"))
    labels = _labels(rows[0]) if rows else []
    _link_trials(node.children, ())
    if not labels or any(_spans(cell) for row in rows for cell in row.children):
        return Element("table", {}, node.children)
    # Some screen readers don't recognize a table that is laid out as a list, so each cell has a
    # role.
    for row in rows[1:]:
        for cell, label in zip(_cells(row), labels, strict=False):
            cell.attributes["data-label"] = label
        _make_heading(row)
    del node.attributes["data-style"]
    return Element("table", {"class": "trials", **node.attributes}, node.children)


def _scope_headings(nodes):
    """Set the scope of each table heading: column or row."""
    in_heads = {id(row) for head in _elements(nodes, "thead") for row in _elements([head], "tr")}
    for row in _elements(nodes, "tr"):
        # The corner above the row headings may be an ordinary cell.
        is_head = id(row) in in_heads or all(cell.tag == "th" for cell in _cells(row)[1:])
        for cell in _cells(row):
            if cell.tag == "th" and cell.attributes.get("scope") not in _SCOPES:
                cell.attributes["scope"] = "col" if is_head else "row"


def _elements(nodes, *tags):
    for node in nodes:
        if not isinstance(node, str):
            if node.tag in tags:
                yield node
            yield from _elements(node.children, *tags)


def _cells(row):
    return [child for child in row.children if not isinstance(child, str) and child.tag in _CELLS]


def _labels(row):
    """Return the texts of a row of headings; [] for another row, or if one can't be a label."""
    cells = _cells(row)
    if any(cell.tag == "td" for cell in cells):
        return []
    labels = [text_of(cell.children).replace('"', "&quot;") for cell in cells]
    return [] if any(len(label) > MAX_LABEL_LENGTH for label in labels) else labels


def _make_heading(row):
    """Turn the first cell of a row into a heading, which screen readers announce with the other
    cells."""
    cells = _cells(row)
    if any(cell.tag == "td" for cell in cells[1:]) and _can_be_heading(cells[0]):
        cells[0].tag = "th"
        cells[0].attributes["scope"] = "row"


def _can_be_heading(cell):
    # An empty cell names nothing, and HTML allows no heading of the text inside one.
    return has_content(cell.children) and not any(_elements(cell.children, *_HEADINGS))


def _spans(cell):
    return not isinstance(cell, str) and bool({"colspan", "rowspan"} & {*cell.attributes})


def _link_trials(nodes, around):
    """Link ClinicalTrials.gov numbers in table cells, unless they are in a link."""
    for at, node in enumerate(nodes):
        if isinstance(node, str):
            if "td" in around:
                nodes[at] = _TRIAL_NUMBER.sub(_trial_link, node)
        elif node.tag != "a":
            _link_trials(node.children, (*around, node.tag))


def _trial_link(found):
    return f'<a href="{TRIAL_RECORD % found[0]}">{found[0]}</a>'


def _with_tables_that_scroll(nodes):
    """Return `nodes` with each table in a named region of its own, so that a wide table scrolls by
    itself, by keyboard too, and the page doesn't."""
    names = Counter()
    for table in list(_elements(nodes, "table")):
        caption = next(_elements(table.children, "caption"), Element("caption"))
        is_trials = table.attributes.get("class") == "trials"
        name = text_of(caption.children) or (_("Clinical trials") if is_trials else _("Table"))
        names[name] += 1
        if names[name] > 1:
            name = f"{name} {names[name]}"
        inner = Element(table.tag, table.attributes, table.children)
        table.attributes = {
            "class": "table-scroll table-trials" if is_trials else "table-scroll",
            "role": "region",
            "aria-label": name.replace('"', "&quot;"),
            "tabindex": "0",
        }
        table.tag, table.children = "div", [inner]
    return nodes


SHAPES = {"aside": _callout, "details": _question, "dl": _list, "table": _table}
