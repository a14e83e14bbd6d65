"""Parsing a reader's query, whatever it is."""

import pytest

from tianhe_site.search.queries import MAX_GROUPS, Group, parse, tidy


def groups(text, **kwargs):
    return [(" ".join(each.terms), each.is_beginning) for each in parse(text, **kwargs).groups]


def test_each_word_is_a_group_and_joined_ones_are_a_phrase():
    assert groups("Patents CB-SCs NCT01234567") == [
        ("patent", False),
        ("cb sc", False),
        ("nct 01234567", False),
    ]


@pytest.mark.parametrize("text", ['"cord blood" cells', "“cord blood” cells"])
def test_words_in_quotation_marks_are_a_phrase(text):
    assert groups(text) == [("cord blood", False), ("cell", False)]


def test_chinese_is_a_phrase_of_pairs_and_one_character_a_prefix():
    assert groups("细胞治疗 专利") == [("细胞 胞治 治疗", False), ("专利", False)]
    assert groups("CAR-T细胞") == [("car t", False), ("细胞", False)]
    assert groups("细") == [("细", True)]


def test_stop_words_are_left_out_beside_others():
    assert groups("What is the patent of the year") == [("patent", False), ("year", False)]
    assert groups("what is the") == [("what", False), ("is", False), ("the", False)]
    assert groups('"what is" a cell') == [("what is", False), ("cell", False)]


def test_last_word_may_be_a_prefix():
    assert groups("stem cellul", as_typed=True) == [("stem", False), ("cellul", True)]
    assert groups("NCT0123", as_typed=True) == [("nct 0123", True)]
    for text in ("", "a", "cell 细胞", '"cord blood"', "!!", " ".join("x" * 13)):
        assert parse(text, as_typed=True) is None, text


def test_number_of_words_is_limited_and_repeats_do_not_count():
    query = parse(" ".join(f"word{'abcdefghijklmnop'[number]}x" for number in range(14)))
    assert (len(query.groups), query.is_cut) == (MAX_GROUPS, True)
    assert parse("cell cells CELL").groups == parse("cell").groups
    assert parse("cell").groups == (Group(("cell",)),)


def test_invisible_characters_are_removed():
    assert tidy("  stem\x00\n　cell\ud800\u202e ") == "stem cell"
    assert len(tidy("x" * 10_000)) == 200
