"""Styled blocks as readers get them: semantic HTML with the classes of site.css."""

import re
from datetime import timedelta
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import get_language, override

from tests.factories import make_news_item, make_page
from tianhe_site.editorial import site_as_of
from tianhe_site.publishing import clock, kept, workflow
from tianhe_site.rich_text.cleaning import clean, for_readers


def shown(markup, media=None):
    return for_readers(markup, None, 9, media)


class Library:
    """Stands for the pictures of a page."""

    def picture(self, number, style):
        return f"<figure>{number} {style}</figure>"


@pytest.mark.parametrize(
    ("stored", "html"),
    [
        (
            '<aside data-style="note"><p>Studied.</p></aside>',
            '<div class="call-out call-out-note" role="note"><p>Studied.</p></div>',
        ),
        (
            '<aside data-style="important"><p>Studied.</p></aside>',
            '<div class="call-out call-out-important" role="note">'
            '<p class="call-out-word">Important</p><p>Studied.</p></div>',
        ),
        (
            '<dl data-style="facts"><dt>Seat</dt><dd>Jinan</dd><dt>Name</dt><dd>A</dd>'
            "<dd>B</dd></dl>",
            '<dl class="facts"><div><dt>Seat</dt><dd>Jinan</dd></div>'
            "<div><dt>Name</dt><dd>A</dd><dd>B</dd></div></dl>",
        ),
        (
            '<dl data-style="timeline"><dt>2014</dt><dd></dd></dl>',
            '<dl class="timeline"><div><dt>2014</dt><dd></dd></div></dl>',
        ),
        (
            "<details><summary>Why?</summary><p>So.</p></details>",
            '<details class="question"><summary>Why?</summary><p>So.</p></details>',
        ),
        (
            '<dl data-style="people"><dt>Ann</dt><dd><p><img src="image:1"></p></dd><dd>Chair</dd>'
            "<dt>Bo</dt><dd>Member</dd></dl>",
            '<dl class="people"><div class="person person-pictured"><dt>Ann</dt><dd>Chair</dd>'
            '<dd class="person-picture"><figure>1 person</figure></dd></div>'
            '<div class="person"><dt>Bo</dt><dd>Member</dd></div></dl>',
        ),
        (
            '<dl data-style="people"><dt>Ann</dt><dd><p><img src="image:1"></p></dd></dl>',
            '<dl class="people"><div class="person person-pictured"><dt>Ann</dt>'
            '<dd class="person-picture"><figure>1 person</figure></dd></div></dl>',
        ),
    ],
)
def test_style_becomes_semantic_html(stored, html):
    assert shown(stored, Library()) == html


def test_claims_and_links_work_inside_a_style():
    stored = (
        '<dl data-style="timeline"><dt>2014</dt>'
        '<dd><mark data-sources="2">Granted</mark>, <a href="#part">more</a></dd></dl>'
    )
    assert shown(stored) == (
        '<dl class="timeline"><div><dt>2014</dt><dd><span class="claim">Granted<sup '
        'class="references"><a id="claim-2-1" href="#source-2" '
        'aria-label="Source 2">2</a></sup></span>, '
        '<a href="#part">more</a></dd></div></dl>'
    )


NUMBER = "NCT01234567"
RECORD = f'<a href="https://clinicaltrials.gov/study/{NUMBER}">{NUMBER}</a>'


def trials(row, head="<tr><th>Candidate</th><th>Registry &quot;ID&quot;</th></tr>"):
    return f'<table data-style="trials"><thead>{head}</thead><tbody>{row}</tbody></table>'


def test_trial_cells_are_labeled_and_link_to_their_records():
    assert shown(trials(f"<tr><td>A</td><td>{NUMBER}, ChiCTR2000029981</td></tr>")) == (
        '<div class="table-scroll table-trials" role="region" aria-label="Clinical trials" '
        'tabindex="0"><table class="trials"><thead><tr><th scope="col">Candidate</th>'
        '<th scope="col">Registry "ID"</th>'
        '</tr></thead><tbody><tr><th data-label="Candidate" scope="row">A</th>'
        f'<td data-label="Registry &quot;ID&quot;">{RECORD}, ChiCTR2000029981</td></tr></tbody>'
        "</table></div>"
    )


