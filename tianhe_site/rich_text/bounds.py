"""Checks in one pass, without parsing, whether a rich text is small enough to parse.

20,000 nested `<div>` (220 KB) take the HTML parser one second per pass, 20,000 nested `<b>` take
nine; cleaning makes several passes.
"""

import html
import re

from django.utils.translation import gettext as _

from tianhe_site.limits import (
    MAX_RICH_TEXT_DEPTH,
    MAX_RICH_TEXT_ELEMENTS,
    MAX_RICH_TEXT_LENGTH,
)

# A comment, an end tag, and a start tag in their usual form; else any character that may begin a
# tag. All parsers agree only on the first three: what follows the fourth could be hidden in it.
_SPACE = r"[ \t\n\f\r]"
_VALUE = r"(?:\"[^\"<]*\"|'[^'<]*'|[^ \t\n\f\r\"'=<>`]++)"
_ATTRIBUTE = rf"{_SPACE}++[a-z_:][\w:.-]*+(?:{_SPACE}*={_SPACE}*{_VALUE})?+"
_TOKEN = re.compile(
    r"<!--(?!-?>)(?:(?!--!?>)[^<])*+-->"
    rf"|</(?P<end>[a-z][a-z0-9:-]*){_SPACE}*>"
    rf"|<(?P<start>[a-z][a-z0-9:-]*)(?:{_ATTRIBUTE})*+{_SPACE}*/?>"
    r"|<(?=[a-z!?/])",
    re.IGNORECASE | re.ASCII,
)
_ANY_TAG = re.compile("<[^<>]*>")
_VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
    *("source", "track", "wbr"),
}
# Elements that need no end tag, each with the elements that its start tag closes.
_CELLS = {"p", "td", "th"}
_ROWS = {*_CELLS, "tr"}
_PARTS_OF_TABLES = {*_ROWS, "thead", "tbody", "tfoot"}
_ENDED_BY = {
    "p": {"p"},
    "li": {"p", "li"},
    **dict.fromkeys(["dt", "dd"], {"p", "dt", "dd"}),
    **dict.fromkeys(["td", "th"], _CELLS),
    "tr": _ROWS,
    **dict.fromkeys(["thead", "tbody", "tfoot"], _PARTS_OF_TABLES),
}
# Parsers reopen these in each following block, until they are closed.
_REOPENED = {
    *("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong"),
    *("tt", "u"),
}
# The end of an element that nothing closes.
_ENDLESS = ""


class TooLargeError(Exception):
    """A rich text exceeds the limits; the message is for the editor."""


def check_bounds(markup):
    """Raise `TooLargeError` if `markup`, whatever its origin, is too large to parse."""
    if len(markup) > MAX_RICH_TEXT_LENGTH:
        raise TooLargeError(
            _(
                "This text is too long: it has %(count)s characters, and the limit is %(max)s. "
                "Shorten it, or move part of it to another page."
            )
            % {"count": f"{len(markup):,}", "max": f"{MAX_RICH_TEXT_LENGTH:,}"}
        )
    check_structure(markup)


def check_structure(markup):
    """Raise `TooLargeError` if `markup` has too many elements, or nests them too deeply."""
    open_, elements = [], 0
    for token in _TOKEN.finditer(markup):
        if token["end"]:
            # Parsers turn "</br>", and a "</p>" without its start tag, into elements.
            elements += not _close(open_, token["end"].lower())
        elif not token[0].startswith("<!--"):
            elements += 1 + sum(name in _REOPENED for name in open_)
            _open(open_, (token["start"] or _ENDLESS).lower())
        if len(open_) > MAX_RICH_TEXT_DEPTH:
            raise TooLargeError(
                _(
                    "This text has too many nested levels: lists in lists, tables in tables, or "
                    "formatting that came with pasted text. Paste it again with the button 'Paste "
                    "as plain text'."
                )
            )
        if elements > MAX_RICH_TEXT_ELEMENTS:
            raise TooLargeError(
                _(
                    "This text has too many parts (paragraphs, table cells, formatted words). "
                    "Shorten it, or move part of it to another page."
                )
            )


def without_tags(markup):
    """Return `markup` without tags, still escaped: all that can be shown of a text that is too
    large."""
    return html.escape(html.unescape(_ANY_TAG.sub(" ", markup)), quote=False)


def _open(open_, name):
    if name in _VOID:
        return
    while open_ and open_[-1] in _ENDED_BY.get(name, ()):
        open_.pop()
    open_.append(name)


def _close(open_, name):
    """Close the innermost element if it has this name; return whether it did. Parsers may ignore
    any other end tag."""
    last = len(open_)
    while last and open_[last - 1] in _ENDED_BY and open_[last - 1] != name:
        last -= 1
    is_open = bool(last) and open_[last - 1] == name
    if is_open:
        del open_[last - 1 :]
    return is_open
