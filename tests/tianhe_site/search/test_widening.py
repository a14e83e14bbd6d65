"""What is searched for beside the words typed."""

import pytest

from tianhe_site.search.queries import parse
from tianhe_site.search.widening import Synonyms, widen

FORMS = [["Type 1 diabetes", "T1D"], ["CB-SCs", "CB-SC", "cord blood-derived stem cells"]]
WORDS = {"stem", "cell", "autoimmun", "cordus", "cord", "use", "cb", "sc", "therapi", "in", "form"}


def options(text):
    """Return the options of each clause of a query, as text."""
    query = parse(
        text, widened=lambda groups: widen(groups, Synonyms(FORMS), lambda terms: terms & WORDS)
    )
    return [
        [" + ".join(" ".join(phrase.terms) for phrase in option) for option in clause]
        for clause in query.clauses
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("stemcell therapy", [["stemcel", "stem cell"], ["therapi"]]),
        ("auto immune therapy", [["auto", "autoimmun"], ["immun", "autoimmun"], ["therapi"]]),
        ("auto-immune", [["auto immun", "autoimmun"]]),
        ("CORD:USE", [["cord use", "cordus"]]),
        ("corduse", [["cordus", "cord use"]]),
        ("in form", [["form"]]),
        ("inform", [["inform"]]),
        ('"auto immune"', [["auto immun"]]),
        ("T1D", [["t 1 d", "type 1 diabet", "type one diabet", "type i diabet"]]),
        (
            "type one diabetes cells",
            [
                ["type one + diabet", "type 1 + diabet", "type i + diabet", "t 1 d"],
                ["cell"],
            ],
        ),
        ("CBSC", [["cbsc", "cb sc", "cord blood deriv stem cell"]]),
        ('"T1D"', [["t 1 d"]]),
        ("phase II trial", [["phase ii", "phase 2", "phase two"], ["trial"]]),
        ("phase2", [["phase 2", "phase two", "phase ii"]]),
        ("top three", [["top"], ["three", "3"]]),
        ("i 1 one", [["1"], ["one"]]),
    ],
)
def test_other_spellings_and_synonyms_are_options(text, expected):
    assert options(text) == expected


def test_synonyms_are_named_if_they_are_other_words():
    def named(text):
        widened = lambda groups: widen(groups, Synonyms(FORMS), lambda terms: set())  # noqa: E731
        return parse(text, widened=widened).synonyms

    assert named("T1D") == ("Type 1 diabetes",)
    assert named("type I diabetes") == ("T1D",)
    assert named("CBSCs") == ("cord blood-derived stem cells",)
    assert named("diabetes") == ()