@pytest.mark.parametrize(
    ("row", "html"),
    [
        (f"<td>{NUMBER}</td><td>1</td>", f'<th data-label="Candidate" scope="row">{RECORD}</th>'),
        ("<th>A</th><td>1</td>", '<th data-label="Candidate" scope="row">A</th>'),
        ("<td>&nbsp;</td><td>1</td>", '<td data-label="Candidate">&nbsp;</td>'),
        ("<td><h2>A</h2></td><td>1</td>", '<td data-label="Candidate"><h2 id="a">A</h2></td>'),
        ("<th>A</th><th>B</th>", '<th data-label="Candidate" scope="col">A</th>'),
        ("<td>A</td>", '<td data-label="Candidate">A</td>'),
    ],
)
def test_candidate_is_the_row_heading_if_it_can_be_one(row, html):
    assert f"<tbody><tr>{html}" in shown(trials(f"<tr>{row}</tr>"))


@pytest.mark.parametrize(
    "cell",
    [
        f'<a href="https://register.example/1">{NUMBER}</a>',
        "NCT012345678",
        "XNCT01234567",
        "NCT0123456",
        "nct01234567",
    ],
)
def test_links_and_other_numbers_are_left_alone(cell):
    assert f">{cell}</td>" in shown(trials(f"<tr><td>A</td><td>{cell}</td></tr>"))


def test_trial_numbers_outside_trial_tables_are_not_linked():
    assert shown(f"<p>{NUMBER}</p>") == f"<p>{NUMBER}</p>"
    assert f"<td>{NUMBER}</td>" in shown(f"<table><tr><td>{NUMBER}</td></tr></table>")


@pytest.mark.parametrize(
    "markup",
    [
        trials(f"<tr><td>A</td><td>{NUMBER}</td></tr>", head="<tr><td>No</td><td>heads</td></tr>"),
        trials(f'<tr><td colspan="2">{NUMBER}</td></tr>'),
        trials(f"<tr><td>{NUMBER}</td></tr>", head=f"<tr><th>{'a' * 201}</th></tr>"),
    ],
)
def test_trial_tables_that_cannot_become_lists_scroll_like_others(markup):
    html = shown(markup)
    assert html.startswith('<div class="table-scroll" role="region" aria-label="Table"')
    assert "data-label" not in html
    assert RECORD in html


def test_tables_have_names_of_their_own():
    table = "<table><caption>{}</caption><tbody><tr><td>1</td></tr></tbody></table>"
    html = shown(table.format("<em>A</em> &amp; B") + table.format("Doses") + table.format("Doses"))
    assert html.split('aria-label="')[1].startswith('A &amp; B"')
    assert html.split('aria-label="')[2].startswith('Doses"')
    assert html.split('aria-label="')[3].startswith('Doses 2"')


MARKER = '<p>Before</p><p data-style="latest-news"></p>'


def published(publisher, body=MARKER):
    workflow.publish_draft(make_page("about", body=body), by=publisher)


@pytest.mark.django_db
def test_marker_becomes_the_newest_items(client, noon, publisher):
    published(publisher)
    for number in range(5):
        item = make_news_item(
            title=f"Item {number}", slug=f"item-{number}", date=f"2026-02-0{number + 1}"
        )
        workflow.publish_draft(item, by=publisher)
    page = client.get("/about/").content.decode()
    _before, newest = page.split('<div class="newest">')
    newest = newest.split("</div>")[0]
    places = [newest.find(f"Item {number}") for number in (4, 3, 2, 1)]
    assert -1 not in places
    assert places == sorted(places)
    assert "Item 0" not in newest
    assert '<time datetime="2026-02-05">5 February 2026</time>' in newest
    assert "data-style" not in page


