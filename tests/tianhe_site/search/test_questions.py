"""What the index is asked."""

from itertools import product

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
