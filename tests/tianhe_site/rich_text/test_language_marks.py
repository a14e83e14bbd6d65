"""An editor marks words of another language; nothing else puts such marks into a text."""

import pytest

from tianhe_site.rich_text.blocks import blocks_of
from tianhe_site.rich_text.cleaning import clean, for_readers
from tianhe_site.rich_text.languages import marked
from tianhe_site.rich_text.reading import text_of

FRENCH = '<span lang="fr">mal du pays</span>'


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (f"<p>It is {FRENCH}.</p>", f"<p>It is {FRENCH}.</p>"),
        ('<p><span lang="ZH-HANS" id="a">济</span></p>', '<p><span lang="zh-Hans">济</span></p>'),
        # Word writes one on nearly every word.
        ('<p><span lang="EN-US">One</span> <span class="a">two</span></p>', "<p>One two</p>"),
        (
            '<p><span lang="la">in <span lang="fr">vivo</span></span></p>',
            '<p><span lang="la">in vivo</span></p>',
        ),
        ('<p>A <span lang="la"> </span>B<span lang="la"></span></p>', "<p>A  B</p>"),
        (
            '<span lang="la"><p>in vivo</p><p>in vitro</p></span>',
            '<p><span lang="la">in vivo</span></p><p><span lang="la">in vitro</span></p>',
        ),
        (
            '<p><mark data-sources="1">as <span lang="la">in vivo</span></mark></p>',
            '<p><mark data-sources="1">as <span lang="la">in vivo</span></mark></p>',
        ),
        ('<h2 lang="fr">Titre</h2>', "<h2>Titre</h2>"),
    ],
)
def test_mark_names_a_language_and_has_words_of_one_block(typed, kept):
    assert clean(typed) == kept
    assert clean(kept) == kept


@pytest.mark.django_db
def test_readers_get_the_mark_and_nothing_is_marked_within_it(noon):
    text = f"<p>她感到{FRENCH}，Stem Cell。</p>"
    shown = marked(for_readers(clean(text), noon), "zh-hans")
    assert shown == f'<p>她感到{FRENCH}，<span lang="en">Stem Cell</span>。</p>'


@pytest.mark.django_db
def test_words_stay_whole_and_a_diff_says_their_language():
    assert text_of(f"<p>a{FRENCH}b</p>") == "amal du paysb"
    [block] = blocks_of(f"<p>It is {FRENCH}.</p>")
    assert block.stretches == (("It is ", ()), ("mal du pays", ("in French",)), (".", ()))
