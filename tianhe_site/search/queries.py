"""A reader's query, parsed into groups of terms that must all match."""

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby, product
from operator import itemgetter

from . import dates, numerals
from .tokens import (
    CHINESE,
    has_chinese,
    is_chinese,
    is_single_chinese,
    phrase_terms,
    pieces,
    simplified,
    terms_of,
    tokens,
    unstemmed_terms_of,
    written_as,
)

MAX_QUERY_LENGTH = 200
MAX_GROUPS = 12
# Letters that a word needs to count as a prefix.
MIN_PREFIX_LENGTH = 2
# Characters of Chinese of which a query's words are told apart: each is looked up.
MAX_CHARACTERS = 24
# Ways to spell a whole query for which a title is looked up.
MAX_TITLES = 12

_MARKS = '"“”＂「」『』《》'
_CHUNK = re.compile(rf"[{_MARKS}]([^{_MARKS}]+)[{_MARKS}]|([^\s{_MARKS}]+)")
_QUOTES = frozenset(_MARKS)
# Words in nearly every text and in few titles: they would only keep good results from being found.
_EMPTY = (
    "a about an and any are as at be been by can did do does for from get give had has have he her "
    "his how i in is it its many may me much my of on or our she should tell that the their them "
    "there they this to us was we were what when where which who whom whose why will with would "
    "you your"
)
_STOP_WORDS = frozenset(_EMPTY.split())
# What Chinese asks with, before and after what it asks for.
_ASKS_BEFORE = re.compile(
    "(?:请问|我?想(?:知道|了解)|为什么|为何|什么[是叫]|何谓|怎么样?|怎样|如何|谁是?|哪[些个里儿家]|"
    "什么|有没有|是不是|是否|能不能|能否|的(?!士|确))+"
)
_ASKS_AFTER = re.compile(
    "(?:是什么(?:意思)?|是谁|[是有]多少|有哪些|有什么|什么|怎么[办样]?|如何|在?哪[里儿]|在哪|了?没有|吗|呢)+$"
)
# Words that only join others, within a run of Chinese and at the ends of what it is cut into.
_JOINS = re.compile("这[种个些]|那[种个些]|可以|能够|有没有|是不是|是否|怎么样?|怎样|如何|什么")
_PARTICLES = frozenset("的了是在和与及从到有吗呢")
_JOINS_BEFORE = re.compile("[的了是在和与及对被能会]+(?=..)")
_JOINS_AFTER = re.compile("(?<=..)[的了是在]+$")
# Single characters with spaces between them are one word.
_SPACED = re.compile(rf"(?<!\S)[{CHINESE}](?: [{CHINESE}])+(?!\S)")
_LETTER = rf"[^\W\d_{CHINESE}]"
# What is added to a word at a time.
_UNIT = re.compile(rf"[^{CHINESE}\s]+|[{CHINESE}]")


