"""Texts of any script in Latin letters: for addresses, and for the order of lists.

anyascii has the letters, and the usual reading of each Chinese character. Those that many have in
some words are in a list (`romanization.txt`, 1,300 words of two characters): 银 is yin and 行 xing,
but 银行 yin hang. It was drawn from pypinyin 0.55 (MIT), which takes 57 MB of each process; this
takes 5.
"""

import re
import unicodedata
from functools import cache
from itertools import chain
from pathlib import Path

from anyascii import anyascii

from tianhe_site.chinese import HAN

_HAN_RUN = re.compile(f"[{HAN}]+")
# β cells are beta cells, but Greek words are read as such.
_GREEK_LETTER = re.compile("(?<![\u0370-\u03ff])[Α-Ωα-ω](?![\u0370-\u03ff])")
# As people type them: ü is on no keyboard. The last six are read differently by anyascii.
_READINGS = {
    "lv": "驴吕铝侣旅履屡缕虑氯律率滤绿捋闾榈膂稆褛",
    "lve": "掠略锊",
    "nv": "女恧钕衄",
    "nve": "虐疟",
    "di": "地",
    "ke": "咳",
    "pu": "埔",
    "ling": "〇",
    "shui": "谁",
    "tuo": "拓",
}


def romanized(text):
    """Return a text in ASCII: Chinese as pinyin without tones, one word per character."""
    if text.isascii():
        return text
    text = _GREEK_LETTER.sub(_name_of_letter, text)
    return anyascii(_HAN_RUN.sub(lambda run: f" {' '.join(_syllables(run[0]))} ", text))


def sort_key(text):
    """Return what puts a title in its place in a list: Chinese by its pinyin, Latin letters
    without their accents."""
    return " ".join(romanized(text).casefold().split()), text


def _name_of_letter(found):
    # Say, GREEK SMALL LETTER BETA.
    return unicodedata.name(found[0]).rpartition(" ")[2].lower().replace("lamda", "lambda")


def _syllables(run):
    """Yield the syllables of a run of Chinese characters."""
    readings, at = _readings(), 0
    while at < len(run):
        word = run[at : at + 2]
        if len(word) < 2 or word not in readings:
            word = run[at]
        yield readings.get(word) or anyascii(word).lower()
        at += len(word)


@cache
def _readings():
    """Return how characters and words are read, where anyascii reads them otherwise."""
    lines = (Path(__file__).parent / "romanization.txt").read_text(encoding="utf-8").splitlines()
    pairs = [(f"{first} {second}", words) for first, second, *words in map(str.split, lines)]
    pairs = chain(_READINGS.items(), pairs)
    return {word: reading for reading, words in pairs for word in words}
