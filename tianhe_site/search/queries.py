"""A reader's query, parsed into groups of terms that must all match."""

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby, product

from . import dates, numerals
from .tokens import is_chinese, pairs_of, pieces, terms_of, tokens

MAX_QUERY_LENGTH = 200
MAX_GROUPS = 12
# Letters that a word needs to count as a prefix.
MIN_PREFIX_LENGTH = 2
# Pairs of Chinese characters that are looked up to tell the words of a query apart.
MAX_PAIRS = 24
# Ways to spell a whole query for which a title is looked up.
MAX_TITLES = 12

_CHUNK = re.compile(r"[\"“”]([^\"“”]+)[\"“”]|(\S+)")
_QUOTES = frozenset('"“”')
# Words in nearly every text and in few titles: they would only keep good results from being found.
_EMPTY = (
    "a about an and any are as at be been by can did do does for from get give had has have he her "
    "his how i in is it its many may me much my of on or our she should tell that the their them "
    "there they this to us was we were what when where which who whom whose why will with would "
    "you your"
)
_STOP_WORDS = frozenset(_EMPTY.split())


@dataclass(frozen=True)
class Phrase:
    """Terms that must follow one another; the last one is a prefix if `is_beginning`.

    `covers` are the numbers of the groups it stands for.
    """

    terms: tuple
    is_beginning: bool = False
    covers: frozenset = frozenset()


@dataclass(frozen=True)
class Group:
    """A word, number, date or quoted phrase of a query: terms that must follow one another; the
    last one is a prefix if `is_beginning`."""

    terms: tuple
    is_beginning: bool = False
    # As it was typed.
    text: str = field(default="", compare=False)
    # Other spellings, as terms.
    others: tuple = field(default=(), compare=False)
    is_quoted: bool = False
    period: dates.Period | None = None

    @property
    def is_word(self):
        """Whether it is one word that may be misspelled: not a number, and not quoted."""
        is_one = len(self.terms) == 1 and not is_chinese(self.terms[0])
        return is_one and self.terms[0].isalpha() and not self.is_quoted

    @property
    def is_run(self):
        """Whether it is Chinese that may be several words: there are no spaces between them."""
        return len(self.terms) > 1 and all(map(is_chinese, self.terms)) and not self.is_quoted

    @property
    def letters(self):
        """Its words without accents, case and what is between them, as one word; "" if it is a
        phrase or holds anything but letters."""
        parts = [] if self.is_quoted else re.findall(r"[^\W_]+", self.text)
        folded = [part for each in parts for part in terms_of(each, with_ending=True)]
        word = "".join(folded)
        return word if word.isalpha() and not is_chinese(word) else ""

    def phrases(self, number):
        """Return its spellings as phrases; it is the group with this number."""
        spellings = dict.fromkeys([self.terms, *self.others])
        covers = frozenset([number])
        return [
            Phrase(
                terms, self.is_beginning or is_chinese(terms[-1]) and len(terms[-1]) == 1, covers
            )
            for terms in spellings
        ]


