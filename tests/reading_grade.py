"""The reading grade of an English text by Flesch and Kincaid: 8 is what a pupil of 13 or 14 reads.

    0.39 × words per sentence + 11.8 × syllables per word − 15.59

Names count like all other words, so "Biotechnologies" makes a text harder. Only their full stops
don't end a sentence. A heading, a list item or a cell is a sentence. The formula was made for
running text: it can't tell whether a short sentence is clear.
"""

import re
from html import unescape

_BLOCKS = (
    r"</?(?:p|li|ul|ol|h[1-6]|div|dl|dt|dd|td|th|tr|caption|figcaption|section|header)\b[^>]*>"
)
_ABBREVIATIONS = r"\b(Dr|Inc|Co|Ltd)\."
# What the rules below count wrong. Where these are unsure, they count one too many.
_SYLLABLES = {"diabetes": 4, "people": 2, "science": 2}


def grade_of(markup):
    """Return the reading grade of HTML, a number."""
    sentences = [words for words in map(_words_of, _sentences_of(markup)) if words]
    words = [word for sentence in sentences for word in sentence]
    syllables = sum(map(_syllables_of, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def _sentences_of(markup):
    without_drawings = re.sub(r"<svg.*?</svg>", "", markup, flags=re.DOTALL)
    for block in re.split(_BLOCKS, without_drawings):
        text = unescape(re.sub(r"<[^>]+>", "", block))
        yield from re.split(r"(?<=[.!?])\s+", re.sub(_ABBREVIATIONS, r"\1", text))


def _words_of(sentence):
    return re.findall(r"[A-Za-z]+(?:['’][a-z]+)?|\d+", sentence)


def _syllables_of(word):
    if word.isupper() or word.isdigit():
        # Spoken letter by letter, or a short number.
        return len(word)
    word = word.lower()
    if word in _SYLLABLES:
        return _SYLLABLES[word]
    spoken = re.sub(r"(?<=[^aeiouydtl])ed$|(?<=[^aeiouyscxzg])es$|(?<=[^aeiouyl])e$", "", word)
    apart = len(re.findall(r"[iy][aou]|eo|ua|(?<=auto)i", spoken))
    apart -= len(re.findall(r"[tcsg]i(?:o|a[nl])", spoken))
    return max(1, len(re.findall(r"[aeiouy]+", spoken)) + apart)
