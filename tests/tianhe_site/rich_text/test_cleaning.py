"""The sanitizer: what is stored, shown and edited after markup was typed, pasted or forged."""

import json
import os
import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from news.models import NewsItem
from tests.factories import make_news_item, make_page
from tianhe_site.publishing import clock, history, workflow
from tianhe_site.rich_text.allowlist import RENAMED, TAGS
from tianhe_site.rich_text.cleaning import clean, clean_typed, for_editing, for_readers
from tianhe_site.rich_text.widgets import CONFIG

SAMPLES = settings.BASE_DIR.parent / "shared" / "html-injection-samples.json"


class Inventory(HTMLParser):
    """Lists every element and attribute that a browser would make of some markup."""

    def __init__(self, markup):
        super().__init__()
        self.found = []
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def payloads():
    if not SAMPLES.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{SAMPLES} is missing.")
        pytest.skip(f"{SAMPLES} is missing; it comes with the project's shared folder.")
    return json.loads(SAMPLES.read_text())["payloads"]


@pytest.mark.django_db
def test_no_injection_sample_leaves_anything_but_the_allowlist():
    for payload in payloads():
        cleaned = clean(f"<p>{payload}</p>")
        for tag, attributes in Inventory(cleaned).found:
            assert tag in TAGS, payload
            assert set(attributes) <= TAGS[tag], payload
            assert not re.match(r"\s*(javascript|data|vbscript)", attributes.get("href") or "")


@pytest.mark.django_db
def test_cleaning_twice_changes_nothing():
    for payload in payloads():
        once = clean(payload)
        assert clean(once) == once, payload


@pytest.mark.django_db
def test_nesting_that_needs_many_rounds_settles_too(noon, publisher):
    nasty = '<a href="#1"><object>' + "<blockquote>" * 200 + '<a href="#2">z</a>'
    for markup in (nasty, "<h2>a<h3>b<p>c</h2>&#13;d", "<p>a&#13;&#10;b</p>"):
        once = clean(markup)
        assert clean(once) == once
    workflow.publish_draft(make_news_item(body=nasty), by=publisher)
    assert history.verify() == []


@pytest.mark.django_db
def test_site_whose_address_begins_like_ours_is_another_site(settings):
    settings.SITE_URL = "https://tianhe.example"
    for href in ("https://tianhe.example.cn/x", "https://tianhe.examples.org/y"):
        assert clean(f'<a href="{href}">a</a>') == f'<a href="{href}">a</a>'
    for rest in ("?x=1", "#part"):
        assert clean(f'<a href="https://tianhe.example{rest}">a</a>') == f'<a href="/{rest}">a</a>'


@pytest.mark.django_db
def test_link_to_a_scheduled_item_survives_the_form(noon, publisher):
    page = make_page("later")
    workflow.publish_draft(page, by=publisher, at=noon + timedelta(hours=1))
    stored = clean('<a href="/later/">a</a>')
    assert stored == f'<a href="item:{page.pk}">a</a>'
    assert clean(for_editing(stored)) == stored
    unknown = '<a href="item:999999">a</a>'
    assert clean(for_editing(unknown)) == unknown


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("<h1>Title</h1>", "<h2>Title</h2>"),
        ("<b>bold</b> <i>slanted</i>", "<strong>bold</strong> <em>slanted</em>"),
        ('<p class="MsoNormal" style="color:red">Text<o:p></o:p></p>', "<p>Text</p>"),
        ('<p><span lang="EN-US">Plain</span> &nbsp;</p><p>&nbsp;</p>', "<p>Plain &nbsp;</p>"),
        ('<p><font face="Arial">Face</font></p>', "<p>Face</p>"),
        ("<div>In a box</div>", "In a box"),
        ("<img src=x>", ""),
        (
            '<a href="https://a.example/x" target="_blank">a</a>',
            '<a href="https://a.example/x">a</a>',
        ),
        ('<a href="www.example.org/x">a</a>', '<a href="https://www.example.org/x">a</a>'),
        ('<a href="mailto:a@b.example">a</a>', '<a href="mailto:a@b.example">a</a>'),
        ('<a href="https://ann@a.example">a</a>', '<a href="mailto:ann@a.example">a</a>'),
        ('<a href="https://a.example/b c">a</a>', '<a href="https://a.example/b%20c">a</a>'),
        ('<a href="ftp://a.example/">a</a>', "<a>a</a>"),
        ('<a href="//evil.example/">a</a>', "<a>a</a>"),
        ('<a href="/\\evil.example/">a</a>', "<a>a</a>"),
        ('<a href="/\t/evil.example/">a</a>', "<a>a</a>"),
        ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
        ('<a href="file:///C:/x.doc">a</a>', "<a>a</a>"),
        ('<a href="#part">a</a>', '<a href="#part">a</a>'),
        ('<a href="/unknown/">a</a>', '<a href="/unknown/">a</a>'),
        ('<th scope="col" onclick="x">a</th>', "a"),
        ('<p title="a" lang="b" id="c">a</p>', "<p>a</p>"),
    ],
)
def test_what_is_typed_and_what_is_stored(typed, stored):
    assert clean(typed) == stored


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        (
            '<p>E is <math xmlns="http://www.w3.org/1998/Math/MathML" alttext="a > b"><semantics>'
            "<mrow><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></mrow>"
            '<annotation encoding="application/x-tex">E=mc^2</annotation></semantics></math>.</p>',
            "<p>E is E=mc2.</p>",
        ),
        ("<p>a <MATH><MTEXT>dose</MTEXT></MATH> b</p>", "<p>a dose b</p>"),
        ("<p>a <mi>x</mi> <none>y</none> b</p>", "<p>a x y b</p>"),
        (
            "<p>a <svg><g><text>cell <tspan>line</tspan></text></g></svg> b</p>",
            "<p>a cell line b</p>",
        ),
        (
            "<p>a <math><mrow><mi>x</mi><mspace/><mn>5</mn></mrow><mmultiscripts><mi>C</mi>"
            "<mprescripts/><mn>6</mn></mmultiscripts><apply><plus/><ci>y</ci></apply></math> b</p>",
            "<p>a x5C6y b</p>",
        ),
        ('<p>a <svg><path d="M0 0"/><defs/><text>cell</text></svg> b</p>', "<p>a cell b</p>"),
        ('<p>a <math><annotation encoding="x"/><mi>x</mi></math> b</p>', "<p>a x b</p>"),
        ("<p>a <math><style>x{}</style><mi><script>x()</script>y</mi></math></p>", "<p>a y</p>"),
        (
            '<p>a <svg onload="x()"><a href="javascript:x()"><text>y</text></a></svg></p>',
            "<p>a <a>y</a></p>",
        ),
    ],
)
def test_text_of_formulas_and_drawings_stays(pasted, words):
    assert clean(pasted) == words
    assert clean(words) == words


