"""Styles of whole blocks in stored markup: what other systems need a block editor for.

    <aside data-style="note">…</aside>                              a call-out
    <dl data-style="facts"><dt>…</dt><dd>…</dd></dl>                also timeline and people
    <details><summary>…</summary>…</details>                        question and answer
    <table data-style="trials">…</table>                            clinical trials
    <p data-style="latest-news"></p>                                where the newest items stand

They stand at the top of a text, never inside each other. All of it works on sanitised markup, in
which "<" always begins a tag.
"""

import re
from itertools import groupby

from . import pictures
from .tree import INLINE, Element, is_inline, parse, says_something, write

LATEST_NEWS = "latest-news"
# The styles that each tag may have.
BLOCK_STYLES = {
    "aside": ("note", "important"),
    "dl": ("facts", "timeline", "people"),
    "table": ("trials",),
    "p": (LATEST_NEWS,),
}
# A list of names and values that was pasted from elsewhere has no style.
DEFAULT_LIST = "facts"

_UNFINISHED = re.compile(
    r"<summary>((?:(?!</summary>).)*)</summary></details>|<dt>((?:(?!</dt>).)*)</dt><dd></dd>",
    re.DOTALL,
)
_STYLED = re.compile(r"<(?:aside|details|summary|dl|dt|dd)\b|<(?:p|table) data-style")
# What only a style brings along; what it is made of.
_CONTAINERS = {"aside", "details", "dl"}
_PARTS = {"summary", "dt", "dd"}
_HEADINGS = {"h2", "h3", "h4"}
_HEADING = re.compile("<h[2-4]>")
_HOLDING_PARAGRAPHS = {"", "aside", "details", "dd", "blockquote", "li", "td", "th"}


def normal_style(tag, value):
    """Return a style as it is stored with a tag, None for one that it can't have."""
    if tag == "img":
        return pictures.normal_style(value)
    return value if value in BLOCK_STYLES.get(tag, ()) else None


def settle(markup):
    """Return `markup` with its styled blocks in their one shape; what can't have it is left as
    paragraphs."""
    if not _STYLED.search(markup):
        return markup
    return write(settled for node in parse(markup) for settled in _settled(node))


def without_headings(markup):
    """Return settled `markup` with paragraphs for the headings in call-outs, lists and trials: a
    part of the text begins at a heading, and can't begin in one of them. An answer may have some.
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
    """Return the questions without an answer and the names without a value in stored markup, as
    they stand there."""
    return [question or name for question, name in _UNFINISHED.findall(markup)]


def _settled(node):
    """Return what becomes of a node at the top of the text."""
    if isinstance(node, str):
        return [node]
    if node.tag == "aside":
        return _call_out(node)
    if node.tag == "details":
        return _question(node)
    if node.tag == "dl":
        return _list(node)
    if node.tag == "p" and "data-style" in node.attributes:
        return _marker(node)
    if node.tag == "table":
        return [Element("table", node.attributes, _plain(node.children, "table"))]
    return _plain([node], "")


def _call_out(node):
    blocks = _paragraphs(_plain(node.children, "aside"))
    if "data-style" not in node.attributes:
        return blocks
    return [Element("aside", node.attributes, blocks)] if says_something(blocks) else []


def _question(node):
    asked = (child for child in node.children if _is_part(child, "summary"))
    summary = next((each for each in asked if says_something(each.children)), None)
    rest = [child for child in node.children if child is not summary]
    answer = _paragraphs(_plain(rest, "details"))
    if summary is None:
        return answer
    # A link inside a switch can't be told from it.
    question = Element("summary", {}, _in_a_line(summary.children, INLINE - {"a"}))
    return [Element("details", {}, [question, *answer])]


def _list(node):
    """Return a list in which each name has values, below what stands before its first name."""
    entries, before = [], []
    for is_part, run in groupby(node.children, lambda child: _is_part(child, "dt", "dd")):
        run = list(run)
        # What stands between the parts is a value.
        for child in run if is_part else [Element("dd", {}, run)]:
            if not says_something(child.children):
                continue
            if child.tag == "dt":
                entries.append((Element("dt", {}, _in_a_line(child.children, INLINE)), []))
            elif entries:
                entries[-1][1].append(Element("dd", {}, _value(child)))
            else:
                before += _paragraphs(_value(child))
    style = {"data-style": node.attributes.get("data-style", DEFAULT_LIST)}
    # A name is never without a value, be it an empty one: so a half-written list is kept.
    parts = [part for name, values in entries for part in (name, *(values or [Element("dd")]))]
    return before + ([Element("dl", style, parts)] if parts else [])


def _value(node):
    nodes = _plain(node.children, "dd")
    return nodes if all(map(is_inline, nodes)) else _paragraphs(nodes)


def _marker(node):
    rest = _plain(node.children, "p")
    after = [Element("p", {}, rest)] if says_something(rest) else []
    return [Element("p", node.attributes), *after]


def _is_part(node, *tags):
    return isinstance(node, Element) and node.tag in tags


def _plain(nodes, around):
    """Return `nodes`, which stand inside the tag `around`, without styles: their words stay."""
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
    """Return `nodes` as blocks: what stands in a line becomes a paragraph, if it says anything."""
    found = []
    for in_line, run in groupby(nodes, is_inline):
        run = list(run)
        if not in_line:
            found += run
        elif says_something(run):
            found.append(Element("p", {}, run))
    return found


def _in_a_line(nodes, kept):
    """Return `nodes` without blocks, and of the tags in a line those that are `kept`."""
    found = []
    for node in nodes:
        if isinstance(node, str):
            found.append(node)
        elif node.tag in kept:
            found.append(Element(node.tag, node.attributes, _in_a_line(node.children, kept)))
        elif node.tag in INLINE:
            found += _in_a_line(node.children, kept)
        else:
            before = [] if found[-1:] == [" "] else [" "]
            found += [*before, *_in_a_line(node.children, kept), " "]
    return found
