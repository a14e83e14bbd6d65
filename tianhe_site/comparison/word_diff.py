"""Compares two texts word by word: what stayed, was removed or was added."""

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from .block_diff import MIN_SIMILARITY, equal_pairs, similarity, with_occurrence

SAME, DELETED, INSERTED = "same", "gone", "new"

# Scripts without spaces between words, and their punctuation: each character is a word.
_UNSPACED = (
    "\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef"
    "\U00020000-\U0003ffff"
)
# A word keeps the space after it, except before a character of these scripts: there a space is
# optional, and counts as a difference.
_WORD = re.compile(
    rf"[{_UNSPACED}]|[^\s{_UNSPACED}]+(?:[^\S\n]++(?![{_UNSPACED}]))?|\n\s*|[^\S\n]+",
)
_NO_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Word:
    text: str
    key: str
    notes: tuple


class Part:
    """A block to compare. Its words are split only if blocks differ."""

    def __init__(self, block):
        self.block = block

    @cached_property
    def words(self):
        matches = _WORD.finditer(self.block.text)
        if not any(notes for _text, notes in self.block.stretches):
            return [Word(match[0], _key(match[0]), ()) for match in matches]
        starts = list(accumulate((len(text) for text, _notes in self.block.stretches), initial=0))
        return [
            Word(match[0], _key(match[0]), _notes(match, self.block.stretches, starts))
            for match in matches
        ]

    @cached_property
    def word_set(self):
        keys = [word.key for word in self.words]
        return frozenset(with_occurrence(key for key in keys if _letters(key)))


def _key(text):
    return text.strip() or "\n" * text.count("\n") or " "


def _letters(text):
    return _NO_LETTERS.sub("", text)


def _notes(match, stretches, starts):
    """Return the notes on a word; on a part of the word with that part, as in the 2 of H2O."""
    noted = defaultdict(str)
    index = bisect_right(starts, match.start()) - 1
    while index < len(stretches) and starts[index] < match.end():
        text, notes = stretches[index]
        begin = max(match.start() - starts[index], 0)
        for note in notes:
            noted[note] += text[begin : match.end() - starts[index]]
        index += 1
    return tuple(_note_text(note, part, match[0]) for note, part in noted.items() if part.strip())


def _note_text(note, part, word):
    # The comma after a link is part of its last word here; ignore that.
    return note if _letters(part) == _letters(word) else f"{note}: {part.strip()}"


def changed_pieces(old, new):
    """Return the pieces, (op, text), of a part before and after.

    Parts that have little in common are replaced as a whole: a few shared words would only
    confuse.
    """
    pairs = []
    if similarity(old, new) >= MIN_SIMILARITY:
        pairs = equal_pairs(*([word.key for word in part.words] for part in (old, new)))
    kept_as = {i: new.words[j].notes for i, j in pairs}
    kept_from = {j: old.words[i].notes for i, j in pairs}
    return _pieces(old.words, DELETED, kept_as), _pieces(new.words, INSERTED, kept_from)


def one_sided_pieces(part, change):
    """Return the pieces of a part that was removed or added as a whole."""
    return _pieces(part.words, change, {})


def unchanged_pieces(part):
    """Return a part as one unchanged piece, without its notes."""
    return [(SAME, part.block.text)]


def _pieces(words, change, kept):
    """Return `words` as pieces. `kept` maps the index of each word that both sides have to the
    notes of the other side's word. A note that only this side has follows the last word it is
    on."""
    own_notes = [
        [note for note in word.notes if note not in kept.get(index, ())]
        for index, word in enumerate(words)
    ]
    pieces = _Pieces()
    for index, word in enumerate(words):
        pieces.add(SAME if index in kept else change, word.text)
        following = own_notes[index + 1] if index + 1 < len(words) else []
        for note in own_notes[index]:
            if note not in following:
                pieces.add_note(change, note)
    return pieces.joined()


class _Pieces:
    """Collects pieces of text and joins them once: adding word by word would copy each time."""

    def __init__(self):
        self.parts = []

    def add(self, change, text):
        if change != SAME:
            # An added or removed line break would be invisible.
            text = text.replace("\n", "↵\n")
        if self.parts and self.parts[-1][0] == change:
            self.parts[-1][1].append(text)
        else:
            self.parts.append((change, [text]))

    def add_note(self, change, note):
        space = "" if self.parts[-1][1][-1][-1:].isspace() else " "
        self.add(change, f"{space}[{note}] ")

    def joined(self):
        return [(change, "".join(texts)) for change, texts in self.parts]
