"""Every link of every public page, feed, sitemap and style sheet leads to what it names."""

from urllib.parse import urlencode

from .conftest import MESSAGES


def test_crawl_has_met_each_kind_of_address(crawl):
    kinds = {answer.kind for answer in crawl.answers.values()}
    assert kinds >= {
        "text/html",
        "text/css",
        "application/xml",
        "application/atom+xml",
        "application/rss+xml",
        "application/feed+json",
        "application/manifest+json",
    }
    paths = {crawl.path(page.address) for page in crawl.pages}
    assert paths >= {
        "/",
        "/therapy/",
        "/company/rooms/",
        "/company/styles/",
        "/glossary/cb-scs/",
        "/news/",
        "/news/?page=2",
        "/news/2015/",
        "/news/category/patent/",
        "/news/2015/everything-an-item-can-hold/",
        "/news/2026/corrected/",
    }


def test_crawl_has_met_what_a_search_says_of_words_that_it_lacks(crawl):
    said = {"protocl": "Did you mean", "protocol zeppelin": "Missing: zeppelin"}
    pages = {crawl.path(page.address): page.page for page in crawl.pages}
    for typed, words in said.items():
        page = pages[f"/search/?{urlencode({'q': typed})}"]
        assert words in " ".join(each.words for each in page.all("main"))


def test_every_link_leads_straight_to_something(crawl):
    broken = [
        (crawl.path(each.address), each.status, crawl.path(each.linked_from))
        for each in crawl.answers.values()
        if each.status != 200
    ]
    assert broken == []


def test_every_link_to_a_part_of_a_page_finds_it(crawl):
    lost = []
    for linked_from, address, fragment in crawl.links:
        page = crawl.answers[address].page
        if fragment and page and fragment not in {each.get("id") for each in page.elements}:
            lost.append((crawl.path(linked_from), f"{crawl.path(address)}#{fragment}"))
    assert lost == []


def test_nothing_sets_a_cookie(crawl):
    answers = [*crawl.answers.values(), *(crawl.ask(crawl.site + path) for path in MESSAGES)]
    assert [each.address for each in answers if each.header("set-cookie")] == []
