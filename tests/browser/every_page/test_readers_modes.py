"""What people read in the reader's mode of a browser, and what programs extract from a page, is
the whole text: place and date, status, claims and corrections included. They also agree on what the
page is called, when it was published, by whom, and on its picture.

goose3 isn't asked: it drops each block with fewer than three of its common words, list items above
all, whatever the markup.
"""

import re
from datetime import UTC, datetime
from urllib.request import urlopen

import newspaper
import pytest
import trafilatura

from tests import parts

PATHS = [
    "/",
    "/therapy/",
    "/company/rooms/",
    "/company/styles/",
    "/news/2015/everything-an-item-can-hold/",
    "/news/2015/report-in-parts/",
    "/news/2026/corrected/",
]
COMPANY = "Tianhe Stem Cell Biotechnologies Inc."
# newspaper4k takes a short list of links for a menu, and leaves out what is above or below the text
# if it has few common words.
SHORT = ["/", "/therapy/", "/news/2015/report-in-parts/"]
# The text of a page by its paragraphs, without what only leads elsewhere: a paragraph that is all
# link is taken for a menu. Captions of pictures go with the pictures.
PARAGRAPHS = """() => [...document.querySelectorAll(
  'article .prose p, article .prose li, article .prose dt, article .prose dd, article .prose td')]
  .filter((each) => !each.querySelector('p, li, dd'))
  .filter((each) => !each.closest('figure, nav, .newest'))
  .filter((each) => [...each.childNodes].some(
    (node) => node.nodeName !== 'A' && node.textContent.trim()))
  .map((each) => {
    const copy = each.cloneNode(true);
    for (const way of copy.querySelectorAll('nav')) way.remove();
    return copy.textContent;
  })"""
READABILITY = "%s; new Readability(document.cloneNode(true)).parse()"


@pytest.fixture
def paragraphs_of(page):
    """Return a function that opens a path and returns the paragraphs of its text."""

    def paragraphs(path):
        page.goto(path)
        found = [_plain(each) for each in page.evaluate(PARAGRAPHS)]
        assert len(found) > 3, path
        return found

    return paragraphs


@pytest.fixture
def readability(page):
    """Return a function that gives what the reader's mode of Firefox shows of the open page."""
    folder = parts.needed(parts.NPM_PACKAGES)
    source = (folder / "@mozilla" / "readability" / "Readability.js").read_text()
    return lambda: page.evaluate(READABILITY % source)


@pytest.fixture
def markup(full_site):
    """Return a function that gives the markup at a path."""

    def get(path):
        with urlopen(full_site.url + path) as answer:
            return answer.read().decode()

    return get


@pytest.fixture
def newspaper_of(full_site, markup):
    """Return a function that gives what newspaper4k makes of a path."""

    def read(path):
        asked_for = {"fetch_images": False, "memorize_articles": False}
        article = newspaper.Article(full_site.url + path, **asked_for)
        article.download(input_html=markup(path))
        return article.parse()

    return read


@pytest.mark.parametrize("path", PATHS)
def test_readers_mode_of_a_browser_shows_the_whole_text(paragraphs_of, readability, path):
    wanted = paragraphs_of(path)
    assert missing(wanted, readability()["textContent"]) == []


@pytest.mark.parametrize("path", PATHS)
def test_trafilatura_gives_the_whole_text(markup, paragraphs_of, path):
    wanted = paragraphs_of(path)
    assert missing(wanted, trafilatura.extract(markup(path), output_format="txt")) == []


@pytest.mark.parametrize("path", [path for path in PATHS if path not in SHORT])
def test_newspaper_gives_the_whole_text(newspaper_of, paragraphs_of, path):
    wanted = paragraphs_of(path)
    assert missing(wanted, newspaper_of(path).text) == []


def test_all_agree_on_what_an_item_is(page, readability, markup, newspaper_of):
    path = "/news/2015/everything-an-item-can-hold/"
    page.goto(path)
    picture = page.get_attribute('meta[property="og:image"]', "content")
    title, summary = page.inner_text("h1"), page.inner_text(".standfirst")
    # With the approval statement.
    described = page.get_attribute('meta[name="description"]', "content")
    shown = readability()
    assert (shown["title"], shown["excerpt"], shown["byline"]) == (title, summary, COMPANY)
    assert (shown["siteName"], shown["lang"]) == ("Tianhe", "en")
    assert shown["publishedTime"] == "2015-03-02"
    told = trafilatura.extract_metadata(markup(path))
    assert (told.title, told.description, told.author) == (title, described, COMPANY.rstrip("."))
    assert (told.date, told.image, told.categories) == ("2015-03-02", picture, ["Patent"])
    article = newspaper_of(path)
    assert (article.title, article.meta_description) == (title, described)
    assert article.authors == [COMPANY.rstrip(".")]
    assert (article.publish_date, article.top_image) == (datetime(2015, 3, 2), picture)


@pytest.mark.parametrize("path", ["/", "/therapy/", "/company/"])
def test_day_of_a_page_is_that_of_its_text_and_of_no_item_in_it(markup, newspaper_of, path):
    day = trafilatura.extract_metadata(markup(path)).date
    assert day == newspaper_of(path).publish_date.astimezone(UTC).date().isoformat()
    assert f'"datePublished": "{day}T' in markup(path)


def missing(wanted, shown):
    """Return the paragraphs that a text lacks."""
    return [each for each in wanted if each not in _plain(shown)]


def _plain(text):
    """Return the letters and digits of a text: extractors part words and cells each in its way."""
    return re.sub(r"\W+", "", text)
