"""The headings of a text can be linked to: readers get each with an id made of its words.

Ids are made as a text is shown and stored nowhere, so old editions have them too. In and out goes
sanitised markup, in which "<" always begins a tag.
"""

import re
import unicodedata
from html import unescape

from tianhe_site.plain_text import without_invisible

_HEADING = re.compile(r"<(h[234])>(.*?)</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<br>")
_NOT_WORDS = re.compile(r"[\W_]+")
# An address that somebody reads or copies.
MAX_LENGTH = 80
# Of a heading no more characters are read: a run of marks on a letter takes Unicode time with the
# square of its length, 80,000 five seconds.
MAX_CHARACTERS_READ = 1_000
# For a heading without a letter or digit.
NAMELESS = "section"
# Ids of our templates for pages with a text.
PARTS_OF_PAGES = {
    *("about", "below", "caution", "corrections", "latest", "main", "media-contact"),
    *("sections", "sources", "status"),
}
# Those, with the ids of the search and of the admin that shows a text beside a form.
RESERVED = {
    *PARTS_OF_PAGES,
    *("search-count", "search-input", "search-results"),
    *("container", "content", "content-main", "footer", "header", "nav-sidebar", "top"),
}
# Each source of the page has one.
_SOURCE = re.compile(r"source-\d")


def with_ids(markup):
    """Return `markup` with an `id` at each heading."""
    ids = iter(ids_in(markup))
    return _HEADING.sub(
        lambda found: f'<{found[1]} id="{next(ids)}">{found[2]}</{found[1]}>', markup
    )


def ids_in(markup):
    """Return the ids of the headings of `markup`, in order. What would be the same as one before
    it, or as one of the page, is numbered."""
    numbers = {}
    ids = {}
    for _tag, words in _HEADING.findall(markup):
        ids[_free(_name_of(words), ids, numbers)] = True
    return list(ids)


def _name_of(markup):
    words = unescape(_TAG.sub("", _BREAK.sub(" ", markup)))[:MAX_CHARACTERS_READ]
    plain = without_invisible(unicodedata.normalize("NFKC", words)).lower()
    return _NOT_WORDS.sub("-", plain)[:MAX_LENGTH].strip("-") or NAMELESS


def _free(name, taken, numbers):
    """Return `name`, with the next number where it is not free; `numbers` holds the last of each
    name, so that a thousand headings of one name take no million tries."""
    if name not in taken and name not in RESERVED and not _SOURCE.match(name):
        return name
    number = numbers.get(name, 1) + 1
    while f"{name}-{number}" in taken:
        number += 1
    numbers[name] = number
    return f"{name}-{number}"
