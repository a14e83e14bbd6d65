"""One site with all that readers can meet, crawled once; the tests go over every page of it."""

import pytest

from tests.site import RunningSite

from ..conftest import PEOPLE
from .crawl import Crawl

FILL = "from tests.browser.every_page import content; content.fill()"
# What stands in place of a page; no link leads there.
MESSAGES = ["/nothing-here/", "/news/2026/withdrawn/"]


@pytest.fixture(scope="session")
def full_site(tmp_path_factory):
    with RunningSite(tmp_path_factory.mktemp("full-site")) as running:
        running.shell(PEOPLE + FILL)
        yield running


@pytest.fixture(scope="session")
def crawl(full_site):
    """Every public address, and what stands there."""
    return Crawl(full_site.url).run()


@pytest.fixture(scope="session")
def paths(crawl):
    """The paths of all pages that links lead to, and of the messages in place of a page."""
    return [*(crawl.path(page.address) for page in crawl.pages), *MESSAGES]


@pytest.fixture(scope="session")
def kinds(crawl):
    """The path of one page of each kind, the longest: pages built of the same elements differ
    in their words alone."""
    longest = {}
    for page in sorted(crawl.pages, key=lambda page: len(page.body)):
        built_of = frozenset((each.tag, each.get("class")) for each in page.page.elements)
        longest[built_of] = crawl.path(page.address)
    return [*longest.values(), MESSAGES[0]]


@pytest.fixture
def new_page(browser, full_site):
    """Return a function that opens a page of the browser on the full site."""
    contexts = []

    def make(**options):
        contexts.append(browser.new_context(base_url=full_site.url, **options))
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page):
    return new_page()