@dataclass(frozen=True)
class Query:
    """Groups that must all match; `is_cut` if the reader typed more than the limit.

    `clauses` are what is searched for: each is a tuple of options, each option a tuple of phrases.
    Of each clause, all phrases of an option must match. With `needed`, only of so many clauses.
    """

    groups: tuple
    is_cut: bool = False
    clauses: tuple = ()
    # Terms of titles that are exactly what was asked for.
    titles: tuple = ()
    # What was searched for besides the words, as glossaries spell it.
    synonyms: tuple = ()
    needed: int | None = None

    @cached_property
    def phrases(self):
        """All phrases of all clauses."""
        found = (phrase for clause in self.clauses for option in clause for phrase in option)
        return tuple(dict.fromkeys(found))

    @cached_property
    def period(self):
        """The date asked for, as (`Period`, number of its clause); None if there is none."""
        for number, group in enumerate(self.groups):
            if group.period:
                places = [at for at, each in enumerate(self.clauses) if _covers(each, number)]
                return (group.period, places[0]) if places else None
        return None

    def only(self, clauses, needed=None):
        """Return the query with these of its clauses, of which all must match, or `needed`."""
        return replace(self, clauses=tuple(clauses), titles=(), needed=needed)

    def in_words(self, is_there):
        """Return the query with the words of Chinese instead of each run that no text has, as far
        as texts tell the words apart. `is_there` says of a clause whether a text has it."""
        groups, clauses, left = list(self.groups), [], MAX_PAIRS
        for clause in self.clauses:
            run = self._run_of(clause)
            if not run or len(run.terms) > left or is_there(clause):
                clauses.append(clause)
                continue
            left -= len(run.terms)
            for word in _words_of_run(run, is_there):
                clauses.append(_clause(word, len(groups)))
                groups.append(word)
        return replace(self, groups=tuple(groups), clauses=tuple(clauses))

    def _run_of(self, clause):
        """Return the group that a clause is made of, if it is a run of Chinese; else None."""
        covered = {number for option in clause for phrase in option for number in phrase.covers}
        group = self.groups[min(covered)] if len(covered) == 1 else None
        return group if group and group.is_run else None

    def words_of(self, clause):
        """Return what was typed for a clause."""
        covered = {number for option in clause for phrase in option for number in phrase.covers}
        return " ".join(self.groups[number].text for number in sorted(covered))

    @cached_property
    def length(self):
        """The number of terms of the longest phrase."""
        return max((len(phrase.terms) for phrase in self.phrases), default=0)

    @cached_property
    def beginnings(self):
        """The pattern of places in a text where a match could begin, judged by letters alone. Texts
        have only letters that are spelled in one way.

        To make tokens of all words takes four times as long.
        """
        firsts = {phrase.terms[0] for phrase in self.phrases if phrase.terms[0].isascii()}
        words = [_stem_pattern(first) for first in sorted(firsts) if first.isalpha()]
        patterns = [rf"(?<![^\W\d_])(?:{'|'.join(words)})"] if words else []
        if any(first.isdigit() for first in firsts):
            # Not in a number that is spelled with commas.
            patterns.append(r"(?<!\d)(?<!\d,)\d")
        return re.compile("|".join(patterns) or "(?!)", re.IGNORECASE)


def _stem_pattern(first):
    """Return the pattern of the beginning of words with this term. Endings change at most two
    letters (study, studies); the s in "cell's" is no word."""
    return first[: max(len(first) - 2, 1)] if len(first) > 1 else rf"(?<!['’]){first}(?![^\W\d_])"


def _covers(clause, number):
    return any(number in phrase.covers for option in clause for phrase in option)


def tidy(text):
    """Return the typed text on one line, without invisible characters, cut to the maximum
    length."""
    line = " ".join(text[: 10 * MAX_QUERY_LENGTH].split())
    return "".join(char for char in line if char.isprintable())[:MAX_QUERY_LENGTH]


def is_stop_word(word):
    """Whether a word says nothing beside others."""
    return word in _STOP_WORDS


def parse(text, *, as_typed=False, widened=None):
    """Return the `Query` of a tidy line. With `as_typed`, the last word is a prefix; returns None
    if it can't be one.

    `widened` takes the groups and returns clauses and synonyms; without it, only what was typed is
    searched for.
    """
    groups = _joined_numbers(list(_typed_groups(text)))
    if any(not is_empty for _group, is_empty in groups):
        groups = [(group, False) for group, is_empty in groups if not is_empty]
    kept = [group for group, _is_empty in groups[:MAX_GROUPS]]
    if as_typed:
        last = _beginning_of(text)
        if not (kept and last and len(groups) <= MAX_GROUPS):
            return None
        kept[-1] = last
    # A repeated word adds nothing.
    kept = tuple(dict.fromkeys(kept))
    clauses, synonyms = (widened or clauses_of)(kept)
    titles = () if as_typed else _titles(text, clauses)
    return Query(kept, len(groups) > MAX_GROUPS, clauses, titles, synonyms)


def clauses_of(groups):
    """Return groups as clauses, and no synonyms."""
    return tuple(_clause(group, number) for number, group in enumerate(groups)), ()


def _clause(group, number):
    return tuple((phrase,) for phrase in group.phrases(number))


def _words_of_run(run, is_there):
    """Return the words of a run of Chinese as groups: a word is as long as texts have its pairs.
    What is between words is one, too, unless it is a single character, such as 的."""
    parts = [run.terms[0][0]]
    for pair in run.terms:
        if is_there(_clause(Group((pair,)), 0)):
            parts[-1] += pair[-1]
        else:
            parts.append(pair[-1])
    # Nothing is known of characters side by side that make no word.
    by_kind = groupby(parts, key=lambda part: len(part) == 1)
    words = [word for single, some in by_kind for word in (["".join(some)] if single else some)]
    return [Group(tuple(pairs_of(word)), text=word) for word in words if len(word) > 1]


