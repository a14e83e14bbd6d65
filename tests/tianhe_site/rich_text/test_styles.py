"""Styled blocks: how they are stored, whatever was typed, pasted or forged."""

import json
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tianhe_site.rich_text.test_cleaning import payloads
from tianhe_site.rich_text.allowlist import TAGS
from tianhe_site.rich_text.cleaning import clean, lost_links, lost_pictures
from tianhe_site.rich_text.reading import read

STYLED = (
    '<aside data-style="important"><p>Studied, <strong>not</strong> approved.</p>'
    "<ul><li>One</li></ul></aside>"
    '<dl data-style="facts"><dt>Founded</dt><dd>2010</dd></dl>'
    '<dl data-style="timeline"><dt>2014</dt><dd><mark data-sources="1">Granted</mark></dd></dl>'
    '<dl data-style="people"><dt>Ann</dt><dd>Chair</dd>'
    '<dd><p><img src="image:1"></p><p>Text</p></dd></dl>'
    '<details><summary>Why?</summary><p><a href="#part">So</a>.</p></details>'
    '<table data-style="trials"><thead><tr><th>Candidate</th></tr></thead>'
    "<tbody><tr><td>A</td></tr></tbody></table>"
    '<p data-style="latest-news"></p>'
)
# As it was stored before there were styles: each kind of block and of words.
UNSTYLED = (
    "<h2>A</h2><p>one <em>two</em>\nthree<br>four</p><ul><li>five<ul><li>six</li></ul></li></ul>"
    '<ol start="3"><li><p>seven</p></li></ol><blockquote><p>eight</p></blockquote><hr>'
    '<p><img src="image:12" data-style="wide"></p><p>&nbsp;nine <mark data-sources="1">ten</mark>'
    "</p><table><caption>B</caption><tbody><tr><td>C</td></tr></tbody></table>bare text"
)


@pytest.mark.parametrize("markup", [STYLED, UNSTYLED])
def test_well_formed_style_is_stored_unchanged(markup):
    assert clean(markup) == markup


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (
            '<aside data-style="note" class="x">a<p>b</p> <p> </p></aside>',
            '<aside data-style="note"><p>a</p><p>b</p></aside>',
        ),
        ('<aside data-style="red">a</aside>b', "<p>a</p>b"),
        ('<aside data-style="note"><p>&nbsp;</p></aside>', ""),
        (
            '<aside data-style="note">a<aside data-style="note">b</aside></aside>',
            '<aside data-style="note"><p>a</p><p>b</p></aside>',
        ),
        (
            "<details open><p>a</p><summary>Q</summary>b<summary>c</summary></details>",
            "<details><summary>Q</summary><p>a</p><p>b</p><p>c</p></details>",
        ),
        (
            "<details><summary>Q</summary><p>a</p><details><summary>R</summary>b</details></details>",
            "<details><summary>Q</summary><p>a</p><p>R</p><p>b</p></details>",
        ),
        ("<details><summary> </summary><p>a</p></details>", "<p>a</p>"),
        ("<details><summary></summary></details>", ""),
        (
            '<details><summary><h2>Q</h2><a href="#x">R</a></summary></details>',
            "<details><summary>Q R</summary></details>",
        ),
        (
            "<dl><dd>a</dd><dt>b</dt><dd>c</dd><dd></dd><dt>d</dt><dt></dt></dl>",
            '<p>a</p><dl data-style="facts"><dt>b</dt><dd>c</dd><dt>d</dt><dd></dd></dl>',
        ),
        (
            "<dl><dt>a</dt>b <em>c</em><div><dt><p>d</p></dt><dd>e<p>f</p></dd></div></dl>",
            '<dl data-style="facts"><dt>a</dt><dd>b <em>c</em></dd>'
            "<dt>d</dt><dd><p>e</p><p>f</p></dd></dl>",
        ),
        ("<dl><dt></dt><dd> </dd></dl>", ""),
        (
            '<dl data-style="people"><dt><img src="image:1">A</dt><dd>b</dd></dl>',
            '<dl data-style="people"><dt>A</dt><dd><p><img src="image:1"></p><p>b</p></dd></dl>',
        ),
        ("<summary>a</summary><ul><li><dd>b</dd></li></ul>", "<p>a</p><ul><li><p>b</p></li></ul>"),
        ('<p data-style="latest-news">a</p>', '<p data-style="latest-news"></p><p>a</p>'),
        ('<p data-style="note">a</p><h2 data-style="facts">b</h2>', "<p>a</p><h2>b</h2>"),
        (
            '<ul><li><table data-style="trials"><tr><td>a</td></tr></table></li></ul>',
            "<ul><li><table><tbody><tr><td>a</td></tr></tbody></table></li></ul>",
        ),
    ],
)
def test_broken_style_is_repaired_and_its_text_stays(typed, stored):
    assert clean(typed) == stored
    assert clean(stored) == stored


