"""Excerpts in search results."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading import HOSTILE
from tianhe_site.search.fragments import LENGTH, fragment, highlight
from tianhe_site.search.queries import parse


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("patents", "A patented patent", "A <mark>patented</mark> <mark>patent</mark>"),
        ("muller", "Dr. Müller’s cell", "Dr. <mark>Müller’s</mark> cell"),
        ("CB-SC", "of CB-SCs and CB", "of <mark>CB-SCs</mark> and CB"),
        ("study", "His “studies”", "His “<mark>studies</mark>”"),
        ("dying", "He dies", "He <mark>dies</mark>"),
        ("mscs", "One MSC", "One <mark>MSC</mark>"),
        ("1234567", "EP 1,234,567", "EP <mark>1,234,567</mark>"),
        ("01234567", "(NCT01234567)", "(NCT<mark>01234567</mark>)"),
        ("细胞治疗", "干细胞治疗和细胞", "干<mark>细胞治疗</mark>和细胞"),
        ("胞", "细胞治", "细<mark>胞</mark>治"),
        ("干细胞治疗", "用幹細胞治療，", "用<mark>幹細胞治療</mark>，"),
        ("CB-SC 糖尿", "的CB-SC与糖 尿é", "的<mark>CB-SC</mark>与<mark>糖 尿</mark>é"),
        ("CB-SC 糖尿", "的CB-SC与糖 尿", "的<mark>CB-SC</mark>与<mark>糖 尿</mark>"),
        ("ガン", "カンと", "<mark>カン</mark>と"),
        ("1型", "为１型和1型", "为<mark>１型</mark>和<mark>1型</mark>"),
        ("s", "的s", "的<mark>s</mark>"),
        ('"cord blood"', "cord. Cord blood", "cord. <mark>Cord blood</mark>"),
        ("stem stem-cell", "stem cell", "<mark>stem cell</mark>"),
        ("s", "A cell's s", "A cell&#x27;s <mark>s</mark>"),
        ("ell", "A cell and ells", "A cell and <mark>ells</mark>"),
        ("nothing", "a & b", "a &amp; b"),
        (
            "b amp",
            "<b>&amp;</b>",
            "&lt;<mark>b</mark>&gt;&amp;<mark>amp</mark>;&lt;/<mark>b</mark>&gt;",
        ),
    ],
)
def test_matches_are_marked_and_all_else_is_text(query, text, expected):
    assert highlight(text, parse(query)) == expected


def test_matching_prefix_marks_the_word():
    query = parse("cellul", as_typed=True)
    assert highlight("cellular cell", query) == "<mark>cellular</mark> cell"


def test_passage_is_cut_around_matches_at_word_boundaries():
    text = "begin " * 100 + "the rare zebra stands here " + "end " * 100
    found = fragment(["Summary.", text], parse("zebra"))
    assert "<mark>zebra</mark>" in found
    assert found.startswith("…begin ")
    assert found.endswith(" end…")
    assert len(found) < LENGTH + 80


def test_distant_matches_are_shown_in_two_passages_in_order():
    texts = ["One has a zebra.", "Nothing here.", "Another has a quokka."]
    assert fragment(texts, parse("quokka zebra")) == (
        "One has a <mark>zebra</mark>. Another has a <mark>quokka</mark>."
    )


def test_passage_with_all_matches_is_preferred_to_an_earlier_one_with_some():
    texts = ["Cord.\nCord and blood.\nBlood."]
    assert fragment(texts, parse("blood cord")) == "<mark>Cord</mark> and <mark>blood</mark>."


def test_texts_are_read_up_to_the_passage_with_all_matches():
    texts = iter(["Cord.", "Cord and blood.", "Blood."])
    fragment(texts, parse("cord blood"))
    assert list(texts) == ["Blood."]


def test_beginning_is_shown_if_only_the_title_matches():
    assert fragment(["The summary.", "The text."], parse("zebra")) == "The summary."
    assert fragment([], parse("zebra")) == ""


def test_beginning_is_shown_if_only_a_label_matches():
    query = parse("patent")
    assert fragment(["It was granted.", "Patent"], query) == "It was granted. <mark>Patent</mark>"
    assert fragment(["Granted " * 100, "Patent"], query).endswith("… <mark>Patent</mark>")
    assert fragment(["A patent.", "Jinan"], query) == "A <mark>patent</mark>."


def test_chinese_without_spaces_is_cut_too():
    found = fragment(["天" * 500 + "细胞" + "地" * 500], parse("细胞"))
    assert "<mark>细胞</mark>" in found
    assert len(found) < LENGTH + 20


@given(st.text(alphabet="ab <>&\"'é细胞-\x00\n", max_size=400), st.text('ab é细胞-"', max_size=20))
def test_text_is_escaped(text, query):
    found = fragment([text, HOSTILE], parse(query))
    bare = found.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert ">" not in bare


@pytest.mark.slow
# However busy the machine is.
@settings(deadline=None)
@given(
    st.text(alphabet="糖尿病細细胞 ，1,5CBstudies'’.\n", max_size=60),
    st.text(alphabet='糖尿病细胞 1CBstudy"', max_size=12),
)
def test_all_matches_are_found_where_one_could_begin(text, query):
    # Of a text with an accent, all words are read.
    query = parse(query)
    assert highlight(f"{text} é", query) == f"{highlight(text, query)} é"
