"""A reader's query, parsed into groups of terms that must all match."""

import re
from dataclasses import dataclass
from functools import cached_property

from .tokens import is_chinese, pairs_of, pieces, terms_of

MAX_QUERY_LENGTH = 200
MAX_GROUPS = 12
# Letters that a word needs to count as a prefix.
MIN_PREFIX_LENGTH = 2

_CHUNK = re.compile(r"[\"“”]([^\"“”]+)[\"“”]|(\S+)")
_QUOTES = frozenset('"“”')
# Words in nearly every text and in few titles: they would only keep good results from being found.
_EMPTY = (
    "a an and are as at be by can do does for from how i in is of on or that the this to was "
    "what when where which why will with"
)
_STOP_WORDS = frozenset(_EMPTY.split())


@dataclass(frozen=True)
class Group:
    """Terms that must follow one another; the last one is a prefix if `is_beginning`."""

    terms: tuple
    is_beginning: bool = False


@dataclass(frozen=True)
class Query:
    """Groups that must all match; `is_cut` if the reader typed more than the limit."""

    groups: tuple
    is_cut: bool = False

    @cached_property
    def length(self):
        """The number of terms of the longest group."""
        return max((len(group.terms) for group in self.groups), default=0)

    @cached_property
    def beginnings(self):
        """The pattern of words of a text that could begin a match, judged by their letters alone;
        None if other words could. Texts have only letters that are spelled in one way.

        To make tokens of all words takes four times as long.
        """
        firsts = {group.terms[0] for group in self.groups}
        # Numbers are spelled with and without commas, and a single letter may be the s in "cell's".
        if not all(first.isalpha() and len(first) > 1 for first in firsts):
            return None
        # Endings change at most two letters (study, studies).
        stems = "|".join(first[: max(len(first) - 2, 1)] for first in sorted(firsts))
        return re.compile(rf"(?<![^\W\d_])(?:{stems})", re.IGNORECASE)


def tidy(text):
    """Return the typed text on one line, without invisible characters, cut to the maximum
    length."""
    line = " ".join(text[: 10 * MAX_QUERY_LENGTH].split())
    return "".join(char for char in line if char.isprintable())[:MAX_QUERY_LENGTH]


def parse(text, *, as_typed=False):
    """Return the `Query` of a tidy line. With `as_typed`, the last word is a prefix; returns None
    if it can't be one."""
    groups = [group for chunk in _CHUNK.finditer(text) for group in _groups_of(chunk)]
    if any(not is_empty for _group, is_empty in groups):
        groups = [(group, False) for group, is_empty in groups if not is_empty]
    kept = [group for group, _is_empty in groups[:MAX_GROUPS]]
    if as_typed:
        last = _beginning_of(text)
        if not (kept and last and len(groups) <= MAX_GROUPS):
            return None
        kept[-1] = last
    # A repeated word adds nothing.
    return Query(tuple(dict.fromkeys(kept)), is_cut=len(groups) > MAX_GROUPS)


def _groups_of(chunk):
    """Yield (group, whether it is a stop word) for a word or a quoted phrase."""
    quoted, words = chunk.groups()
    terms = []
    for piece, chinese in pieces(quoted or words):
        if chinese:
            yield from _as_group(terms)
            terms = []
            pairs = tuple(pairs_of(piece))
            yield Group(pairs, is_beginning=len(piece) == 1), False
        else:
            terms.extend(terms_of(piece))
    if not quoted and len(terms) == 1:
        yield Group(tuple(terms)), words.casefold() in _STOP_WORDS
    else:
        yield from _as_group(terms)


def _as_group(terms):
    if terms:
        yield Group(tuple(terms)), False


def _beginning_of(text):
    """Return a group for the last word as a prefix; None if it can't be one."""
    last = text.split()[-1] if text.split() else ""
    if _QUOTES.intersection(last):
        return None
    found = list(pieces(last))
    if not found or found[-1][1]:
        return None
    before = [term for piece, chinese in found[:-1] if not chinese for term in terms_of(piece)]
    *inner, beginning = terms_of(found[-1][0], with_ending=True) or ("",)
    if len(beginning) < MIN_PREFIX_LENGTH or is_chinese(beginning):
        return None
    return Group((*before, *inner, beginning), is_beginning=True)
