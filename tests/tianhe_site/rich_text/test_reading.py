"""The words, headings and links of stored markup."""

import pytest

from tianhe_site.rich_text.reading import Reading, read


def test_text_headings_and_links_are_read_without_tags():
    markup = (
        '<h2>What <em>happened</em></h2>\n<p>The <a href="item:3#a">second\npart</a> &amp; '
        '<a href="https://a.example/?a=1&amp;b=2"> </a>more.</p><h4>A<br>B</h4>'
        "<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    )
    assert read(markup) == Reading(
        text="What happened\nThe second part & more.\nA\nB\n1\n2",
        headings=((2, "What happened"), (4, "A B")),
        links=(("item:3#a", "second part"), ("https://a.example/?a=1&b=2", "")),
    )


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>cu<strong>re</strong></p>", "cure"),
        ("<p>cu\u00adre\u200b</p>", "cure"),
        ("<p>cu\u2060re\u202e</p>", "cure"),
        ('<p><mark data-sources="1 2">7 of 20</mark>, seen</p>', "7 of 20, seen"),
        ("<p>NCT01234567<sup>1</sup></p>", "NCT01234567 1"),
        ("<p>a</p><p>b</p>", "a\nb"),
        ("", ""),
    ],
)
def test_tags_split_words_only_where_readers_see_it(markup, text):
    assert read(markup).text == text
