"""Terms: accents, case and endings don't count, and Chinese is read in pairs."""

import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tianhe_site.search import tokens as reading
from tianhe_site.search.tokens import MAX_TERM_LENGTH, phrase_terms, tokens


def terms(text):
    return [token.term for token in tokens(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("patents", "patent"),
        ("PATENTED", "patents"),
        ("studies", "study"),
        ("Müller", "muller"),
        (unicodedata.normalize("NFD", "Müller"), "MULLER"),
        ("Straße", "strasse"),
        ("MSCs", "msc"),
        ("the company’s", "the company's"),
        ("patient's", "patients"),
        ("ﬁbrosis", "fibrosis"),
        ("ＮＣＴ０１", "nct01"),
        ("CO₂", "CO2"),
        ("EP1234567", "EP 1,234,567"),
        ("NCT01234567", "nct 01234567"),
        ("CB-SCs", "CB SC"),
        ("干细胞。", "干细胞"),
        ("ガン", "カン"),
        ("ste\u2060m ce\u00adlls", "stem cells"),
        ("干\u2060细\u200b胞", "干细胞"),
        ("幹細胞療法", "干细胞疗法"),
        ("頭髮發展", "头发发展"),
        ("糖 尿\u3000病", "糖尿病"),
        ("ＣＢ－ＳＣ　Ⅰ型", "CB-SC I 型"),
        ("NCT\u20600123\ufeff4567", "NCT01234567"),
    ],
)
def test_different_spellings_give_the_same_terms(one, other):
    assert terms(one) == terms(other) != []


def test_chinese_is_read_in_pairs_and_its_last_character_alone_too():
    assert terms("细胞治疗") == ["细胞", "胞治", "治疗", "疗"]
    assert terms("CAR-T细胞 2期") == ["car", "t", "细胞", "胞", "2", "期"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("细胞治疗", "细胞 胞治 治疗"),
        ("CAR-T细胞", "car t 细胞"),
        ("细胞CB", "细胞 胞 cb"),
        ("细", "细"),
        ("1型", "1 型"),
        ("...", ""),
    ],
)
def test_phrase_is_looked_for_without_its_last_character_alone(text, expected):
    assert " ".join(phrase_terms(text)) == expected


def test_non_words_give_no_terms():
    assert terms("\x00 --- … _ \ud800 ™ 🙂 ¶†‡§ '") == []


def test_token_knows_its_position():
    text = "Die Müllers – 细 胞治"
    assert [(token.term, text[token.begins : token.ends]) for token in tokens(text)] == [
        ("die", "Die"),
        ("muller", "Müllers"),
        ("细胞", "细 胞"),
        ("胞治", "胞治"),
        ("治", "治"),
    ]


@pytest.fixture
def threads():
    """Threads that take turns within a word."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    with ThreadPoolExecutor(4) as pool:
        yield pool
    sys.setswitchinterval(interval)


def test_threads_read_words_each_for_itself(threads, monkeypatch):
    # Nothing kept: each thread stems each word.
    monkeypatch.setattr(reading, "_read", reading._read.__wrapped__)
    text = "treatments publications nationalities conditionally operations generalization " * 50
    assert list(threads.map(terms, [text] * 8)) == [terms(text)] * 8


@given(st.text())
def test_terms_hold_only_letters_and_digits_and_positions_are_in_the_text(text):
    for token in tokens(text):
        assert 0 < len(token.term) <= MAX_TERM_LENGTH
        assert not set(token.term) & set(" '\"\\\x00¶†‡§*:&|()")
        assert 0 <= token.begins < token.ends <= len(text)
