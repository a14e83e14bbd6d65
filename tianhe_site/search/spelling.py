"""The words of all indexed texts, and those that are spelled almost like a word that was typed.

Two spellings that differ by a slip or two nearly always have the same first three letters or the
same last three. Short ones may have the same first and last letter instead. So some hundred words
are compared, not all.
"""

from django.db.models import Q

from tianhe_site.prepared_queries import prepared

from .models import Word
from .tokens import pieces, terms_of, unstemmed_terms_of

# Letters of a word that may have one slip, and of one that may have two.
MIN_FOR_ONE, MIN_FOR_TWO = 4, 8
_EDGE = 3
# SQLite takes a limited number of values.
WORDS_PER_QUERY = 5_000
# In a word of so many letters, two that changed places may be in each of these parts.
MAX_SHORT = 5


def words_of(text):
    """Return the words of a text, as a dict from each to its term."""
    typed = {piece for piece, is_chinese in pieces(text) if not is_chinese}
    return {
        word: term
        for each in typed
        for word, term in zip(unstemmed_terms_of(each), terms_of(each), strict=True)
        if word.isalpha() and len(word) > 1
    }


def add(words):
    """Note the words of texts, as `words_of` returns them."""
    texts = sorted(words)
    for begins in range(0, len(texts), WORDS_PER_QUERY):
        _add_unknown(words, texts[begins : begins + WORDS_PER_QUERY])


def _add_unknown(words, texts):
    # Nearly all are known, and asking takes a tenth as long as to insert in vain.
    known = set(Word.objects.filter(text__in=texts).values_list("text", flat=True))
    Word.objects.bulk_create(
        (Word(text=text, term=words[text], **_keys(text)) for text in texts if text not in known),
        ignore_conflicts=True,
    )


def remove(terms):
    """Forget all words with these terms."""
    Word.objects.filter(term__in=terms).delete()


def clear():
    """Forget all words."""
    Word.objects.all().delete()


def known(terms):
    """Return those of some terms that any text has, as a set."""
    return {word.term for word in _with_terms(terms=tuple(terms))} if terms else set()


@prepared
def _with_terms(*, terms):
    return Word.objects.filter(term__in=terms).only("term")


def similar(word):
    """Return words that are spelled almost like `word`, as (likeness, word, term), most similar
    first: those with the lowest likeness.

    Up to 7 letters may have one slip: one letter more, less or another, or two that changed places.
    Longer words may have two, shorter ones than 4 letters none.
    """
    allowed = (len(word) >= MIN_FOR_ONE) + (len(word) >= MIN_FOR_TWO)
    if not allowed:
        return []
    found = []
    for each, term in _near(word).values_list("text", "term"):
        slips = _slips(word, each, allowed)
        if 0 < slips <= allowed:
            found.append(((slips, each[0] != word[0]), each, term))
    return sorted(found)


def _near(word):
    """Return the words that may be within the slips, as a queryset."""
    keys = [_keys(word)]
    if len(word) <= MAX_SHORT:
        keys += [_keys(_swapped(word, at)) for at in range(len(word) - 1)]
    near = Q()
    for name in keys[0] if len(word) <= MIN_FOR_TWO else ("beginning", "ending"):
        near |= Q(**{f"{name}__in": {each[name] for each in keys}})
    return Word.objects.filter(near)


def _swapped(word, at):
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _keys(word):
    return {"beginning": word[:_EDGE], "ending": word[-_EDGE:], "frame": word[0] + word[-1]}


def _slips(one, other, allowed):
    """Return how many slips make one word another, any number above `allowed` if there are more.

    This is the distance of Damerau and Levenshtein, in which no part is changed twice.
    """
    # Each slip changes two letters at most.
    if abs(len(one) - len(other)) > allowed or len(set(one) ^ set(other)) > 2 * allowed:
        return allowed + 1
    before, row = None, list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        last, row, older = row, [at], before
        for to, its in enumerate(other, start=1):
            slips = min(last[to] + 1, row[to - 1] + 1, last[to - 1] + (letter != its))
            if older and to > 1 and letter == other[to - 2] and one[at - 2] == its:
                slips = min(slips, older[to - 2] + 1)
            row.append(slips)
        # From here on it only grows: most words are given up after a few letters.
        if min(row) > allowed:
            return allowed + 1
        before = last
    return row[-1]
