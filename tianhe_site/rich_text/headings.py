"""Gives each heading of a text an id made of its words, so that readers can link to it.

Ids are computed when a text is shown and never stored, so old editions have them too. Input and
output are sanitized markup, in which "<" always begins a tag.
"""

import re
import unicodedata
from html import unescape

from tianhe_site.plain_text import without_invisible

_HEADING = re.compile(r"<(h[234])>(.*?)</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<br>")
_NOT_WORDS = re.compile(r"[\W_]+")
# Characters, since people read and copy the address.
MAX_LENGTH = 80
# Characters of a heading that are read. Unicode normalization takes quadratic time for a run of
# combining marks: five seconds for 80,000.
MAX_CHARACTERS_READ = 1_000
# For a heading without a letter or digit.
FALLBACK_ID = "section"
# Ids in our templates for pages with a text.
PARTS_OF_PAGES = {
    *("about", "below", "caution", "corrections", "latest", "main", "media-contact"),
    *("approval-statement", "on-this-page", "sections", "sources", "status"),
    *("press-logo", "press-news", "press-pictures"),
    *(f"reach-{role}" for role in ("contact", "partners", "patients", "physicians")),
}
# Those, plus the ids of the search page and of the admin, which shows a text beside a form.
RESERVED = {
    *PARTS_OF_PAGES,
    *("search-count", "search-input", "search-results"),
    *("container", "content", "content-main", "footer", "header", "nav-sidebar", "top"),
}
# Each source on the page has one, and each link from a claim to one.
_NUMBERED = re.compile(r"(?:source|claim)-\d")
_CHAPTER = re.compile(r'<h2 id="([^"]*)">(.*?)</h2>', re.DOTALL)
_REFERENCES = re.compile(r'<sup class="references">.*?</sup>', re.DOTALL)
# Fewer of them are seen at a glance.
MIN_CHAPTERS = 4


def with_ids(markup):
    """Return `markup` with an `id` on each heading."""
    ids = iter(ids_in(markup))
    return _HEADING.sub(
        lambda found: f'<{found[1]} id="{next(ids)}">{found[2]}</{found[1]}>', markup
    )


def ids_in(markup):
    """Return the ids of the headings in `markup`, in order. An id that is already taken, also by
    the page itself, gets a number."""
    numbers = {}
    ids = {}
    for _tag, words in _HEADING.findall(markup):
        ids[_free(_name_of(words), ids, numbers)] = True
    return list(ids)


def chapters_in(text):
    """Return (id, words) of each heading of the highest level in a text as readers get it; [] for
    a text with few of them."""
    found = [(unescape(name), _words_of(words)) for name, words in _CHAPTER.findall(text)]
    named = [pair for pair in found if pair[1]]
    return named if len(named) >= MIN_CHAPTERS else []


def _words_of(markup):
    plain = _TAG.sub("", _BREAK.sub(" ", _REFERENCES.sub("", markup)))
    return " ".join(unescape(plain).split())


def _name_of(markup):
    words = unescape(_TAG.sub("", _BREAK.sub(" ", markup)))[:MAX_CHARACTERS_READ]
    plain = without_invisible(unicodedata.normalize("NFKC", words)).lower()
    return _NOT_WORDS.sub("-", plain)[:MAX_LENGTH].strip("-") or FALLBACK_ID


def _free(name, taken, numbers):
    """Return `name`, or `name` with the next free number. `numbers` holds the last number per
    name, so that a thousand equal headings don't take a million tries."""
    if name not in taken and name not in RESERVED and not _NUMBERED.match(name):
        return name
    number = numbers.get(name, 1) + 1
    while f"{name}-{number}" in taken:
        number += 1
    numbers[name] = number
    return f"{name}-{number}"