def _titles(text, clauses):
    """Return the terms of titles that are what was asked for: as typed, and in other words."""
    spelled = product(*clauses) if clauses else ()
    found = dict.fromkeys([tuple(token.term for token in tokens(text))])
    for _number, options in zip(range(MAX_TITLES), spelled, strict=False):
        # What is one word for two of those typed is an option of both.
        phrases = dict.fromkeys(phrase.terms for option in options for phrase in option)
        found[sum(phrases, ())] = None
    return tuple(filter(None, found))


def _typed_groups(text):
    """Yield (group, whether it is a stop word) for each word, date or quoted phrase."""
    begins = 0
    for at, ends, period in _dates(text):
        yield from _groups_between(text[begins:at])
        yield _dated(text[at:ends], period), False
        begins = ends
    yield from _groups_between(text[begins:])


def _dates(text):
    """Return the first date that isn't in a quoted phrase, if there is one."""
    quoted = _CHUNK.sub(lambda chunk: " " * len(chunk[0]) if chunk[1] else chunk[0], text)
    found = dates.find(quoted)
    return [found] if found else []


def _dated(text, period):
    terms = tuple(token.term for token in tokens(text))
    return Group(terms, text=text, others=tuple(period.spellings()), period=period)


def _groups_between(text):
    for chunk in _CHUNK.finditer(text):
        yield from _groups_of(chunk)


def _groups_of(chunk):
    """Yield (group, whether it is a stop word) for a word or a quoted phrase."""
    quoted, words = chunk.groups()
    typed, is_quoted, terms = quoted or words, bool(quoted), []
    found = list(pieces(typed))
    if any(chinese for _piece, chinese in found):
        typed = " ".join(piece for piece, chinese in found if not chinese)
    for piece, chinese in found:
        if chinese:
            yield from _as_group(terms, typed, is_quoted)
            terms = []
            pairs = tuple(pairs_of(piece))
            yield Group(pairs, len(piece) == 1, piece, is_quoted=is_quoted), False
        else:
            terms.extend(terms_of(piece))
    for group, _is_empty in _as_group(terms, typed, is_quoted):
        is_word = not quoted and len(terms) == 1
        yield group, is_word and is_stop_word(words.strip("?!.,:;").casefold())


def _as_group(terms, text, is_quoted):
    if terms:
        text = text if is_quoted else text.strip("?!.,:;()")
        yield Group(tuple(terms), text=text, is_quoted=is_quoted), False


def _joined_numbers(groups):
    """Join words such as "phase" with the number after them, and give numbers their other
    notations."""
    found = []
    for group, is_empty in groups:
        before = found[-1][0] if found else None
        if before and _is_counting(before) and _is_number(group):
            found[-1] = _counted(before, group), False
        else:
            found.append((_with_notations(group), is_empty))
    return found


def _is_number(group):
    return not group.is_quoted and all(map(numerals.is_number, group.terms))


def _is_counting(group):
    return not group.is_quoted and len(group.terms) == 1 and numerals.is_counted(group.terms[0])


def _counted(word, number):
    terms = (*word.terms, *number.terms)
    others = tuple(numerals.spellings(terms))
    return Group(terms, text=f"{word.text} {number.text}", others=others)


def _with_notations(group):
    """Return a group with its other notations, such as that of phase2 or of 3."""
    if group.is_quoted or group.period:
        return group
    others = numerals.spellings(group.terms)
    if len(group.terms) == 1:
        others = [(term,) for term in numerals.alternatives(group.terms[0])]
    return replace(group, others=tuple(others)) if len(group.terms) > 1 or others else group


def _beginning_of(text):
    """Return a group for the last word as a prefix; None if it can't be one."""
    last = text.split()[-1] if text.split() else ""
    if _QUOTES.intersection(last):
        return None
    found = list(pieces(last))
    if not found or found[-1][1]:
        return None
    before = [term for piece, chinese in found[:-1] if not chinese for term in terms_of(piece)]
    *inner, beginning = terms_of(found[-1][0], with_ending=True) or ("",)
    if len(beginning) < MIN_PREFIX_LENGTH or is_chinese(beginning):
        return None
    return Group((*before, *inner, beginning), is_beginning=True, text=last)
