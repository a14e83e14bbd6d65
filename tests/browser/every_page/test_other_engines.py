"""Every kind of page in Firefox and in WebKit, where Debian's packages `firefox-esr`, or
`webkit2gtk-driver` and `xvfb`, are installed."""

import pytest

from .. import webdriver
from ..webdriver import DARK, LIGHT

PHONE, DESK = 360, 1280
ENGINES = {"Firefox": webdriver.firefox, "WebKit": webdriver.webkit}
TAB, ENTER = "\ue004", "\ue007"
# What is wrong with the page that is open. Windows can't be as narrow as a phone, so its page is
# put into a box.
PROBLEMS = """
const problems = [], root = document.documentElement, width = %d;
if (width < innerWidth) document.body.style.width = `${width}px`;
const excess = document.body.scrollWidth - Math.min(width, root.clientWidth);
if (excess > 0) problems.push(`${excess} pixels too wide`);
for (const image of document.images)
  if (image.complete && !image.naturalWidth) problems.push(`no picture: ${image.currentSrc}`);
if (getComputedStyle(document.querySelector(".wordmark")).textDecorationLine !== "none")
  problems.push("without the style sheet");
const rgb = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number);
if ((rgb[0] < 128) !== %s) problems.push(`in the other scheme: ${rgb}`);
return problems;
"""
FOCUSED = "const {id, className} = document.activeElement; return id || className"
BOX_OF_FOCUSED = """
const {top, left, width} = document.activeElement.getBoundingClientRect();
return top >= 0 && left >= 0 && width > 0"""


@pytest.fixture(params=ENGINES)
def engine(request, tmp_path):
    """Return a function that starts a browser in a color scheme."""
    return lambda scheme: ENGINES[request.param](tmp_path, scheme)


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_pages_are_whole_at_each_width(engine, full_site, kinds, scheme):
    with engine(scheme) as browser:
        found = []
        for width in (PHONE, DESK):
            browser.resize(width, 900)
            for path in kinds:
                browser.open(full_site.url + path)
                asked = PROBLEMS % (width, str(scheme == DARK).lower())
                found += [(path, width, problem) for problem in browser.run(asked)]
        assert found == []
        assert browser.errors() == []


def test_page_is_used_by_keyboard(engine, full_site):
    with engine(LIGHT) as browser:
        browser.open(f"{full_site.url}/therapy/")
        browser.press(TAB)
        assert browser.run(FOCUSED) == "skip"
        assert browser.run(BOX_OF_FOCUSED)
        browser.press(ENTER)
        assert browser.run(FOCUSED) == "main"
        browser.open(f"{full_site.url}/search/")
        browser.run("document.querySelector('main input[type=search]').focus()")
        browser.press(*"patent", ENTER)
        browser.wait_for("return location.search.includes('q=patent')")
        browser.wait_for("return !!document.querySelector('#search-results .row a')")
        assert browser.errors() == []
