"""Terms: words as they are indexed and looked for, without accents, case and English endings.

Chinese has no spaces, so a run of its characters becomes overlapping pairs, which are looked for
as a phrase. Letters and digits are parted, so NCT01234567, "NCT 01234567" and CB-SCs are phrases
too, and found whole and in parts. Both databases get these terms and make none of their own.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from tianhe_site.plain_text import is_invisible, without_invisible

CHINESE = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af\U00020000-\U0003134f"
# Longer ones are cut, in texts and in queries alike; an index has a limit for each term.
MAX_TERM_LENGTH = 32
# Of a word no more characters are read. Unicode sorts a run of marks on a letter with the square of
# its length, 80,000 in five seconds; and makes 18 letters of one ligature: 190,000 took 15 seconds.
MAX_READ_LENGTH = 200

_PIECE = re.compile(
    rf"(?P<chinese>[{CHINESE}]+)"
    r"|\d{1,3}(?:,\d{3})+(?!\d)"
    r"|\d+"
    rf"|(?:[^\W\d_{CHINESE}][\u0300-\u036f]*)+(?:['’]s(?!\w))?"
)
_PART = re.compile(r"\d+|[^\W\d_]+")
_POSSESSIVE = re.compile("['’]s$")
_VOWELS = frozenset("aeiouy")

_stemmer = snowballstemmer.stemmer("english")


class Token(NamedTuple):
    """A term and where in the text it was read."""

    term: str
    begins: int
    ends: int


def tokens(text):
    """Yield the `Token`s of a text, in order. Characters that nobody sees part no word."""
    seen = without_invisible(text)
    found = _tokens(seen)
    return found if seen == text else _placed(found, text)


def _tokens(text):
    for piece in _PIECE.finditer(text):
        if piece["chinese"]:
            yield from _pairs(piece[0], piece.start())
        else:
            for term in terms_of(piece[0]):
                yield Token(term, piece.start(), piece.end())


def _placed(found, text):
    """Yield tokens of `text` without its invisible characters with their places in `text`."""
    places = [at for at, character in enumerate(text) if not is_invisible(character)]
    for token in found:
        yield Token(token.term, places[token.begins], places[token.ends - 1] + 1)


def pieces(text):
    """Yield (words, whether they are Chinese) of a query, parted where terms are of another
    kind."""
    for piece in _PIECE.finditer(without_invisible(text)):
        yield piece[0], bool(piece["chinese"])


def is_chinese(term):
    return bool(re.match(f"[{CHINESE}]", term))


def pairs_of(run):
    """Return the overlapping pairs of a run of Chinese characters; a single one as it is."""
    run = _fold(run)
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


@lru_cache(maxsize=2**15)
def terms_of(word, with_ending=False):
    """Return the terms of a word that is not Chinese; `with_ending` as it is still being typed."""
    folded = _fold(_POSSESSIVE.sub("", word).replace(",", "")[:MAX_READ_LENGTH])
    parts = _PART.findall(folded)
    return tuple((part if with_ending else _stem(part))[:MAX_TERM_LENGTH] for part in parts)


def _pairs(run, begins):
    folded = _fold(run)
    if len(folded) != len(run):
        folded = run
    for at in range(len(folded) - 1):
        yield Token(folded[at : at + 2], begins + at, begins + at + 2)
    # Alone too, so that one character is found at the end of a run.
    yield Token(folded[-1], begins + len(run) - 1, begins + len(run))


def _fold(text):
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(char for char in folded if unicodedata.category(char) != "Mn")
    return unicodedata.normalize("NFC", bare)


def _stem(word):
    # The plural of an abbreviation, as in MSCs, which the stemmer takes for a word of its own.
    is_plural = len(word) > 2 and word.endswith("s") and not word.endswith("ss")
    if is_plural and word.isascii() and not _VOWELS.intersection(word):
        return word[:-1]
    return _stemmer.stemWord(word)
