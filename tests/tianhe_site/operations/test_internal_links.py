"""Links to our own site in finished HTML, CSS and web manifests."""

import pytest

from tianhe_site.operations.internal_links import InternalLink, change_links, internal_link


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "https://www.example.org"


@pytest.mark.parametrize(
    ("value", "address", "fragment"),
    [
        ("/", "/", ""),
        ("https://www.example.org", "/", ""),
        ("https://WWW.example.org/company/#people", "/company/", "people"),
        ("//www.example.org/company/", "/company/", ""),
        ("/company", "/company/", ""),
        ("?page=2", "/news/?page=2", ""),
        ("/news/?x=1&page=3", "/news/?page=3", ""),
        ("/news/?page=1", "/news/", ""),
        ("/news/?page=../../x", "/news/", ""),
        ("/news/%32014/a/", "/news/2014/a/", ""),
        ("/news/%3Fpage=2", "/news/%3Fpage%3D2", ""),
        ("/robots.txt?page=2", "/robots.txt", ""),
        ("../%2e%2e/etc/", "/../etc/", ""),
    ],
)
def test_all_spellings_of_an_address_are_equal(value, address, fragment):
    link = internal_link(value, "/news/")
    assert (link.address, link.fragment) == (address, fragment)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "#main",
        "https://www.example.org.evil.example/",
        "http://www.example.org/",
        "//evil.example/",
        "mailto:info@example.org",
        "data:image/png;base64,AAAA",
        "http://[",
    ],
)
def test_other_sites_and_fragments_are_not_internal(value):
    assert internal_link(value, "/news/") is None


def test_full_form_keeps_what_was_typed():
    assert internal_link("/gone/?a=b#c", "/") == InternalLink(
        "/gone/", "c", "https://www.example.org/gone/?a=b#c"
    )


def test_thousands_of_parameters_are_harmless():
    assert internal_link(f"/news/?{'a&' * 5000}", "/").address == "/news/"


def test_links_in_html_change_and_nothing_else_does():
    before = (
        '<link rel="canonical" href="/a/"><a class="x > y" href="/a/?b=1&amp;c=2">href="/a/"</a>'
        "<img alt='src=\"/a/\"' src=/a/ ><FORM ACTION = '/a/'>  é</form><a data-href=\"/a/\">"
    ).encode()
    after = (
        '<link rel="canonical" href="/a/"><a class="x > y" href="&quot;/a/?b=1&amp;c=2&quot;">'
        'href="/a/"</a>'
        '<img alt=\'src="/a/"\' src="&quot;/a/&quot;" >'
        '<FORM ACTION = "&quot;/a/&quot;">  é</form><a data-href="/a/">'
    ).encode()
    assert change_links("text/html", before, lambda value: f'"{value}"') == after


def test_each_candidate_of_a_picture_changes_and_keeps_its_width():
    before = b'<img srcset="/a/1.jpg 400w, /a/2.jpg 640w" src="/a/1.jpg" sizes="100vw">'
    after = b'<img srcset="x/a/1.jpg 400w, x/a/2.jpg 640w" src="x/a/1.jpg" sizes="100vw">'
    assert change_links("text/html", before, lambda value: f"x{value}") == after


def test_links_in_css_change_and_nothing_else_does():
    before = b"""@import "a.css"; @import url(a.css);
    b { background: url( 'a.png' ) no-repeat, url(a.png); content: "\xff a.png" }"""
    after = b"""@import "new"; @import url("new");
    b { background: url( "new" ) no-repeat, url("new"); content: "\xff a.png" }"""
    assert change_links("text/css", before, lambda value: "new") == after


def test_links_in_a_web_manifest_change_and_nothing_else_does():
    before = rb'{"name": "\"src\": \"/a\" \u5929", "start_url": "/", "icons": [{"src": "/a"}]}'
    after = rb'{"name": "\"src\": \"/a\" \u5929", "start_url": "./", "icons": [{"src": "./a"}]}'
    assert change_links("application/manifest+json", before, lambda value: f".{value}") == after


@pytest.mark.parametrize("content_type", ["text/html", "text/css", "application/atom+xml"])
def test_unchanged_links_keep_their_bytes(content_type):
    body = b"<a href='/a/?b&c'>\xc3\xa9</a> url( 'a' ) \xff"
    assert change_links(content_type, body, lambda value: None) == body


def test_feed_keeps_its_links():
    body = b'<link href="/a/"/>'
    assert change_links("application/atom+xml", body, lambda value: "new") == body
