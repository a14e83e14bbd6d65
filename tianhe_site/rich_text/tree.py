"""Sanitized markup as a tree, for rules about nesting."""

import re
from dataclasses import dataclass, field

# Inline tags. All others are blocks, or parts of one.
INLINE = {"a", "b", "br", "em", "i", "mark", "span", "strong", "sub", "sup"}
VOID = {"br", "hr", "img"}
# No editor nests this deep; the functions that walk the tree recurse once per level.
MAX_LEVELS = 60

_TOKEN = re.compile(r"(<[^>]*>)")
_TAG = re.compile(r"<(/?)([a-z0-9]+)")
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')


class NestedTooDeepError(Exception):
    """Markup has more than `MAX_LEVELS` levels."""


@dataclass
class Element:
    """An element. `attributes` and text children are escaped as in markup."""

    tag: str
    attributes: dict = field(default_factory=dict)
    children: list = field(default_factory=list)


def parse(markup):
    """Return the top-level nodes of `markup`: elements and strings. An unclosed element ends with
    its parent. Raises `NestedTooDeepError`."""
    open_ = [Element("")]
    for token in _TOKEN.split(markup):
        tag = _TAG.match(token)
        if tag is None:
            open_[-1].children += [token] if token else []
        elif tag[1]:
            _close(open_, tag[2])
        else:
            element = Element(tag[2], dict(_ATTRIBUTE.findall(token)))
            open_[-1].children.append(element)
            open_ += [] if tag[2] in VOID else [element]
            if len(open_) > MAX_LEVELS:
                raise NestedTooDeepError
    return open_[0].children


def _close(open_, tag):
    if any(element.tag == tag for element in open_):
        while open_.pop().tag != tag:
            pass


def write(nodes):
    """Return the markup of `nodes`."""
    parts = []
    _write(nodes, parts)
    return "".join(parts)


def _write(nodes, parts):
    for node in nodes:
        if isinstance(node, str):
            parts.append(node)
            continue
        attributes = "".join(f' {name}="{value}"' for name, value in node.attributes.items())
        parts.append(f"<{node.tag}{attributes}>")
        if node.tag not in VOID:
            _write(node.children, parts)
            parts.append(f"</{node.tag}>")


def is_inline(node):
    """Return whether a node, descendants included, can be part of a line of text."""
    if isinstance(node, str):
        return True
    return node.tag in INLINE and all(map(is_inline, node.children))


def has_content(nodes):
    """Return whether `nodes` hold text, a picture or a rule."""
    return any(
        bool(node.replace("&nbsp;", " ").strip())
        if isinstance(node, str)
        else node.tag in ("img", "hr") or has_content(node.children)
        for node in nodes
    )


def text_of(nodes):
    """Return the text of `nodes`, still escaped, with whitespace collapsed."""
    return " ".join(_TOKEN.sub(" ", write(nodes)).replace("&nbsp;", " ").split())
