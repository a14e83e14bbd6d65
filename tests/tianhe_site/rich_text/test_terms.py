"""Glossary terms in a rendered text."""

from unittest import mock

import pytest

from tianhe_site.rich_text import terms
from tianhe_site.rich_text.terms import with_terms

TERMS = [(["Islet cells", "islets"], "/g/islets/"), (["T1D"], "/g/t1d/"), (["干细胞"], "/g/gxb/")]


def link(path, words):
    return f'<a class="term" href="{path}">{words}</a>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>No term.</p>", "<p>No term.</p>"),
        ("<p>Islets, islets.</p>", f"<p>{link('/g/islets/', 'Islets')}, islets.</p>"),
        ("<p>ISLET CELLS.</p>", f"<p>{link('/g/islets/', 'ISLET CELLS')}.</p>"),
        # Capitals are a name of their own: "t1d" may be anything.
        ("<p>t1d and T1D</p>", f"<p>t1d and {link('/g/t1d/', 'T1D')}</p>"),
        # Part of another word is another word.
        ("<p>T1D-like, XT1D, chislets</p>", "<p>T1D-like, XT1D, chislets</p>"),
        ("<p>人干细胞治疗</p>", f"<p>人{link('/g/gxb/', '干细胞')}治疗</p>"),
        ("<p>𠮷T1D﨑</p>", f"<p>𠮷{link('/g/t1d/', 'T1D')}﨑</p>"),
        ("<p>治疗T1D的人</p>", f"<p>治疗{link('/g/t1d/', 'T1D')}的人</p>"),
        (
            '<h2>Islets</h2><p><a href="/x">islets <em>and</em> islets</a> islets</p>',
            '<h2>Islets</h2><p><a href="/x">islets <em>and</em> islets</a> '
            f"{link('/g/islets/', 'islets')}</p>",
        ),
        (
            '<figure><img alt="T1D"><figcaption>T1D</figcaption></figure><p>T1D</p>',
            '<figure><img alt="T1D"><figcaption>T1D</figcaption></figure>'
            f"<p>{link('/g/t1d/', 'T1D')}</p>",
        ),
    ],
)
def test_first_occurrence_of_a_term_is_linked(text, expected):
    assert with_terms(text, TERMS) == expected


def test_chinese_term_with_latin_letters_is_found_in_any_case_and_before_a_shorter_one():
    terms = [(["干细胞"], "/g/a/"), (["Educator 干细胞疗法"], "/g/b/")]
    found = link("/g/b/", "EDUCATOR\n干细胞疗法")
    assert with_terms("<p>用EDUCATOR\n干细胞疗法</p>", terms) == f"<p>用{found}</p>"


def test_unclosed_elements_do_not_slow_down_what_follows():
    looked_through = 0

    class LeftAlone(set):
        def __contains__(self, name):
            return bool(self.intersection([name]))

        def intersection(self, names):
            nonlocal looked_through
            looked_through += len(names)
            return super().intersection(names)

    with mock.patch.object(terms, "_LEFT_ALONE", LeftAlone()):
        with_terms("a<br>" * 1_000, TERMS)
    assert looked_through == 1_000


def test_longer_form_wins_where_two_begin():
    terms = [(["Stem cell"], "/g/a/"), (["Stem cell therapy"], "/g/b/")]
    assert with_terms("<p>Stem cell therapy.</p>", terms) == (
        f"<p>{link('/g/b/', 'Stem cell therapy')}.</p>"
    )


def test_form_with_html_characters_is_found():
    terms = [(["R&D"], "/g/a/"), (["amp"], "/g/b/"), (["(x)"], "/g/c/")]
    expected = f"<p>{link('/g/a/', 'R&amp;D')} &amp; no (x)</p>"
    assert with_terms("<p>R&amp;D &amp; no (x)</p>", terms[:2]) == expected


def test_no_terms_change_nothing():
    assert with_terms("<p>a</p>", []) == "<p>a</p>"


@pytest.mark.parametrize("space", ["\n            ", "&nbsp;", " &nbsp;"])
def test_term_of_two_words_is_found_across_line_breaks(space):
    text = f"Islet{space}cells"
    terms = [(["islet cells"], "/g/a/")]
    assert with_terms(f"<p>{text}</p>", terms) == f"<p>{link('/g/a/', text)}</p>"
