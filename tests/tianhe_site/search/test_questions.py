"""What the index is asked."""

from itertools import pairwise, product

from tianhe_site.search import questions
from tianhe_site.search.queries import Phrase

WORDS = "abcdefghijkl"


def needing(needed, words):
    clauses = [((Phrase((word,)),),) for word in words]
    return questions.of_clauses(clauses, questions.ANYWHERE, (), needed)


def matches(question, text):
    """Return whether a text of one-letter words matches."""
    if isinstance(question, questions.Leaf):
        return question.terms[0] in text
    joint = {questions.Every: all, questions.Any: any}[type(question)]
    return joint(matches(each, text) for each in question)


def leaves(question):
    return 1 if isinstance(question, questions.Leaf) else sum(map(leaves, question))


def test_as_many_words_as_needed_match():
    words = WORDS[:7]
    texts = ["".join(some) for some in product(*(["", word] for word in words))]
    for needed in range(1, len(words) + 1):
        question = needing(needed, words)
        found = [text for text in texts if matches(question, text)]
        assert found == [text for text in texts if len(text) >= needed]


def test_words_are_asked_for_a_few_times_however_many_may_be_missing():
    counts = {needed: leaves(needing(needed, WORDS)) for needed in (12, 11, 10, 6, 1)}
    assert counts == {12: 12, 11: 44, 10: 88, 6: 176, 1: 12}


def test_candidates_for_a_long_phrase_are_looked_up_by_pairs_from_all_over_it():
    terms = tuple(f"t{number}" for number in range(100))
    every_pair = [f"'{questions.pair_of(pair)}'" for pair in pairwise(terms)]
    asked = questions.as_candidates(questions.Leaf(terms)).split(" & ")
    assert [every_pair.index(pair) for pair in asked] == [0, 14, 28, 42, 56, 70, 84, 98]
    # A short one needs its terms and all its pairs.
    asked = questions.as_candidates(questions.Leaf(terms[:3])).split(" & ")
    assert asked == ["'t0'", "'t1'", "'t2'", *every_pair[:2]]
