"""Finding the words of `WatchedWord` in a text."""

import re
from collections import defaultdict

from tianhe_site.plain_text import without_invisible

from .models import WatchedWord

# What an address says is no statement.
_ADDRESS = re.compile(r"https?://[!-~]+")
# Latin words, runs of Chinese, ends of blocks, and any other character by itself.
_TOKEN = re.compile(r"[0-9a-zà-ɏ]+|[⺀-鿿]+|\n|\S")


class Words:
    """The texts of one item, to be searched for words by plain comparison of strings."""

    def __init__(self, texts):
        parts = defaultdict(list)
        for name, text in texts:
            parts[name].append(_ADDRESS.sub(" ", without_invisible(text)) + "\n")
        self.texts = {name: "".join(found) for name, found in parts.items()}
        self._spelled = {}

    def places(self, word):
        """Return (field, form) of each field in which a risky word stands outside its allowed
        phrases, or a product is named."""
        allowed = word.statements() if word.kind == WatchedWord.Kind.RISKY else []
        found = ((name, self._form_in(name, word, allowed)) for name in self.texts)
        return [(name, form) for name, form in found if form]

    def lack_statement(self, word):
        """Whether a product is named, and none of the statements it asks for stands anywhere."""
        statements = [_spell(statement, word.language) for statement in word.statements()]
        texts = [self._text(name, word.language) for name in self.texts]
        stated = any(statement in text for statement in statements for text in texts)
        return not stated and bool(self.places(word))

    def _form_in(self, name, word, allowed):
        text = self._text(name, word.language)
        forms = {form: _spell(form, word.language) for form in word.forms()}
        # Most words stand in no text.
        if not any(spelled in text for spelled in forms.values()):
            return None
        for phrase in sorted(allowed, key=len, reverse=True):
            text = text.replace(_spell(phrase, word.language), "\n")
        return next((form for form, spelled in forms.items() if spelled in text), None)

    def _text(self, name, language):
        key = (name, language)
        if key not in self._spelled:
            self._spelled[key] = _spell(self.texts[name], language)
        return self._spelled[key]


def _spell(text, language):
    """Return `text` so that what is spelled alike is alike, and part of another word is not."""
    text = text.lower().replace("’", "'")
    if language.startswith("zh"):
        return text
    # Each word has spaces of its own, so that two phrases side by side are both found.
    return "".join(f" {token} " for token in _TOKEN.findall(text))