@dataclass(frozen=True)
class Phrase:
    """Terms that must follow one another; the last one is a prefix if `is_beginning`.

    `covers` are the numbers of the groups it stands for.
    """

    terms: tuple
    is_beginning: bool = False
    covers: frozenset = frozenset()

    @classmethod
    def of(cls, terms, covers, *, is_beginning=False):
        """Return a phrase of these terms. One character of Chinese begins the pairs it is in."""
        return cls(terms, is_beginning or is_single_chinese(terms[-1]), frozenset(covers))

    def may_begin_with(self, term):
        """Whether the first of its terms is this one, or the beginning of it."""
        is_prefix = self.is_beginning and len(self.terms) == 1
        return term.startswith(self.terms[0]) if is_prefix else term == self.terms[0]


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
        is_several = len(self.terms) > 1 and has_chinese(self.text)
        return is_several and not (self.is_quoted or self.period)

    @property
    def letters(self):
        """Its words without accents, case and what is between them, as one word; "" if it is a
        phrase or holds anything but letters."""
        parts = [] if self.is_quoted else re.findall(r"[^\W_]+", self.text)
        folded = [part for each in parts for part in unstemmed_terms_of(each)]
        word = "".join(folded)
        return word if word.isalpha() and not has_chinese(word) else ""

    def phrases(self, number):
        """Return its spellings as phrases; it is the group with this number."""
        spellings = dict.fromkeys([self.terms, *self.others])
        return [Phrase.of(terms, [number], is_beginning=self.is_beginning) for terms in spellings]


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

    def in_words(self, is_there, widened=None):
        """Return the query with the words of Chinese instead of each run that no text has, as far
        as texts tell the words apart. `is_there` says of a clause whether a text has it; `widened`
        is what the query was parsed with."""
        groups, left = [], MAX_CHARACTERS
        for number, group in enumerate(self.groups):
            words = [group]
            if group.is_run and len(group.text) <= left and not self._has(number, is_there):
                left -= len(group.text)
                words = _words_of_run(group.text, is_there)
            groups += words
        groups = tuple(dict.fromkeys(groups))
        if groups == self.groups:
            return self
        clauses, synonyms = (widened or clauses_of)(groups)
        return replace(self, groups=groups, clauses=clauses, synonyms=synonyms)

    def _has(self, number, is_there):
        """Whether a text has a clause that the group with this number is in."""
        return any(is_there(clause) for clause in self.clauses if _covers(clause, number))

    def words_of(self, clause):
        """Return what was typed for a clause."""
        covered = {number for option in clause for phrase in option for number in phrase.covers}
        return " ".join(self.groups[number].text for number in sorted(covered))

    @cached_property
    def length(self):
        """The number of terms of the longest phrase."""
        return max((len(phrase.terms) for phrase in self.phrases), default=0)

    @cached_property
    def firsts(self):
        """The terms that phrases begin with."""
        return frozenset(phrase.terms[0] for phrase in self.phrases)

    def beginning_with(self, term):
        """Return the phrases that may begin where a text has this term."""
        if term not in self._by_term:
            self._by_term[term] = [each for each in self.phrases if each.may_begin_with(term)]
        return self._by_term[term]

    @cached_property
    def _by_term(self):
        return {}

    @cached_property
    def beginnings(self):
        """The pattern of places in a text in lower case where a match could begin, judged by
        letters alone. Texts have only letters that are spelled in one way, and Chinese.

        To make tokens of all words takes four times as long.
        """
        patterns = [_stem_pattern(first) for first in sorted(self.firsts) if _is_plain(first)]
        if any(first.isdigit() for first in self.firsts):
            # Not in a number that is spelled with commas.
            patterns.append(r"\d(?<!\d\d)(?<!\d,\d)")
        if chinese := {first[0] for first in self.firsts if is_chinese(first)}:
            patterns.append(f"[{''.join(map(written_as, sorted(chinese)))}]")
        return re.compile("|".join(patterns) or "(?!)")


def _is_plain(first):
    return first.isascii() and first.isalpha()


def _stem_pattern(first):
    """Return the pattern of the beginning of words with this term. Endings change at most two
    letters (study, studies); the s in "cell's" is no word.

    It looks behind from its first letter on: `re` skips quickly to what a pattern begins with.
    """
    letter, others = first[0], first[1:-2]
    pattern = rf"{letter}(?<!{_LETTER}{letter}){others}"
    if len(first) > 1:
        return pattern
    before = rf"(?<!{_LETTER}['’]s)" if first == "s" else ""
    return rf"{pattern}{before}(?!{_LETTER})"


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
    """Return the words of a run of Chinese as groups: a word is as long as texts have it. What is
    between words is one, too, unless it is a single character, such as 的."""
    parts = [part for piece in _split(_JOINS, run) for part in _parts_of(piece, is_there)]
    # Nothing is known of characters side by side that make no word.
    by_kind = groupby(parts, key=lambda part: len(part) == 1)
    words = [word for single, some in by_kind for word in (["".join(some)] if single else some)]
    bare = [_without(_JOINS_BEFORE, _JOINS_AFTER, word) for word in words]
    return [_chinese(word) for word in bare if len(word) > 1]


def _parts_of(piece, is_there):
    """Return the parts of a piece of Chinese, each as long as texts have it."""
    parts = []
    for unit in _UNIT.findall(piece):
        if parts and is_there(_clause(_chinese(parts[-1] + unit), 0)):
            parts[-1] += unit
        else:
            parts.append(unit)
    return parts


def _split(pattern, text):
    """Return what is before, between and after the matches in Simplified characters."""
    ends = [0, *(end for match in pattern.finditer(simplified(text)) for end in match.span())]
    pairs = zip(ends[::2], [*ends[1::2], len(text)], strict=True)
    return [text[begins:ends] for begins, ends in pairs]


