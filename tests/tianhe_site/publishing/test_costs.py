"""Twice as much text takes at most twice the work, counted in calls, not in seconds."""

import sys
from unittest import mock

import pytest

from tests.factories import make_news_item
from tianhe_site.comparison.block_diff import align
from tianhe_site.comparison.word_diff import Part, changed_pieces
from tianhe_site.editorial import edit_conflicts
from tianhe_site.media_library import addresses
from tianhe_site.plain_text import as_paragraphs
from tianhe_site.publishing import clock, content_checks
from tianhe_site.publishing.content_checks.watched_words import SearchableTexts
from tianhe_site.publishing.models import WatchedWord
from tianhe_site.rich_text import cleaning, terms
from tianhe_site.rich_text.blocks import blocks_of
from tianhe_site.rich_text.bounds import check_bounds
from tianhe_site.rich_text.headings import ids_in
from tianhe_site.rich_text.reading import read
from tianhe_site.search.tokens import tokens

pytestmark = pytest.mark.django_db

# Twice as many calls of Python and C functions, and a few more.
MAX_GROWTH = 2.2
# Long enough for quadratic work to outweigh the fixed cost.
NUMBER = 120

# Normalization puts one before the other.
MARKS = "\u0301\u0323"
PICTURE = '<img src="image:1">'
TRIAL = f"<tr>{'<td>NCT01234567</td>' * 8}</tr>"
# Texts of a length that depends on a number, and in which something might depend on its square.
TEXTS = {
    "paragraphs": lambda n: "<p>One two three.</p>" * n,
    "one long paragraph": lambda n: f"<p>{'One two three. ' * n}</p>",
    "one word": lambda n: f"<p>{'a' * 10 * n}</p>",
    "Chinese": lambda n: f"<p>{'干细胞' * n}</p>",
    "spaces": lambda n: f"<p>{'&nbsp; ' * n}x</p>",
    "lines": lambda n: f"<p>{'a<br>' * n}</p>",
    "list": lambda n: f"<ul>{'<li>a</li>' * n}</ul>",
    "list without ends": lambda n: f"<ul>{'<li>a' * n}</ul>",
    "nested lists": lambda n: f"{'<ul><li>a' * 20}{'</li></ul>' * 20}" * (n // 20),
    "table": lambda n: f"<table>{'<tr><td>a</td><td>b</td></tr>' * n}</table>",
    "wide table": lambda n: f"<table><tr>{'<td>a</td>' * n}</tr></table>",
    "trials": lambda n: (
        f'<table data-style="trials"><tr>{"<th>a</th>" * 8}</tr>{TRIAL * (n // 8)}</table>'
    ),
    "facts": lambda n: f'<dl data-style="facts">{"<dt>a</dt><dd>b</dd>" * n}</dl>',
    "names": lambda n: f'<dl data-style="people">{"<dt>a</dt>" * n}</dl>',
    "questions": lambda n: "<details><summary>a</summary></details>" * n,
    "call-outs": lambda n: '<aside data-style="note"><h2>a</h2></aside>' * n,
    "claims": lambda n: '<p><mark data-sources="1 2">a</mark> b</p>' * n,
    "claim around blocks": lambda n: f"<mark>{'<p>a</p>' * n}</mark>",
    "links": lambda n: "".join(f'<a href="https://a.example/{k}">a</a> ' for k in range(n)),
    "links of our own": lambda n: "".join(f'<a href="item:{k}">a</a> ' for k in range(n)),
    "links to headings": lambda n: '<h2>a</h2><a href="#a">a</a>' * n,
    "pictures": lambda n: "".join(f'<img src="image:{k}">' for k in range(n)),
    "pictures in a heading": lambda n: f"<h2>{PICTURE * n}</h2>",
    "pictures in emphasis": lambda n: f"<p><em><strong>{PICTURE * n}</strong></em></p>",
    "headings": lambda n: "<h2>a</h2><h4>b</h4>" * n,
    "numbers": lambda n: f"<p>{'NCT1 EP12345 10.1/a ChiCTR-1 ' * n}</p>",
    "schemes": lambda n: f"<p>{' '.join(f'a{k}:b' for k in range(n))}</p>",
    "signs": lambda n: f"<p>{'&lt;&amp;' * n}</p>",
}


def calls(work):
    """Return how many Python and C functions `work()` calls."""
    count = 0

    def note(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def growth(work, texts):
    """Return the ratio of work for a text of double length."""
    # Warm the caches first.
    work(texts[-1])
    once, twice = (calls(lambda text=text: work(text)) for text in texts)
    return twice / once


def typed(name, number=NUMBER):
    return [TEXTS[name](each) for each in (number, 2 * number)]


def stored(name, number=NUMBER):
    return [str(cleaning.clean(text)) for text in typed(name, number)]


def compared(text):
    old = [Part(block) for block in blocks_of(text)]
    new = [Part(block) for block in blocks_of(text.replace("a", "c").replace("two", "2"))]
    beside, moved = align(old, new)
    for i, j in {**beside, **moved}.items():
        changed_pieces(old[i], new[j])


def examined(text):
    item = examined.item
    item.body = text
    list(content_checks.examine(item, clock.now()))


def shown(text):
    # As if no reader had asked for it before.
    cleaning._shown.cache_clear()
    cleaning.for_readers(text, clock.now(), 9)


TYPED = {"bounds": check_bounds, "cleaning": cleaning.clean_typed}
STORED = {
    "reading": read.__wrapped__,
    "editing": cleaning.for_editing,
    "readers": shown,
    "terms": lambda text: terms.with_terms(text, [(["Islet", "a b"], "/glossary/islet/")]),
    "search": lambda text: list(tokens(text)),
    "fingerprints": lambda text: edit_conflicts.fingerprints(mock.Mock(body=text), ["body"]),
}


@pytest.mark.parametrize("name", TEXTS)
def test_twice_as_much_typed_is_twice_the_work(name):
    found = {each: growth(work, typed(name)) for each, work in TYPED.items()}
    texts = stored(name)
    found |= {each: growth(work, texts) for each, work in STORED.items()}
    assert {each: value for each, value in found.items() if value > MAX_GROWTH} == {}


@pytest.mark.parametrize("name", TEXTS)
def test_twice_as_much_is_twice_the_work_for_checks(name):
    examined.item = make_news_item()
    assert growth(examined, stored(name)) <= MAX_GROWTH


@pytest.mark.parametrize(
    "name", ["paragraphs", "one long paragraph", "lines", "list", "claims", "links", "table"]
)
def test_twice_as_much_is_twice_the_work_for_comparing(name):
    # Below that size difflib compares all with all.
    assert growth(compared, stored(name, 250)) <= MAX_GROWTH


PRODUCT = WatchedWord(word="a", kind="product", language="en")


@pytest.mark.parametrize(
    "work",
    [
        lambda text: list(tokens(text)),
        lambda text: ids_in(text),
        lambda text: SearchableTexts([("body", text)]).occurrences(PRODUCT),
    ],
)
def test_only_short_runs_of_combining_marks_are_sorted(work):
    """Sorting them takes the square of their number, inside one call that can't be counted."""
    text = f"<h2>a{MARKS * 50_000}</h2>"
    sorted_ = []

    def normalize(form, text):
        sorted_.append(len(text))
        return text

    with mock.patch("unicodedata.normalize", normalize):
        work(text)
    assert 0 < max(sorted_) <= 1_000


JOINED = "ا" + "\u200c" * 200_000 + "ا"


@pytest.mark.parametrize(
    ("work", "text", "found"),
    [
        (as_paragraphs, JOINED, JOINED),
        (lambda path: addresses.references_of_files([path]), "/media/" * 30_000 + "?", {}),
    ],
)
def test_regular_expression_does_not_backtrack_from_each_position(work, text, found):
    """Calls inside a regular expression can't be counted. With quadratic time, this test would run
    for hours."""
    assert work(text) == found
