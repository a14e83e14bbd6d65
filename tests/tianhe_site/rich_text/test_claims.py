"""Claims: how they are stored, read, and shown to readers."""

import random
import re

import pytest

from tianhe_site.publishing import clock
from tianhe_site.rich_text.claims import (
    Claim,
    claims_in,
    references_in,
    renumber,
    with_references,
)
from tianhe_site.rich_text.cleaning import clean, for_readers

pytestmark = pytest.mark.django_db

# What random markup is made of: the tags that claims can meet, opened and closed anywhere.
PIECES = ["<mark>", '<mark data-sources="2 1">', "</mark>", "</mark>", "a", " ", "&nbsp;", "<br>"]
PIECES += ['<a href="/x">', "</a>", "<strong>", "</strong>", "<sub>", "</sub>", "<p>", "</p>"]
PIECES += ["<ul>", "<li>", "</li>", "</ul>", "<h2>", "<blockquote>", "</blockquote>", "<b>"]
PIECES += ["<table>", "<tr>", "<td>", "</td>", "</table>"]


def without_ids(shown):
    """Return shown markup without the ids of its references."""
    return re.sub(' id="claim-[0-9]+-[0-9]+"', "", shown)


def reference(*numbers):
    """Return the references that readers get, without their ids."""
    links = (f'<a href="#source-{n}" aria-label="Source {n}">{n}</a>' for n in numbers)
    return f'<sup class="references">{" ".join(links)}</sup>'


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ('<mark data-sources="2, 1 1">a</mark>', '<mark data-sources="1 2">a</mark>'),
        ('<mark data-sources="10 9">a</mark>', '<mark data-sources="9 10">a</mark>'),
        ('<mark data-sources="0 100 99">a</mark>', '<mark data-sources="99">a</mark>'),
        ('<mark data-sources="１，２">a</mark>', '<mark data-sources="1 2">a</mark>'),
        (f'<mark data-sources="{"9" * 5000}">a</mark>', "<mark>a</mark>"),
        ('<mark data-sources="x&quot; onclick=&quot;y">a</mark>', "<mark>a</mark>"),
        ('<mark class="x" title="z" lang="en" onclick="y">a</mark>', "<mark>a</mark>"),
        ('<p data-sources="1">a</p>', "<p>a</p>"),
        ("<mark>a</mark>", "<mark>a</mark>"),
        ("<p>a<mark> </mark>b</p><p><mark></mark></p>", "<p>a b</p>"),
        ("<p><mark>words </mark>follow</p>", "<p><mark>words</mark> follow</p>"),
        (
            '<mark data-sources="1">a <mark data-sources="2">b</mark> c</mark>',
            '<mark data-sources="1">a b c</mark>',
        ),
        (
            '<mark data-sources="1"><p>a</p><ul><li>b <em>c</em></li></ul></mark>',
            '<p><mark data-sources="1">a</mark></p>'
            '<ul><li><mark data-sources="1">b <em>c</em></mark></li></ul>',
        ),
        (
            '<p><mark data-sources="1">a</p><p>b</mark></p>',
            '<p><mark data-sources="1">a</mark></p><p>b</p>',
        ),
        ("<mark><h1>a</h1></mark>", "<h2><mark>a</mark></h2>"),
        (
            "<mark><strong>a<p>b</p></strong></mark>",
            "<mark><strong>a</strong></mark><p><strong><mark>b</mark></strong></p><strong></strong>",
        ),
    ],
)
def test_typed_claim_is_stored_in_its_normal_form(typed, stored):
    assert clean(typed) == stored


def test_cleaning_claims_twice_changes_nothing():
    chance = random.Random(7)
    for _each in range(400):
        markup = "".join(chance.choices(PIECES, k=chance.randrange(1, 24)))
        once = clean(markup)
        assert clean(once) == once, markup
        assert "<mark" not in with_references(once, 2), markup


@pytest.mark.parametrize("nested", ["<mark>", "<mark><blockquote><strong>", "<mark><ul><li>"])
def test_claims_that_need_many_rounds_settle_too(nested):
    once = clean(nested * 200 + "x")
    assert clean(once) == once


def test_claims_are_read_without_tags_in_the_order_of_the_text():
    markup = clean(
        '<p>No. <mark data-sources="2 1">It <strong>can</strong> &lt;be&gt;<br>so</mark></p>'
        "<ul><li><mark>And\nso &amp; so</mark></li><li>no</li></ul>"
    )
    assert claims_in(markup) == [Claim("It can <be> so", (1, 2)), Claim("And so & so", ())]


