"""Finds watched words in texts."""

import re
import unicodedata
from collections import defaultdict

from tianhe_site.chinese import is_chinese
from tianhe_site.plain_text import LOOKALIKES, without_invisible

from ..models import WatchedWord

# An address can't contain a statement.
_ADDRESS = re.compile(r"https?://[!-~]+")
# Latin words, runs of Chinese, ends of blocks, and any other character by itself.
_TOKEN = re.compile(r"[0-9a-zà-ɏ]+|[⺀-鿿]+|\n|\S")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


class SearchableTexts:
    """The texts of one item, searched for words by plain string comparison."""

    def __init__(self, texts):
        parts = defaultdict(list)
        for name, text in texts:
            parts[name].append(_ADDRESS.sub(" ", without_invisible(text)) + "\n")
        self.texts = {name: "".join(found) for name, found in parts.items()}
        self._normalized = {}

    def occurrences(self, word):
        """Return (field, form) of each field with a risky word outside its allowed phrases, or with
        a product name."""
        is_product = word.kind == WatchedWord.Kind.PRODUCT
        find = self._name_found_in if is_product else self._form_found_in
        normalize = _normalize_name if is_product else _normalize
        forms = {form: normalize(form, word.language) for form in word.forms()}
        found = ((name, find(name, word, forms)) for name in self.texts)
        return [(name, form) for name, form in found if form]

    def lacks_statement(self, word):
        """Whether a product is named without any of the required statements."""
        statements = [_normalize(statement, word.language) for statement in word.statements()]
        texts = [self._text(name, word.language, _normalize) for name in self.texts]
        stated = any(statement in text for statement in statements for text in texts)
        return not stated and bool(self.occurrences(word))

    def _name_found_in(self, name, word, forms):
        text = self._text(name, word.language, _normalize_name)
        return next((form for form, normal in forms.items() if _has_name(text, normal)), None)

    def _form_found_in(self, name, word, forms):
        text = self._text(name, word.language, _normalize)
        # Most words are in no text.
        if not any(normalized in text for normalized in forms.values()):
            return None
        for phrase in sorted(word.statements(), key=len, reverse=True):
            text = text.replace(_normalize(phrase, word.language), "\n")
        return next((form for form, normalized in forms.items() if normalized in text), None)

    def _text(self, name, language, normalize):
        key = (name, language, normalize)
        if key not in self._normalized:
            self._normalized[key] = normalize(self.texts[name], language)
        return self._normalized[key]


def _normalize(text, language):
    """Return `text` so that different notations compare as equal, and a part of a word doesn't
    match."""
    text = text.lower().replace("’", "'")
    if is_chinese(language):
        return text
    # Each word has its own spaces, so that two adjacent phrases are both found.
    return "".join(f" {token} " for token in _TOKEN.findall(text))


def _normalize_name(text, language):
    """Return `text` like `_normalize`, but so that a name is found in any form: with hyphens or
    accents, across lines, in full-width letters or with letters of another alphabet."""
    # Once before normalizing too: sorting a run of marks takes the square of its length.
    typed = _without_marks(text.translate(_FULL_WIDTH).lower())
    plain = _without_marks(unicodedata.normalize("NFD", typed))
    words = [each for each in _TOKEN.findall(plain.translate(LOOKALIKES)) if each[0].isalnum()]
    if is_chinese(language):
        return "".join(words)
    return "".join(f" {word} " for word in words)


def _has_name(text, name):
    """Whether a normalized text has a normalized name, with or without spaces between its words."""
    return name in text or re.search(f" {' *'.join(name.split())} ", text) is not None


def _without_marks(text):
    return _BEYOND_ASCII.sub(_without_combining, text)


def _without_combining(run):
    return "".join(each for each in run[0] if not unicodedata.combining(each))
