"""What else is searched for beside the words typed: synonyms, and words that are written apart by
some and as one by others."""

from itertools import product

from . import numerals
from .queries import Phrase, is_stop_word
from .tokens import has_chinese, phrase_terms, terms_of

# Letters of a word that may be two words, and of each of these.
MIN_LETTERS, MIN_PART = 4, 2
# Ways to spell one clause.
MAX_OPTIONS = 12
# Synonyms that a reader is told of, per set.
MAX_NAMED = 3


class Synonyms:
    """Sets of words that mean the same, such as the forms of each term of a glossary."""

    def __init__(self, sets):
        """`sets` are lists of forms as plain text."""
        self._by_key = {}
        for forms in map(_distinct, sets):
            for form, terms in forms:
                self._by_key.setdefault(_key(terms), forms)
                if " " not in form:
                    self._by_key.setdefault(("".join(terms),), forms)
        self._longest = max((len(key) for key in self._by_key), default=0)

    def of(self, groups):
        """Return the set with a form that these groups spell, as (form, terms) of each form; None
        if there is none."""
        terms = [term for group in groups for term in group.terms]
        if len(terms) > self._longest or any(group.is_quoted for group in groups):
            return None
        return self._by_key.get(_key(terms))


def _distinct(forms):
    """Return (form, terms) of the forms that differ in more than their endings."""
    found = {}
    for form in forms:
        if terms := _spellings(form)[0]:
            found.setdefault(_key(terms), (form, terms))
    return list(found.values())


def _spellings(form):
    """Return how texts may spell a form, as a list of terms: its numbers in each notation."""
    if has_chinese(form):
        return list(map(phrase_terms, numerals.chinese_spellings(form)))
    return numerals.spellings(phrase_terms(form))


def _key(terms):
    """Return terms for comparing. A query leaves out words such as "of"."""
    plain = numerals.plain(tuple(terms))
    return tuple(term for term in plain if not is_stop_word(term)) or plain


def widen(groups, synonyms, known):
    """Return the clauses of a query, and its synonyms as text.

    `known` takes a set of terms, and returns those that texts have.
    """
    there = known(_terms_to_look_up(groups))
    clauses, named, at = [], [], 0
    while at < len(groups):
        length, forms = _longest_set(groups[at:], synonyms)
        these, numbers = groups[at : at + length], range(at, at + length)
        others = _others(these, forms)
        spelled = [_phrases(groups, number, there) for number in numbers]
        options = [*product(*spelled), *_in_other_words(numbers, others)]
        clauses.append(tuple(dict.fromkeys(options[:MAX_OPTIONS])))
        named += _names(these, others)
        at += length
    return tuple(clauses), tuple(dict.fromkeys(named))


def _terms_to_look_up(groups):
    wanted = {term for pair in _pairs_of_groups(groups) for term in _joined(pair)}
    for group in groups:
        wanted |= _joined([group])
        wanted.update(term for part in _splits(group) for term in part)
    return wanted


def _pairs_of_groups(groups):
    return [groups[at : at + 2] for at in range(len(groups) - 1)]


def _longest_set(groups, synonyms):
    """Return how many groups from the first on spell a form, and the set of that form."""
    for length in range(len(groups), 0, -1):
        if forms := synonyms.of(groups[:length]):
            return length, forms
    return 1, []


def _joined(groups):
    """Return the term of what some spell as one word, as a set; an empty one if these groups can't
    be it."""
    words = [group.letters for group in groups]
    is_apart = sum(len(group.terms) for group in groups) > 1
    are_words = len(groups) == 1 or all(group.is_word for group in groups)
    return set(terms_of("".join(words))) if is_apart and are_words and all(words) else set()


def _splits(group):
    """Return the pairs of terms that a word may be when it is spelled apart."""
    word = group.letters if group.is_word else ""
    if len(word) < MIN_LETTERS:
        return []
    pairs = ((word[:at], word[at:]) for at in range(MIN_PART, len(word) - MIN_PART + 1))
    return [
        (*terms_of(one), *terms_of(other))
        for one, other in pairs
        if not (is_stop_word(one) or is_stop_word(other))
    ]


def _phrases(groups, number, there):
    """Return what one of the groups may be in a text: also one word with the group before or after.

    Two groups that may be one word stay clauses of their own. As one clause, a partial search told
    of two words as one if any text had that word, also a draft.
    """
    group, covers = groups[number], frozenset([number])
    apart = [Phrase(pair, covers=covers) for pair in _splits(group) if set(pair) <= there]
    pairs = [groups[at : at + 2] for at in (number - 1, number) if 0 <= at < len(groups) - 1]
    joined = {term for some in ([group], *pairs) for term in _joined(some) & there}
    as_one = [Phrase((term,), covers=covers) for term in sorted(joined)]
    return [*group.phrases(number), *apart, *as_one]


def _in_other_words(numbers, forms):
    """Return the options that stand for all groups with these numbers."""
    spellings = [each for form, _terms in forms for each in _spellings(form)]
    return [(Phrase.of(terms, numbers),) for terms in spellings]


def _others(groups, forms):
    """Return the forms of a set that these groups don't spell."""
    typed = _key([term for group in groups for term in group.terms])
    return [(form, terms) for form, terms in forms if _key(terms) != typed]


def _names(groups, forms):
    """Return the forms that are more than what was typed without its hyphens."""
    typed = tuple(term for group in groups for term in group.terms)
    return [form for form, terms in forms if "".join(terms) != "".join(typed)][:MAX_NAMED]