def test_text_in_an_attribute_is_not_a_claim():
    assert claims_in(clean('<a href="#<mark>x</mark>">a</a>')) == []


def test_renumbering_drops_what_is_missing_and_keeps_the_order():
    markup = '<mark data-sources="1 2 3">a</mark><mark data-sources="2">b</mark><mark>c</mark>'
    assert (
        renumber(markup, {1: 2, 3: 1})
        == '<mark data-sources="1 2">a</mark><mark>b</mark><mark>c</mark>'
    )


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (
            '<mark data-sources="1 2">a <em>b</em></mark>',
            f'<span class="claim">a <em>b</em>{reference(1, 2)}</span>',
        ),
        ('<mark data-sources="2 3">a</mark>', f'<span class="claim">a{reference(2)}</span>'),
        ('<mark data-sources="3">a</mark>', "a"),
        ("<mark>a</mark>", "a"),
        ('<mark data-sources="1"><sub></sub></mark>', "<sub></sub>"),
        # A link can't hold links: the references follow it.
        (
            '<a href="#x">see <mark data-sources="2">a</mark> <mark data-sources="1">b</mark></a>',
            f'<a href="#x">see <span class="claim">a</span> <span class="claim">b</span></a>'
            f"{reference(1, 2)}",
        ),
        (
            '<mark data-sources="1">a <a href="#x">b</a></mark>',
            f'<span class="claim">a <a href="#x">b</a>{reference(1)}</span>',
        ),
        ('<a href="#x"><mark>a</mark></a>', '<a href="#x">a</a>'),
    ],
)
def test_stored_claim_becomes_links_for_readers(stored, shown):
    assert without_ids(for_readers(stored, clock.now(), sources=2)) == shown


def test_without_a_source_list_readers_get_plain_text():
    assert for_readers('<p><mark data-sources="1">a</mark></p>', clock.now()) == "<p>a</p>"


def claim(words, sources="1"):
    return f'<mark data-sources="{sources}">{words}</mark>'


def shown(words):
    return f'<span class="claim">{words}</span>'


def test_one_reference_follows_the_sentence_that_leads_a_list_of_claims():
    stored = (
        f"<p>It can:</p><ul><li>{claim('balance')}</li><li>{claim('lead')}.</li></ul><p>End.</p>"
    )
    assert without_ids(with_references(stored, 2)) == (
        f"<p>It can:{reference(1)}</p><ul><li>{shown('balance')}</li><li>{shown('lead')}.</li></ul>"
        "<p>End.</p>"
    )


@pytest.mark.parametrize(
    "items",
    [
        (claim("balance"), claim("lead", "2")),
        (claim("balance"), "lead"),
        (claim("balance"), f"{claim('lead')} in mice"),
        (claim("balance", "3"), claim("lead", "3")),
    ],
    ids=["other sources", "no claim", "only part of an item", "no such source"],
)
def test_items_with_different_sources_keep_their_references(items):
    stored = "".join(f"<li>{item}</li>" for item in items)
    apart = "".join(f"<li>{without_ids(with_references(item, 2))}</li>" for item in items)
    markup = f"<p>It can:</p><ul>{stored}</ul>"
    assert without_ids(with_references(markup, 2)) == f"<p>It can:</p><ul>{apart}</ul>"


def test_a_list_without_a_leading_sentence_keeps_its_references():
    markup = f"<h2>What</h2><ul><li>{claim('a')}</li><li>{claim('b')}</li></ul>"
    assert without_ids(with_references(markup, 1)).count(reference(1)) == 2


def test_each_reference_has_an_id_that_its_source_leads_back_to():
    markup = f"<p>{claim('a', '1 2')} {claim('b', '2')}</p><ul><li>{claim('c', '2')}</li></ul>"
    ids = re.findall('id="([^"]+)" href="#source-([0-9])"', with_references(markup, 3))
    assert ids == [("claim-1-1", "1"), ("claim-2-1", "2"), ("claim-2-2", "2"), ("claim-2-3", "2")]
    assert references_in(markup, 3) == [["claim-1-1"], ["claim-2-1", "claim-2-2", "claim-2-3"], []]


def test_link_that_an_editor_makes_to_a_source_is_no_claim():
    markup = clean('<p><a href="#source-1" id="claim-1-1" aria-label="Source 1">here</a></p>')
    assert with_references(markup, 1) == '<p><a href="#source-1">here</a></p>'
    assert references_in(markup, 1) == [[]]
