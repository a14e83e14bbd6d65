"""What each page says of itself, and how it reads aloud."""

from collections import Counter
from html import unescape
from itertools import pairwise
from urllib.parse import urljoin

# Heard alone, in a list of links, they name nothing.
GENERIC_LINK_TEXTS = {"", "here", "click here", "link", "more", "read more", "details", "this page"}


def for_search(crawl):
    """Return the pages that search engines may list."""
    return [page for page in crawl.pages if "noindex" not in robots(page)]


def robots(page):
    return f"{page.header('x-robots-tag')} {' '.join(page.page.meta('robots'))}"


def words_of(link):
    return link.get("aria-label") or link.words


def test_each_page_has_a_title_of_its_own(crawl):
    # A name in Latin letters is the same in each language.
    titles = Counter(
        (page.header("content-language"), words)
        for page in for_search(crawl)
        for words in _titles(page)
    )
    assert [title for title, times in titles.items() if times > 1 or not title[1]] == []
    assert [page.address for page in crawl.pages if len(_titles(page)) != 1] == []


def _titles(page):
    # A drawing may have one too.
    head = " ".join(unescape(page.text.partition("</head>")[0]).split())
    return [each.words for each in page.page.all("title") if each.words in head]


def test_each_page_describes_itself_and_names_its_own_address(crawl):
    for page in for_search(crawl):
        assert len(page.page.meta("description")) == 1, page.address
        assert page.page.meta("description")[0].strip(), page.address
        assert page.page.rel("canonical") == [page.address]


def test_each_page_has_one_heading_of_the_first_level_and_skips_none(crawl):
    for page in crawl.pages:
        levels = [int(each.tag[1]) for each in page.page.all("h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels.count(1) == 1, page.address
        assert all(below <= above + 1 for above, below in pairwise(levels)), page.address


def test_date_in_a_list_is_heard_after_the_heading_that_it_belongs_to(crawl):
    """By headings, people heard each date as that of the item before."""
    entries = 0
    for page in crawl.pages:
        kinds = [(each.tag, each.get("class").split()) for each in page.page.elements]
        for at, (tag, classes) in enumerate(kinds):
            if tag == "li" and {"row", "card"} & {*classes}:
                parts = [name for name, _classes in kinds[at + 1 :] if name in ("h2", "h3", "time")]
                assert parts[0] != "time", page.address
                entries += 1
    assert entries > 10


def test_each_picture_has_its_dimensions_and_a_description(crawl):
    pictures = [(page.address, each) for page in crawl.pages for each in page.page.all("img")]
    assert pictures
    for address, picture in pictures:
        assert picture.get("width").isdecimal(), address
        assert picture.get("height").isdecimal(), address
        assert "alt" in picture.attributes, address


def test_links_of_the_same_words_lead_to_the_same_place(crawl):
    for page in crawl.pages:
        places = {}
        for link in page.page.all("a"):
            # The number of a source stands beside the words that it bears out.
            if link.get("href") and not link.words.isdecimal():
                places.setdefault(words_of(link), set()).add(
                    urljoin(page.address, link.get("href"))
                )
        assert {words: to for words, to in places.items() if len(to) > 1} == {}, page.address


def test_links_make_sense_alone(crawl):
    found = [
        (page.address, link.get("href"))
        for page in crawl.pages
        for link in page.page.all("a")
        if words_of(link).lower().rstrip(".…") in GENERIC_LINK_TEXTS
    ]
    assert found == []
