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
    assert groups("糖 尿 病 细胞") == [("糖尿 尿病", False), ("细胞", False)]
    assert groups("“细胞 2期” 《细 胞》") == [("细胞 胞 2 期", False), ("细胞", False)]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("什么是1型糖尿病？", "1 型糖 糖尿 尿病"),
        ("1型糖尿病是什么", "1 型糖 糖尿 尿病"),
        ("什麼是一型糖尿病", "1 型糖 糖尿 尿病"),
        ("糖尿病能治愈吗", "糖尿 尿病 病能 能治 治愈"),
        ("CB-SC的作用", "cb sc|作用"),
        ("在2014年的新闻", "2014 年|新闻"),
        ("目的", "目的"),
        ("什么", "什么"),
    ],
)
def test_what_chinese_asks_with_is_left_out_beside_others(text, asked):
    assert "|".join(terms for terms, _is_beginning in groups(text)) == asked


def test_number_before_what_chinese_counts_is_searched_in_each_notation():
    def spelled(text):
        [group] = parse(text).groups
        return [" ".join(terms) for terms in (group.terms, *group.others)]

    notations = ["2 期临 临床", "二期 期临 临床", "ii 期临 临床"]
    for text in ("2期临床", "２ 期临床", "二期临床", "Ⅱ期临床", "ii期临床"):
        assert spelled(text) == notations, text
    assert spelled("治疗一型") == ["治疗 疗 1 型", "治疗 疗一 一型", "治疗 疗 i 型"]
    assert spelled("十一期") == ["十一 一期"]


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
