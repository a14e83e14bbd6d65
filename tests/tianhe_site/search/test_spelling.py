"""Words that are spelled almost the same."""

import pytest

from tianhe_site.search import spelling

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture(autouse=True)
def _words():
    spelling.add(spelling.words_of("Zhao Zhou Diabetes therapy therapies investigational CB-SCs"))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("zaho", ["zhao"]),
        ("zhoa", ["zhao", "zhou"]),
        ("diabtes", ["diabetes"]),
        ("iabetes", ["diabetes"]),
        ("diabetess", ["diabetes"]),
        ("dyabetis", ["diabetes"]),
        ("theraphy", ["therapy"]),
        ("investigatonel", ["investigational"]),
        ("diab", []),
        ("zho", []),
        ("diabetes", []),
        ("quokka", []),
    ],
)
def test_one_slip_is_allowed_and_two_in_longer_words(typed, expected):
    assert [word for _likeness, word, _term in spelling.similar(typed)] == expected


def test_words_are_letters_without_accents_and_case():
    assert spelling.words_of("Müller’s 2 cells, NCT01 and 细胞") == {
        "muller": "muller",
        "cells": "cell",
        "nct": "nct",
        "and": "and",
    }


def test_words_with_a_term_are_known_until_they_are_removed():
    assert spelling.known({"therapi", "zebra"}) == {"therapi"}
    spelling.remove(["therapi"])
    assert spelling.known({"therapi"}) == set()
