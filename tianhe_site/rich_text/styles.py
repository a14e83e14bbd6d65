"""Styled blocks in stored markup, for what other systems have a block editor.

    <aside data-style="note">…</aside>                              a callout
    <dl data-style="facts"><dt>…</dt><dd>…</dd></dl>                also timeline and people
    <details><summary>…</summary>…</details>                        question and answer
    <table data-style="trials">…</table>                            clinical trials
    <p data-style="latest-news"></p>                                placeholder for the newest items

They are at the top level of a text and never nest. All functions take sanitized markup, in which
"<" always begins a tag.
"""

import re
from itertools import groupby

from . import pictures
from .tree import INLINE, Element, has_content, is_inline, parse, write

LATEST_NEWS = "latest-news"
# The styles that each tag may have.
BLOCK_STYLES = {
    "aside": ("note", "important"),
    "dl": ("facts", "timeline", "people"),
    "table": ("trials",),
    "p": (LATEST_NEWS,),
}
# A definition list pasted from elsewhere has no style.
DEFAULT_LIST = "facts"

_UNFINISHED = re.compile(
    r"<summary>((?:(?!</summary>).)*)</summary></details>|<dt>((?:(?!</dt>).)*)</dt><dd></dd>",
    re.DOTALL,
)
_STYLED = re.compile(r"<(?:aside|details|summary|dl|dt|dd)\b|<(?:p|table) data-style")
# The tags that only occur in styles, and their parts.
_CONTAINERS = {"aside", "details", "dl"}
_PARTS = {"summary", "dt", "dd"}
_HEADINGS = {"h2", "h3", "h4"}
_HEADING = re.compile("<h[2-4]>")
_HOLDING_PARAGRAPHS = {"", "aside", "details", "dd", "blockquote", "li", "td", "th"}


def normal_style(tag, value):
    """Return a style as it is stored with a tag; None if the tag can't have it."""
    if tag == "img":
        return pictures.normal_style(value)
    return value if value in BLOCK_STYLES.get(tag, ()) else None


def normalize(markup):
    """Return `markup` with its styled blocks in their canonical form. What doesn't fit becomes
    paragraphs."""
    if not _STYLED.search(markup):
        return markup
    return write(settled for node in parse(markup) for settled in _normalized(node))


def without_headings(markup):
    """Return settled `markup` with the headings in callouts, lists and trial tables turned into
    paragraphs.

    A heading begins a section of the text, which can't begin inside one of them. Answers may have
    headings.
    """
    if not (_STYLED.search(markup) and _HEADING.search(markup)):
        return markup
    nodes = parse(markup)
    for node in nodes:
        if not isinstance(node, str) and "data-style" in node.attributes:
            _lower_headings(node)
    return write(nodes)


def _lower_headings(node):
    for child in node.children:
        if not isinstance(child, str):
            child.tag = "p" if child.tag in _HEADINGS else child.tag
            _lower_headings(child)


def unfinished(markup):
    """Return the questions without an answer and the names without a value in stored markup."""
    return [question or name for question, name in _UNFINISHED.findall(markup)]


def _normalized(node):
    """Return the replacement of a top-level node."""
    if isinstance(node, str):
        return [node]
    if node.tag == "aside":
        return _callout(node)
    if node.tag == "details":
        return _question(node)
    if node.tag == "dl":
        return _list(node)
    if node.tag == "p" and "data-style" in node.attributes:
        return _marker(node)
    if node.tag == "table":
        return [Element("table", node.attributes, _plain(node.children, "table"))]
    return _plain([node], "")


def _callout(node):
    blocks = _paragraphs(_plain(node.children, "aside"))
    if "data-style" not in node.attributes:
        return blocks
    return [Element("aside", node.attributes, blocks)] if has_content(blocks) else []


def _question(node):
    asked = (child for child in node.children if _is_part(child, "summary"))
    summary = next((each for each in asked if has_content(each.children)), None)
    rest = [child for child in node.children if child is not summary]
    answer = _paragraphs(_plain(rest, "details"))
    if summary is None:
        return answer
    # A link inside a <summary> can't be told from the summary itself.
    question = Element("summary", {}, _as_inline(summary.children, INLINE - {"a"}))
    return [Element("details", {}, [question, *answer])]


def _list(node):
    """Return a list in which each name has values; what comes before the first name goes above the
    list."""
    entries, before = [], []
    for is_part, run in groupby(node.children, lambda child: _is_part(child, "dt", "dd")):
        run = list(run)
        # What is between the parts is a value.
        for child in run if is_part else [Element("dd", {}, run)]:
            if not has_content(child.children):
                continue
            if child.tag == "dt":
                entries.append((Element("dt", {}, _as_inline(child.children, INLINE)), []))
            elif entries:
                entries[-1][1].append(Element("dd", {}, _value(child)))
            else:
                before += _paragraphs(_value(child))
    style = {"data-style": node.attributes.get("data-style", DEFAULT_LIST)}
    # A name always has a value, even an empty one, so that a half-written list is kept.
    parts = [part for name, values in entries for part in (name, *(values or [Element("dd")]))]
    return before + ([Element("dl", style, parts)] if parts else [])


def _value(node):
    nodes = _plain(node.children, "dd")
    return nodes if all(map(is_inline, nodes)) else _paragraphs(nodes)


def _marker(node):
    rest = _plain(node.children, "p")
    after = [Element("p", {}, rest)] if has_content(rest) else []
    return [Element("p", node.attributes), *after]


def _is_part(node, *tags):
    return isinstance(node, Element) and node.tag in tags


def _plain(nodes, around):
    """Return `nodes`, the children of the tag `around`, without styles; their text stays."""
    found = []
    for node in nodes:
        if isinstance(node, str):
            found.append(node)
        elif node.tag not in _CONTAINERS | _PARTS:
            attributes = {**node.attributes}
            if node.tag in BLOCK_STYLES:
                attributes.pop("data-style", None)
            found.append(Element(node.tag, attributes, _plain(node.children, node.tag)))
        elif around in _HOLDING_PARAGRAPHS:
            found += _paragraphs(_plain(node.children, around))
        else:
            found += [" ", *_plain(node.children, around)]
    return found


def _paragraphs(nodes):
    """Return `nodes` as blocks: inline content becomes a paragraph, unless it is empty."""
    found = []
    for in_line, run in groupby(nodes, is_inline):
        run = list(run)
        if not in_line:
            found += run
        elif has_content(run):
            found.append(Element("p", {}, run))
    return found


def _as_inline(nodes, kept):
    """Return `nodes` without blocks, keeping only the inline tags in `kept`."""
    found = []
    for node in nodes:
        if isinstance(node, str):
            found.append(node)
        elif node.tag in kept:
            found.append(Element(node.tag, node.attributes, _as_inline(node.children, kept)))
        elif node.tag in INLINE:
            found += _as_inline(node.children, kept)
        else:
            before = [] if found[-1:] == [" "] else [" "]
            found += [*before, *_as_inline(node.children, kept), " "]
    return found