@pytest.mark.django_db
def test_tables_keep_what_makes_them_readable():
    table = (
        "<table><caption>Doses</caption><thead><tr>"
        '<th scope="col" colspan="2">A</th></tr></thead>'
        "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    )
    assert clean(table) == table
    shown = for_readers(table, clock.now())
    assert shown.startswith(
        '<div class="table-scroll" role="region" aria-label="Doses" tabindex="0"'
    )


@pytest.mark.django_db
def test_link_to_an_item_follows_it(client, noon, publisher):
    page = make_page("target", body="<h2>Part</h2>")
    workflow.publish_draft(page, by=publisher)
    item = make_news_item(body='<p><a href="/target/#part">there</a></p>')
    assert item.body == f'<p><a href="item:{page.pk}#part">there</a></p>'
    workflow.publish_draft(item, by=publisher)
    before = clock.now()
    workflow.move({page: {"slug": "moved"}}, by=publisher)
    assert '<a href="/moved/#part">there</a>' in client.get("/news/2026/grant/").content.decode()
    assert for_editing(item.body) == '<p><a href="/moved/#part">there</a></p>'
    # As of a moment before the move the text leads where it led then.
    assert 'href="/target/#part"' in for_readers(item.body, before)


@pytest.mark.django_db
def test_full_address_of_our_own_becomes_a_reference(noon, publisher, settings):
    page = make_page("target")
    workflow.publish_draft(page, by=publisher)
    stored = clean(f'<a href="{settings.SITE_URL}/target/">there</a>')
    assert stored == f'<a href="item:{page.pk}">there</a>'


@pytest.mark.django_db
@pytest.mark.parametrize("href", ["item:999999", "item:x", "ITEM:1", "item:" + "9" * 40])
def test_dangling_reference_is_no_link_for_readers(noon, href):
    assert for_readers(f'<a href="{href}">a</a>', noon) == "<a>a</a>"


@pytest.mark.django_db
def test_text_is_cleaned_by_every_code_path(noon):
    forged = "<p>ok</p><script>alert(1)</script>"
    item = make_news_item(body=forged)
    assert item.body == "<p>ok</p>"
    type(item).objects.filter(pk=item.pk).update(body=forged)
    assert "<script>" not in for_readers(type(item).objects.get(pk=item.pk).body, noon)


@pytest.mark.django_db
def test_edition_shows_clean_text_even_if_the_draft_was_forged(client, noon, publisher):
    item = make_news_item()
    type(item).objects.filter(pk=item.pk).update(body="<p>ok</p><script>alert(1)</script>")
    workflow.publish_draft(item, by=publisher)
    assert "alert(1)" not in client.get("/news/2026/grant/").content.decode()


def test_toolbar_allows_exactly_what_the_sanitizer_does():
    assert set(CONFIG["allowedContent"]) == {*TAGS, *RENAMED}


def test_editor_is_named_in_one_setting():
    field = NewsItem._meta.get_field("body")
    assert isinstance(field.formfield().widget, import_string(settings.RICH_TEXT_WIDGET))
    assert field.deconstruct()[1] == "django.db.models.TextField"


def test_line_breaks_the_editor_adds_around_blocks_change_nothing():
    from_editor = "<h2>A</h2>\n\n<p>one <em>two</em>\nthree</p>\n\n<ul>\n\t<li>four</li>\n</ul>\n"
    assert clean(from_editor) == "<h2>A</h2><p>one <em>two</em>\nthree</p><ul><li>four</li></ul>"


@pytest.mark.django_db
def test_typed_text_loses_direction_overrides_and_old_text_keeps_them():
    past = "<p>not \u202eapproved\u202c and \u2066so\u2069</p>"
    assert clean(past) == past
    assert clean_typed(past) == "<p>not approved and so</p>"
    assert clean_typed("<p>&#8238;&#x2067;a</p>") == "<p>a</p>"


@pytest.mark.django_db
@pytest.mark.parametrize("links", [1, 3])
def test_each_address_in_a_form_is_looked_up_once(links, django_assert_num_queries):
    field = NewsItem._meta.get_field("body").formfield()
    text = "".join(f'<p><a href="/nothing-{number}/">a</a></p>' for number in range(links))
    with django_assert_num_queries(links):
        field.clean(text * 2)
