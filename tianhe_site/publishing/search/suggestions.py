"""What a reader may have meant: a query whose unknown words are replaced by words of live texts."""

import re

from tianhe_site.search import finding, spelling
from tianhe_site.search.queries import Phrase
from tianhe_site.search.tokens import CHINESE, tokens

from .live_search import live_condition, live_editions

# Words that are tried for one, words of a query that are replaced, and hits that are counted: the
# word that more texts have is the likelier one.
MAX_TRIED, MAX_REPLACED, MAX_COUNTED = 6, 3, 25
# Chinese may be beside a word without a space.
_LETTER = rf"[^\W{CHINESE}]"
# Texts that are read for the word as it is written.
MAX_READ = 10


def suggestion(text, found, language, at):
    """Return a line like `text` of which something live has more words; "" if there is none.

    `found` is what is `Found` for the text.
    """
    corrector = _Corrector(found, language, at)
    corrected = text
    for word in corrector.unknown_words()[:MAX_REPLACED]:
        if meant := corrector.meant_by(word):
            meant = meant.lower() if word.text.islower() else meant
            typed = rf"(?<!{_LETTER}){re.escape(word.text)}(?!{_LETTER})"
            corrected = re.sub(typed, lambda _typed, meant=meant: meant, corrected, count=1)
    return corrected if corrected != text else ""


class _Corrector:
    def __init__(self, found, language, at):
        self.query, self.unknown = found.query, found.unknown
        self.labels, self.at, self.live = (language,), at, live_condition(at)
        self.known = [each for each in self.query.clauses if each not in self.unknown]

    def unknown_words(self):
        """Return the words of the query that nothing live has, as groups."""
        numbers = {
            number
            for clause in self.unknown
            for option in clause
            for phrase in option
            for number in phrase.covers
        }
        words = (self.query.groups[number] for number in sorted(numbers))
        return [word for word in words if word.is_word and not self._is_guess(word)]

    def _is_guess(self, word):
        """Whether nothing speaks for a word of a letter's difference: short words often are another
        one (site for "side effects"), and nothing live has any other word of the query."""
        is_short = len(word.letters) <= spelling.MIN_FOR_ONE
        return is_short and not self.known and len(self.unknown) > 1

    def meant_by(self, word):
        """Return the likeliest word for a group, as a live text has it; "" if there is none."""
        tried = spelling.similar(word.letters)[:MAX_TRIED]
        likely = self._likely(tried, self.known) or (self.known and self._likely(tried, []))
        written = (self._as_written(each, term, hits) for each, term, hits in likely)
        return next(filter(None, written), "")

    def _likely(self, tried, others):
        """Return those of similar words that live texts have together with other clauses, as
        (word, term, hits), the likeliest first."""
        found = [
            (likeness, -len(hits), each, term, hits)
            for likeness, each, term in tried
            if (hits := self._some([*others, ((Phrase((term,)),),)]))
        ]
        return [(each, term, hits) for *_order, each, term, hits in sorted(found)]

    def _some(self, clauses):
        return finding.find_some(self.query.only(clauses), self.labels, self.live, MAX_COUNTED)

    def _as_written(self, word, term, hits):
        """Return a word, or another form of it, as texts have it that readers see; "" if they
        don't: they see neither other words to find it by nor the section's name."""
        forms = {}
        for edition in live_editions(sorted(hits, reverse=True)[:MAX_READ], self.at).values():
            for form in _forms(edition, term):
                forms.setdefault(form.casefold(), form)
            if word in forms:
                break
        return forms.get(word) or next(iter(forms.values()), "")


def _forms(edition, term):
    """Yield the words of an edition that are indexed as `term`, as readers see them."""
    for text in (str(edition), *(text for _name, text in edition.search_texts())):
        for token in tokens(text):
            if token.term == term:
                yield re.sub("['’]s$", "", text[token.begins : token.ends])
