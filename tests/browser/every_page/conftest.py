"""One site with all that readers can meet, crawled once; the tests go over every page of it."""

import itertools
import json
import subprocess
from contextlib import ExitStack, contextmanager

import pytest

from tests import parts
from tests.site import RunningSite

from ..conftest import PEOPLE
from .crawl import Crawl
from .visits import ON_EACH_KIND, ON_EVERY_PAGE, Visits

FILL = """
from tests.browser.every_page import content, staff_content
content.fill()
staff_content.fill()
"""
# What stands in place of a page; no link leads there.
MESSAGES = ["/nothing-here/", "/news/2026/withdrawn/"]
READERS = itertools.count(1)
# Without them, a run of the checker that checked nothing would look like one that found nothing.
FAULTS = {"page.html": "<!DOCTYPE html><p>", "sheet.css": "p { colour: red }", "a.svg": "<svg>"}


@pytest.fixture(scope="session")
def full_site(tmp_path_factory):
    # Behind a proxy that says where requests come from.
    with RunningSite(tmp_path_factory.mktemp("full-site"), PROXIES="1") as running:
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


@pytest.fixture(scope="session")
def new_profile(browser, full_site):
    """Return a function that makes a profile of the browser for the full site."""
    with ExitStack() as profiles:

        def make(**options):
            made = browser.new_context(base_url=full_site.url, **options)
            return profiles.enter_context(made)

        yield make


@pytest.fixture(scope="session")
def profile(new_profile):
    """The profile of all tests that need no other: pictures, styles and scripts are loaded once."""
    return new_profile()


@pytest.fixture(scope="session")
def profile_without_scripts(new_profile):
    return new_profile(java_script_enabled=False)


@pytest.fixture
def page(profile):
    with opened(profile) as page:
        yield page


@pytest.fixture
def page_without_scripts(profile_without_scripts):
    with opened(profile_without_scripts) as page:
        yield page


@contextmanager
def opened(profile):
    """Open a page for a reader of an address of their own: all tests together search more than one
    may."""
    number = next(READERS)
    with profile.new_page() as page:
        page.set_extra_http_headers({"X-Forwarded-For": f"10.0.{number // 256}.{number % 256}"})
        yield page


@pytest.fixture(scope="session")
def visited(profile, paths, kinds):
    """What was found on each page in one load of it."""
    with opened(profile) as page:
        visits = Visits(page)
        for path in paths:
            visits.visit(path, ON_EVERY_PAGE + ON_EACH_KIND * (path in kinds))
        visits.cookies = profile.cookies()
    return visits


@pytest.fixture
def check(tmp_path):
    """Return a function that runs the Nu Html Checker on texts by their file names, once for all,
    and returns what it finds: file name, message, and where."""
    folder = parts.needed(parts.NPM_PACKAGES)
    jar = folder / "vnu-jar" / "build" / "dist" / "vnu.jar"
    options = ["--format", "json", "--stdout", "--exit-zero-always", "--also-check-css"]
    # It runs for too short a time to compile its code well, and what is compiled less well needs a
    # larger stack.
    java = [parts.needed(parts.JAVA), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m"]

    def run(texts):
        for name, text in (texts | FAULTS).items():
            (tmp_path / name).write_text(text)
        command = [*java, "-jar", jar, *options, "--also-check-svg", tmp_path]
        done = subprocess.run(command, capture_output=True, check=True)
        found = [
            (each["url"].rpartition("/")[2], each["message"], each.get("extract"))
            for each in json.loads(done.stdout)["messages"]
        ]
        assert {name for name, *_fault in found} >= set(FAULTS)
        return [each for each in found if each[0] not in FAULTS]

    return run
