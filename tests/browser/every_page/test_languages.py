"""Each page says in which language it is, and so does each run of words in another one."""

import re

import pytest
from lxml import etree, html

HAN, LATIN = re.compile("[\u4e00-\u9fff]"), re.compile("[A-Za-z]{3}")
# Nobody reads these as words, or they can't hold an element.
WORDLESS = {"script", "style", "svg", "title", "option", "textarea", "math"}
SITEMAP = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


@pytest.fixture(scope="module")
def pages(crawl):
    """The parsed pages by path, with what was answered."""
    return {crawl.path(each.address): (each, html.fromstring(each.body)) for each in crawl.pages}


def test_each_page_names_the_language_of_its_address(pages):
    for path, (answer, page) in pages.items():
        expected = "zh-Hans" if path.startswith("/zh-hans/") else "en"
        assert (page.get("lang"), answer.header("content-language")) == (expected, expected), path
    assert {page.get("lang") for _answer, page in pages.values()} == {"en", "zh-Hans"}


def test_each_run_of_words_in_another_script_names_its_language(pages):
    unmarked = {
        (path, text.strip())
        for path, (_answer, page) in pages.items()
        for text in page.xpath("//body//text()[normalize-space()]")
        if is_unmarked(text)
    }
    assert unmarked == set()


def is_unmarked(text):
    element = text.getparent().getparent() if text.is_tail else text.getparent()
    if WORDLESS & {element.tag, *(each.tag for each in element.iterancestors())}:
        return False
    [language] = element.xpath("ancestor-or-self::*[@lang][1]/@lang")
    other = LATIN if language.startswith("zh") else HAN
    return language != "ja" and bool(other.search(text))


def test_pages_and_sitemaps_name_the_same_translations_both_ways(crawl, pages):
    named = {path: alternates(crawl, page) for path, (_answer, page) in pages.items()}
    translated = {path: links for path, links in named.items() if links}
    assert {"/", "/zh-hans/", "/company/", "/zh-hans/company/"} <= translated.keys()
    for path, links in translated.items():
        assert path in links.values()
        assert {other for other in links.values() if named[other] != links} == set()
    in_sitemaps = {}
    for answer in crawl.answers.values():
        if answer.kind == "application/xml":
            for url in etree.fromstring(answer.body).xpath("//s:url[x:link]", namespaces=SITEMAP):
                path = crawl.path(url.findtext("s:loc", namespaces=SITEMAP))
                links = url.xpath("x:link", namespaces=SITEMAP)
                in_sitemaps[path] = {
                    each.get("hreflang"): crawl.path(each.get("href")) for each in links
                }
    assert in_sitemaps == translated


def alternates(crawl, page):
    links = page.xpath("//head/link[@rel='alternate'][@hreflang]")
    return {each.get("hreflang"): crawl.path(each.get("href")) for each in links}


def test_each_page_leads_to_the_other_language(pages):
    for path, (_answer, page) in pages.items():
        links = page.xpath("//header//nav[contains(@class, 'site-languages')]//a")
        other = "/" if path.startswith("/zh-hans/") else "/zh-hans/"
        assert [link.get("href").startswith(other) for link in links] == [True], path
        assert [link.get("hreflang") for link in links] != [page.get("lang")], path
