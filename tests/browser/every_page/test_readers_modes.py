"""What people read in the reader's mode of a browser, and what programs extract from a page, is
the whole text: place and date, status, claims and corrections included."""

import re
from urllib.request import urlopen

import pytest
import trafilatura

from tests import parts

PATHS = [
    "/therapy/",
    "/company/rooms/",
    "/company/styles/",
    "/news/2015/everything-an-item-can-hold/",
    "/news/2026/corrected/",
]
# The text of a page by its paragraphs, without what only leads elsewhere: a paragraph that is all
# link is taken for a menu. Captions of pictures go with the pictures.
PARAGRAPHS = """() => [...document.querySelectorAll(
  'article .prose p, article .prose li, article .prose dt, article .prose dd, article .prose td')]
  .filter((each) => !each.querySelector('p, li, dd'))
  .filter((each) => !each.closest('figure, nav, .newest'))
  .filter((each) => [...each.childNodes].some(
    (node) => node.nodeName !== 'A' && node.textContent.trim()))
  .map((each) => each.textContent)"""
READABILITY = "%s; new Readability(document.cloneNode(true)).parse().textContent"


@pytest.fixture
def paragraphs_of(page):
    """Return a function that opens a path and returns the paragraphs of its text."""

    def paragraphs(path):
        page.goto(path)
        found = [_plain(each) for each in page.evaluate(PARAGRAPHS)]
        assert len(found) > 3, path
        return found

    return paragraphs


@pytest.mark.parametrize("path", PATHS)
def test_readers_mode_of_a_browser_shows_the_whole_text(page, paragraphs_of, path):
    wanted = paragraphs_of(path)
    folder = parts.needed(parts.NPM_PACKAGES)
    source = (folder / "@mozilla" / "readability" / "Readability.js").read_text()
    shown = _plain(page.evaluate(READABILITY % source))
    assert [each for each in wanted if each not in shown] == []


@pytest.mark.parametrize("path", PATHS)
def test_extraction_gives_the_whole_text(full_site, paragraphs_of, path):
    wanted = paragraphs_of(path)
    with urlopen(full_site.url + path) as answer:
        shown = _plain(trafilatura.extract(answer.read().decode(), output_format="txt"))
    assert [each for each in wanted if each not in shown] == []


def test_extraction_names_the_author(full_site):
    with urlopen(full_site.url + PATHS[0]) as answer:
        author = trafilatura.extract_metadata(answer.read().decode()).author
    assert author == "Tianhe Stem Cell Biotechnologies Inc"


def _plain(text):
    """Return the letters and digits of a text: extractors part words and cells each in its way."""
    return re.sub(r"\W+", "", text)
