"""Terms: words as they are indexed and queried, without accents, case and English endings.

Chinese has no spaces, so a run of its characters becomes overlapping pairs, queried as a phrase.
Traditional characters are read as Simplified ones, and a space between two characters as none.
Letters and digits are split, so NCT01234567, "NCT 01234567" and CB-SCs are phrases too, and match
whole or in part. Both databases store these terms and don't tokenize themselves.
"""

import re
import sys
import unicodedata
from functools import lru_cache
from importlib.util import find_spec, module_from_spec
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from tianhe_site.chinese import COMMON_HAN, UNSPACED
from tianhe_site.plain_text import is_invisible, without_invisible

# Also Korean. Not the voicing marks of Japanese: alone they fold to a space or nothing, and
# PostgreSQL refuses a query for that.
CHINESE = f"{UNSPACED}\uac00-\ud7af"
# Longer terms are cut, in texts and in queries alike; an index limits the length of a term.
MAX_TERM_LENGTH = 32
# Characters of a word that are read. Unicode normalization takes quadratic time for a run of
# combining marks (80,000: five seconds), and expands one ligature to 18 letters (190,000: 15
# seconds).
MAX_READ_LENGTH = 200

_PIECE = re.compile(
    rf"(?P<chinese>[{CHINESE}](?:[ \u00a0\u3000]?[{CHINESE}])*)"
    r"|\d{1,3}(?:,\d{3})+(?!\d)"
    r"|\d+"
    rf"|(?:[^\W\d_{CHINESE}][\u0300-\u036f]*)+(?:['’]s(?!\w))?"
)
_PART = re.compile(r"\d+|[^\W\d_]+")
_POSSESSIVE = re.compile("['’]s$")
_VOWELS = frozenset("aeiouy")

# What is always spelled in one way.
_PLAIN_CHINESE = re.compile(f"[{COMMON_HAN}]+")
_HAS_CHINESE = re.compile(f"[{CHINESE}]")


def _english_stemmer():
    """Return the English stemmer class of `snowballstemmer`, without running the package: that
    loads 36 other languages, 2.7 MB of each process."""
    package = find_spec("snowballstemmer")
    empty = module_from_spec(package)
    is_ours = sys.modules.setdefault(package.name, empty) is empty
    from snowballstemmer.english_stemmer import EnglishStemmer

    if is_ours:
        # Other code that imports the package gets all of it.
        del sys.modules[package.name]
    return EnglishStemmer


_EnglishStemmer = _english_stemmer()


def _read_simplified():
    lines = Path(__file__).with_name("simplified.txt").read_text(encoding="utf-8").splitlines()
    pairs = (pair for line in lines if not line.startswith("#") for pair in line.split())
    return {ord(traditional): simplified for traditional, simplified in pairs}


_SIMPLIFIED = _read_simplified()
_TRADITIONAL = {}
for _code, _character in _SIMPLIFIED.items():
    _TRADITIONAL[_character] = _TRADITIONAL.get(_character, "") + chr(_code)


class Token(NamedTuple):
    """A term and its position in the text."""

    term: str
    begins: int
    ends: int


class _Word(NamedTuple):
    """The parts of a word without accents and case: as they are, and stemmed."""

    unstemmed: tuple
    terms: tuple


def tokens(text):
    """Yield the `Token`s of a text, in order. Invisible characters don't split words."""
    seen = without_invisible(text)
    found = tokens_from(seen, 0)
    return found if seen == text else _placed(found, text)


def tokens_from(text, begins):
    """Yield the `Token`s of a text without invisible characters, from the word at `begins` on."""
    for piece in _PIECE.finditer(text, begins):
        if piece["chinese"]:
            yield from _pairs(piece[0], piece.start())
        else:
            for term in terms_of(piece[0]):
                yield Token(term, piece.start(), piece.end())


def terms_in(text):
    """Return the terms of a text in order, as a list, in half the time of `tokens`."""
    found = []
    for piece in _PIECE.finditer(without_invisible(text)):
        if piece["chinese"]:
            found += [token.term for token in _pairs(piece[0], 0)]
        else:
            found += _read(piece[0]).terms
    return found


def _placed(found, text):
    """Yield tokens of `text` without its invisible characters, with their positions in `text`."""
    places = [at for at, character in enumerate(text) if not is_invisible(character)]
    for token in found:
        yield Token(token.term, places[token.begins], places[token.ends - 1] + 1)


def pieces(text):
    """Yield (text, whether it is Chinese) for each run of a query that is tokenized in one way."""
    for piece in _PIECE.finditer(without_invisible(text)):
        yield piece[0], bool(piece["chinese"])


def is_chinese(term):
    return bool(_HAS_CHINESE.match(term))


def is_single_chinese(term):
    """Whether a term is one character of Chinese: the last of a run, or one that is alone."""
    return len(term) == 1 and is_chinese(term)


def has_chinese(text):
    return bool(_HAS_CHINESE.search(text))


def simplified(text):
    """Return a text in Simplified characters, each in its place."""
    return text.translate(_SIMPLIFIED)


def written_as(character):
    """Return all characters that are read as a Simplified one."""
    return character + _TRADITIONAL.get(character, "")


def phrase_terms(text):
    """Return the terms by which a text is looked for within others, as a tuple. The last character
    of Chinese isn't alone there."""
    terms = tuple(token.term for token in tokens(text))
    is_end = terms[1:] and is_single_chinese(terms[-1])
    return terms[:-1] if is_end and len(terms[-2]) == 2 and is_chinese(terms[-2]) else terms


def terms_of(word):
    """Return the terms of a word that isn't Chinese."""
    return _read(word).terms


def unstemmed_terms_of(word):
    """Return them unstemmed, for a word still being typed."""
    return _read(word).unstemmed


@lru_cache(maxsize=2**15)
def _read(word):
    folded = _fold(_POSSESSIVE.sub("", word).replace(",", "")[:MAX_READ_LENGTH])
    parts = _PART.findall(folded)
    return _Word(_cut(parts), _cut(map(_stem, parts)))


def _cut(terms):
    return tuple(term[:MAX_TERM_LENGTH] for term in terms)


def _pairs(run, begins):
    if _PLAIN_CHINESE.fullmatch(run):
        letters, at = simplified(run), range(begins, begins + len(run))
    else:
        letters, at = _folded(run, begins)
    for one, other in pairwise(range(len(letters))):
        yield Token(letters[one] + letters[other], at[one], at[other] + 1)
    # The last character alone too, so that it is found at the end of a run.
    yield Token(letters[-1], at[-1], at[-1] + 1)


def _folded(run, begins):
    """Return the characters of a run of Chinese as they are read, and the place of each."""
    at = [place for place, character in enumerate(run, begins) if not character.isspace()]
    letters = "".join(run.split())
    folded = _fold(letters)
    return simplified(folded if len(folded) == len(letters) else letters), at


def _fold(text):
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(char for char in folded if unicodedata.category(char) != "Mn")
    return unicodedata.normalize("NFC", bare)


def _stem(word):
    # The plural of an abbreviation, as in MSCs, which the stemmer would treat as another word.
    is_plural = len(word) > 2 and word.endswith("s") and not word.endswith("ss")
    if is_plural and word.isascii() and not _VOWELS.intersection(word):
        return word[:-1]
    # A new one for each word, since it isn't thread-safe: it keeps the word in itself. Threads that
    # shared one got the stems of each other's words, or an IndexError.
    return _EnglishStemmer().stemWord(word)