@pytest.mark.django_db
def test_marker_in_an_item_lists_the_other_items(client, noon, publisher):
    for slug, body in (("this", MARKER), ("other", "<p>Other</p>")):
        item = make_news_item(slug, title=f"Title {slug}", body=body)
        workflow.publish_draft(item, by=publisher)
    newest = client.get("/news/2026/this/").content.decode().split('<div class="newest">')[1]
    assert "Title other" in newest.split("</div>")[0]
    assert "Title this" not in newest.split("</div>")[0]


@pytest.mark.django_db
def test_marker_without_news_shows_nothing(client, noon, publisher):
    published(publisher)
    page = client.get("/about/").content.decode()
    assert "newest" not in page
    assert "latest-news" not in page


@pytest.mark.django_db
def test_only_a_text_with_the_marker_costs_a_query(client, noon, publisher):
    workflow.publish_draft(make_page("plain", body="<p>Before</p>"), by=publisher)
    published(publisher)
    counts = []
    for path in ("/plain/", "/about/"):
        # As the page cache lets Django answer: the statement above the text asks for the same news.
        state = kept.PublicState(noon, noon + timedelta(days=1))
        with CaptureQueriesContext(connection) as queries, kept.within(state):
            client.get(path)
        counts.append(sum('FROM "news_newsedition"' in query["sql"] for query in queries))
    assert counts == [0, 1]


@pytest.mark.django_db
def test_page_as_of_a_moment_shows_the_news_of_that_moment(rf, noon, publisher):
    published(publisher)
    workflow.publish_draft(make_news_item(title="First", slug="first"), by=publisher)
    before = clock.now()
    workflow.publish_draft(make_news_item(title="Second", slug="second"), by=publisher)
    for moment, titles in ((before, ["First"]), (clock.now(), ["Second", "First"])):
        page = site_as_of.response_at(rf.get("/about/"), moment).content.decode()
        newest = page.split('<div class="newest">')[1].split("</div>")[0]
        assert re.findall(">([A-Z][a-z]+)</a>", newest) == titles


def test_text_that_is_shown_again_has_the_words_of_the_language_that_it_is_shown_in():
    stored = '<aside data-style="important"><p>Read in two languages.</p></aside>'
    spoken = "tianhe_site.rich_text.presentation._"
    with mock.patch(spoken, lambda text: f"{text} ({get_language()})"):
        for language in ("en", "zh-hans", "en"):
            with override(language):
                assert f"Important ({language})" in shown(stored)


def test_text_nested_too_deep_keeps_its_words():
    stored = clean("<blockquote>" * 100 + "<table><tr><td>Words</td></tr></table>")
    assert "Words" in for_readers(stored, clock.now(), paths={})


@pytest.mark.parametrize(
    ("stored", "headings"),
    [
        ("<tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr>", ["col A", "col B"]),
        (
            "<thead><tr><td></td><th>A</th></tr></thead><tr><th>B</th><td>1</td></tr>",
            ["col A", "row B"],
        ),
        ("<tr><td></td><th>A</th><th>B</th></tr>", ["col A", "col B"]),
        ("<tr><th>A</th><th>B</th><td>1</td></tr>", ["row A", "row B"]),
        ('<tr><th scope="colgroup" colspan="2">A</th></tr>', ["colgroup A"]),
        ('<tr><th scope="sideways">A</th><td>1</td></tr>', ["row A"]),
        ("<thead><tr><td>1</td><th>A</th><td>2</td></tr></thead>", ["col A"]),
    ],
)
def test_each_table_heading_has_its_scope(stored, headings):
    for markup in (f"<table>{stored}</table>", f"<ul><li><table>{stored}</table></li></ul>"):
        html = shown(markup)
        found = [
            " ".join((re.search('scope="([a-z]+)"', attributes)[1], words))
            for attributes, words in re.findall(r"<th\b([^>]*)>(.*?)</th>", html)
        ]
        assert found == headings
