"""Linkable headings: ids made of their text, in old editions too."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.factories import make_news_item
from tianhe_site.publishing import history, workflow
from tianhe_site.rich_text.cleaning import for_readers
from tianhe_site.rich_text.headings import RESERVED, chapters_in, ids_in

# Folders with pages that show no text of an editor.
FOR_STAFF = {"admin", "account", "allauth", "mfa", "usersessions"}
PUBLIC_TEMPLATES = [
    path
    for path in Path(settings.BASE_DIR / "templates").rglob("*.html")
    if not FOR_STAFF & {*path.relative_to(settings.BASE_DIR / "templates").parts}
]


@pytest.mark.parametrize(
    ("headings", "ids"),
    [
        ("<h2>What happened</h2><h3>Why, &amp; how?</h3>", ["what-happened", "why-how"]),
        ("<h2>CO<sub>2</sub> in <em>cells</em><br>today</h2>", ["co2-in-cells-today"]),
        ('<h2><mark data-sources="1">It works</mark></h2>', ["it-works"]),
        ("<h2>临床试验：结果</h2><h2>ＮＣＴ</h2>", ["临床试验-结果", "nct"]),
        (
            "<h2>Results</h2><h3>Results</h3><h4>results!</h4>",
            ["results", "results-2", "results-3"],
        ),
        (
            "<h2>Results 2</h2><h2>Results</h2><h2>Results</h2>",
            ["results-2", "results", "results-3"],
        ),
        ("<h2>Sources</h2><h2>Source 1</h2><h2>Main</h2>", ["sources-2", "source-1-2", "main-2"]),
        ("<h2>Claim 1</h2><h2>Claims</h2>", ["claim-1-2", "claims"]),
        ("<h2>…</h2><h2>?</h2>", ["section", "section-2"]),
        ("<h2>re\u00adsults\u2060</h2>", ["results"]),
        (f"<h2>{'word ' * 40}</h2>", ["-".join(["word"] * 16)]),
        ("<p>none</p>", []),
    ],
)
def test_ids_are_made_of_heading_text_and_are_unique(headings, ids):
    assert ids_in(headings) == ids
    shown = for_readers(headings, None)
    assert re.findall(r'<h[234] id="([^"]*)">', shown) == ids
    assert re.sub(' id="[^"]*"', "", shown) == re.sub("</?mark[^>]*>", "", headings)


def test_no_heading_takes_the_id_of_a_part_of_the_page():
    found = {
        name
        for path in PUBLIC_TEMPLATES
        for name in re.findall(r' id="([^"{]+)"', path.read_text())
        if name != "source-"
    }
    assert found <= RESERVED


@pytest.mark.django_db
def test_live_edition_shows_ids_and_keeps_its_hash(client, noon, publisher):
    body = "<h2>What happened</h2><p>Words.</p>"
    edition = workflow.publish_draft(make_news_item(body=body), by=publisher)
    page = client.get("/news/2026/grant/").content.decode()
    assert '<h2 id="what-happened">What happened</h2>' in page
    assert edition.body == body
    assert history.verify() == []


def page_with(count):
    """Return the markup of a text with `count` parts."""
    parts = (f"<h2>Part <em>{number}</em> &amp; more</h2><h3>In it</h3>" for number in range(count))
    return "".join(parts)


@pytest.mark.parametrize(("count", "links"), [(3, 0), (4, 4), (5, 5)])
@pytest.mark.django_db
def test_long_text_begins_with_links_to_its_parts(client, noon, publisher, count, links):
    workflow.publish_draft(make_news_item(body=page_with(count)), by=publisher)
    text = client.get("/news/2026/grant/").content.decode()
    nav = text.partition('<nav class="chapters"')[2].partition("</nav>")[0]
    found = re.findall('<a href="#([^"]+)">([^<]+)</a>', nav)
    assert found == [(f"part-{n}-more", f"Part {n} &amp; more") for n in range(links)]
    assert all(f'<h2 id="{name}">' in text for name, _words in found)


def test_name_of_a_part_has_no_numbers_of_sources():
    claim = 'What <mark data-sources="1 2">we measured</mark>'
    shown = for_readers("".join(f"<h2>{claim}<br>{n}</h2>" for n in range(4)), None, sources=2)
    assert [words for _name, words in chapters_in(shown)] == [
        f"What we measured {n}" for n in range(4)
    ]