def _without(before, after, text):
    """Return a text without what matches at its beginning and its end in Simplified characters."""
    folded = simplified(text)
    first, last = before.match(folded), after.search(folded)
    begins, ends = first.end() if first else 0, last.start() if last else len(text)
    return text[begins : max(begins, ends)]


def _chinese(text):
    """Return a piece of a query that has Chinese as a group, with its numbers in each notation."""
    terms, *others = map(phrase_terms, numerals.chinese_spellings(text))
    return Group(terms, len(text) == 1, text, tuple(others))


def _titles(text, clauses):
    """Return the terms of titles that are what was asked for: as typed, and in other words."""
    spelled = product(*clauses) if clauses else ()
    found = dict.fromkeys([tuple(token.term for token in tokens(text))])
    for _number, options in zip(range(MAX_TITLES), spelled, strict=False):
        # What is one word for two of those typed is an option of both.
        phrases = dict.fromkeys(_to_end(phrase.terms) for option in options for phrase in option)
        found[sum(phrases, ())] = None
    return tuple(filter(None, found))


def _to_end(terms):
    """Return the terms of a phrase as those of a title that ends with it."""
    is_open = is_chinese(terms[-1]) and len(terms[-1]) > 1
    return (*terms, terms[-1][-1]) if is_open else terms


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
    return Group(phrase_terms(text), text=text, others=tuple(period.spellings()), period=period)


def _groups_between(text):
    text = _SPACED.sub(lambda spaced: spaced[0].replace(" ", ""), text)
    for chunk in _CHUNK.finditer(text):
        yield from _groups_of(chunk)


def _groups_of(chunk):
    """Yield (group, whether it is a stop word) for a word or a quoted phrase."""
    quoted, words = chunk.groups()
    if quoted:
        if terms := phrase_terms(quoted):
            yield Group(terms, text=quoted, is_quoted=True), False
        return
    found = list(pieces(words))
    is_mixed = len({chinese for _text, chinese in found}) > 1
    for chinese, some in groupby(found, itemgetter(1)):
        texts = [text for text, _chinese_too in some]
        if chinese:
            yield from map(_asked_in_chinese, texts)
        else:
            yield _word(" ".join(texts) if is_mixed else words, texts)


def _word(typed, parts):
    """Return (group, whether it is a stop word) for a word of these parts."""
    terms = tuple(term for part in parts for term in terms_of(part))
    bare = typed.strip("?!.,:;()")
    return Group(terms, text=bare), len(terms) == 1 and is_stop_word(bare.casefold())


def _asked_in_chinese(run):
    """Return (group, whether it says nothing) for what a run of Chinese asks for."""
    bare = _without(_ASKS_BEFORE, _ASKS_AFTER, run)
    return _chinese(bare or run), _PARTICLES.issuperset(simplified(bare))


def _joined_numbers(groups):
    """Join words such as "phase" with the number after them, and give numbers their other
    notations."""
    found = []
    for group, is_empty in groups:
        before = found[-1][0] if found else None
        if before and _is_counting(before) and _is_number(group):
            found[-1] = _counted(before, group), False
        elif before and _is_number(before) and _is_counted_in_chinese(group):
            found[-1] = _chinese(f"{before.text}{group.text}"), False
        else:
            found.append((_with_notations(group), is_empty))
    return found


def _is_number(group):
    return not group.is_quoted and all(map(numerals.is_number, group.terms))


def _is_counting(group):
    return not group.is_quoted and len(group.terms) == 1 and numerals.is_counted(group.terms[0])


def _is_counted_in_chinese(group):
    return not group.is_quoted and numerals.is_counted_in_chinese(group.terms[0])


def _counted(word, number):
    terms = (*word.terms, *number.terms)
    others = tuple(numerals.spellings(terms))
    return Group(terms, text=f"{word.text} {number.text}", others=others)


def _with_notations(group):
    """Return a group with its other notations, such as that of phase2 or of 3."""
    if group.is_quoted or group.period or has_chinese(group.text):
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
    *inner, beginning = unstemmed_terms_of(found[-1][0]) or ("",)
    if len(beginning) < MIN_PREFIX_LENGTH or is_chinese(beginning):
        return None
    return Group((*before, *inner, beginning), is_beginning=True, text=last)
