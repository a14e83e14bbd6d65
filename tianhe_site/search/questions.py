"""What the index is asked: phrases, joined by "every" and "any", as each database writes them."""

from itertools import pairwise
from typing import NamedTuple

from .index import LABEL, LEAD, TITLE, pair_of, whole

ANYWHERE = ""
# Pairs by which candidates for a phrase are looked up. A text that has eight pairs from all over a
# longer one, and not the phrase, is rare. All pairs of 190 characters took GIN a second.
MAX_PAIRS = 8
# The parts of a document in which a query may match, best first. Each is in the next one.
PARTS = (TITLE, LEAD, ANYWHERE)


class Leaf(NamedTuple):
    """Terms that follow one another; the last one is a prefix if `is_beginning`."""

    terms: tuple
    is_beginning: bool = False


class Every(tuple):
    """Questions that must all match."""


class Any(tuple):
    """Questions of which one must match."""


def of_clauses(clauses, part, labels, needed=None):
    """Return the question whether clauses of a query match in a part, or `needed` of them, and all
    labels do."""
    each = [_of_clause(clause, part) for clause in clauses]
    if needed is not None:
        each = [_all_but(len(each) - needed, each)]
    return Every([*each, *_of_labels(labels)])


def _all_but(missing, each):
    """Return the question whether all but so many of some questions match, or more.

    It is put together from halves, which asks for each a few times: by all combinations, ten of
    twelve words were 660, and a query of compounds took a second with 20,000 items.
    """
    if missing >= len(each):
        return Every()
    if not missing:
        return Every(each)
    half = len(each) // 2
    one, other = each[:half], each[half:]
    fewest, most = max(missing - len(other), 0), min(missing, half)
    ways = (
        (_all_but(number, one), _all_but(missing - number, other))
        for number in range(fewest, most + 1)
    )
    return Any(Every(filter(None, parts)) for parts in ways)


def of_titles(titles, labels):
    """Return the question whether one of these is all of a title."""
    exact = (Leaf((whole(terms),)) for terms in titles)
    return Every([Any(exact), *_of_labels(labels)])


def _of_labels(labels):
    return [Leaf((LABEL + label,)) for label in labels]


def _of_clause(clause, part):
    return Any(
        Every(
            Leaf(tuple(part + term for term in phrase.terms), phrase.is_beginning)
            for phrase in option
        )
        for option in clause
    )


def has_phrase(question):
    """Whether any leaf has several terms."""
    if isinstance(question, Leaf):
        return len(question.terms) > 1
    return any(map(has_phrase, question))


def has_long_phrase(question):
    """Whether any leaf has more pairs than candidates are looked up by."""
    if isinstance(question, Leaf):
        return len(question.terms) > MAX_PAIRS + 1
    return any(map(has_long_phrase, question))


def for_fts5(question):
    """Return a question as FTS5 writes it."""
    if isinstance(question, Leaf):
        return f'"{" ".join(question.terms)}"{" *" if question.is_beginning else ""}'
    return _joined(question, for_fts5, {Every: " AND ", Any: " OR "})


def as_tsquery(question):
    """Return a question as a `tsquery` with phrases. Terms hold only letters and digits, so nothing
    needs escaping."""
    if isinstance(question, Leaf):
        return " <-> ".join(_quoted(question.terms)) + (":*" if question.is_beginning else "")
    return _joined(question, as_tsquery, {Every: " & ", Any: " | "})


def as_candidates(question):
    """Return a question as a `tsquery` for the terms of phrases and their pairs, in any order; of a
    long phrase only for some pairs."""
    if isinstance(question, Leaf):
        terms, is_beginning = question
        # A prefix has no known pair.
        pairs = list(map(pair_of, pairwise(terms[:-1] if is_beginning else terms)))
        if has_long_phrase(question):
            return " & ".join(_quoted(_spread(pairs)))
        prefix = ":*" if is_beginning else ""
        return " & ".join([" & ".join(_quoted(terms)) + prefix, *_quoted(pairs)])
    return _joined(question, as_candidates, {Every: " & ", Any: " | "})


def _spread(pairs):
    """Return `MAX_PAIRS` of more pairs, from the first to the last."""
    last = len(pairs) - 1
    return [pairs[last * number // (MAX_PAIRS - 1)] for number in range(MAX_PAIRS)]


def _quoted(terms):
    return [f"'{term}'" for term in terms]


def _joined(questions, write, joints):
    return joints[type(questions)].join(f"({write(each)})" for each in questions)
