"""A real browser against the site under gunicorn, as readers and editors get it."""

import re

import pytest
from playwright.sync_api import expect

from tests import parts
from tests.site import PASSWORD, RunningSite

# Playwright's five seconds are few on two cores that run other tests as well.
expect.set_options(timeout=20_000)

# Finds the page for as long as scripts of it, or of a frame in it, may not be attached yet.
LOADING = """(() => {
  const isLoading = (each) => each.readyState !== "complete" || framesOf(each).some(isLoading);
  const framesOf = (each) => [...each.querySelectorAll("iframe")]
    .map((frame) => frame.contentDocument).filter(Boolean);
  // A page that has just begun has no element yet.
  const queryAll = () => [document.documentElement].filter((root) => root && isLoading(document));
  return {query: () => queryAll()[0], queryAll};
})()"""

PEOPLE = f"""
from django.contrib.auth.models import Group, User
for name, group in (("ann", "Authors"), ("rita", "Reviewers"), ("paul", "Publishers")):
    user = User.objects.create_user(name, password="{PASSWORD}", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
"""


@pytest.fixture(autouse=True, scope="session")
def _browser():
    """Nothing here runs without them; their absence is said in a sentence, not by each test."""
    parts.needed(parts.DRIVER)
    parts.needed(parts.CHROMIUM)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The running site with its starter content, an author (ann) and a publisher (paul); its
    processes hear of each other's changes, as in production."""
    with RunningSite(tmp_path_factory.mktemp("site"), WEB_CONCURRENCY="2") as running:
        running.shell(PEOPLE)
        yield running


@pytest.fixture(scope="session")
def base_url(site):
    return site.url


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": parts.needed(parts.CHROMIUM), "args": parts.CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def browser(playwright, browser):
    """A browser in which each click, key of a locator and expectation waits for the page's scripts.

    A page that a click leads to is there before them: what is done to it then, browsers do in their
    own way, and only on a busy machine.
    """
    playwright.selectors.register("loading", LOADING, content_script=True)
    browser.on("context", lambda context: context.on("page", _wait_for_scripts))
    return browser


def _wait_for_scripts(page):
    # Playwright goes on once what it looks for is gone.
    page.add_locator_handler(page.locator("loading=."), lambda: None)


@pytest.fixture
def third_parties(context, site):
    """Every request of the browser to anybody but the site; must stay empty."""
    found = []

    def note(request):
        if not request.url.startswith((site.url, "data:", "blob:")):
            found.append(request.url)

    context.on("request", note)
    yield found
    assert found == []


def enter(page, name, to="/admin/"):
    """Let a member of staff in by name and password, at the page `to`."""
    page.context.clear_cookies()
    page.goto(f"/admin/login/?next={to}")
    page.fill("#id_login", name)
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    expect(page).not_to_have_url(re.compile("/login/"))
    page.wait_for_load_state()


def stay_when_asked(page):
    """Stay on the page each time the browser asks whether to leave it; return the list of the
    kinds of its questions, which grows."""
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    return asked


def load_until_shown(page, path, locator):
    """Load a page until something is on it, and return that: while the database is late, as on a
    busy machine, a process may show once more what it knew before."""
    for _load in range(100):
        page.goto(path)
        if locator.count():
            break
    return locator


@pytest.fixture(scope="session")
def sessions():
    """The cookies of those who entered the site, by name."""
    return {}


@pytest.fixture
def log_in(page, third_parties, sessions):
    """Return a function that lets a member of staff in; the browser shows no page yet.

    Each enters once: to check a password takes half a second, on purpose.
    """

    def log_in(name):
        if name not in sessions:
            enter(page, name)
            sessions[name] = page.context.cookies()
        page.context.clear_cookies()
        page.context.add_cookies(sessions[name])

    return log_in