class Standing(HTMLParser):
    """Collects what stands in what, and with which attributes."""

    def __init__(self, markup):
        super().__init__()
        self.open, self.found = [], []
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, tuple(self.open), dict(attrs)))
        if tag not in ("br", "hr", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in self.open:
            while self.open.pop() != tag:
                pass


def assert_settled(markup):
    for tag, around, attributes in Standing(markup).found:
        assert set(attributes) <= TAGS[tag]
        if tag in ("aside", "details", "dl"):
            assert around == ()
        if tag in ("dt", "dd", "summary"):
            assert around == ("details" if tag == "summary" else "dl",)


BLOCKS = ["aside", "details", "summary", "dl", "dt", "dd", "p", "h2", "ul", "li", "blockquote"]
OTHERS = ["table", "tr", "td", "a", "em", "mark", "strong", "div"]
OPENINGS = [
    *(f"<{tag}>" for tag in BLOCKS + OTHERS),
    *('<aside data-style="note">', '<dl data-style="people">', '<p data-style="latest-news">'),
    *('<table data-style="trials">', '<a href="#x">', '<img src="image:1">', "<br>", "<hr>"),
]
CLOSINGS = [f"</{tag}>" for tag in BLOCKS + OTHERS]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*OPENINGS, *OPENINGS, *CLOSINGS, "word", " ", "&nbsp;"])))
def test_any_nesting_settles_in_one_round(tokens):
    typed = "".join(tokens)
    once = clean(typed)
    assert clean(once) == once
    assert_settled(once)
    assert read(once).text.split().count("word") <= tokens.count("word")


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.sampled_from(["word", "<br>", '<img src="image:1">', ""]),
        lambda inner: st.builds(
            lambda opening, parts: (
                f"{opening}{''.join(parts)}</{opening[1:].split()[0].rstrip('>')}>"
            ),
            st.sampled_from([each for each in OPENINGS if each[1:3] not in ("br", "hr", "im")]),
            st.lists(inner, max_size=4),
        ),
        max_leaves=12,
    )
)
def test_text_of_any_tree_stays(typed):
    once = clean(typed)
    assert clean(once) == once
    assert_settled(once)
    assert once.count("word") == typed.count("word")
    assert once.count("<img") == typed.count("<img")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "shape",
    [
        '<aside data-style="note">{}</aside>',
        "<details><summary>{}</summary>{}</details>",
        '<dl data-style="people"><dt>{}</dt><dd>{}</dd></dl>',
        '<table data-style="trials"><tr><td>{}</td></tr></table>',
        '<p data-style="{}">{}</p>',
        '<aside data-style="{}">{}</aside>',
    ],
)
def test_no_injection_sample_in_a_style_leaves_anything_but_the_allowlist(shape):
    for payload in payloads():
        cleaned = clean(shape.replace("{}", payload))
        assert_settled(cleaned)
        assert clean(cleaned) == cleaned, json.dumps(payload)
        assert "javascript:" not in "".join(
            attributes.get("href") or "" for _tag, _around, attributes in Standing(cleaned).found
        )


def test_excessive_nesting_is_reduced_to_text():
    deep = '<aside data-style="note"><blockquote>' * 1000 + '<a href="javascript:x">Words'
    assert clean(deep) == "Words"
    assert (lost_links(deep), lost_pictures(deep)) == (["javascript:x"], [])
