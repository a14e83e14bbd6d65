"""A real browser against the site under gunicorn, as readers and editors get it."""

import re
from contextlib import contextmanager

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

# An address of the site without scripts.
PLAIN = "/robots.txt"

# A hash takes half a second, on purpose: one is enough.
PEOPLE = f"""
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
password = make_password("{PASSWORD}")
for name, group in (("ann", "Authors"), ("rita", "Reviewers"), ("paul", "Publishers")):
    user = User.objects.create(username=name, password=password, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
"""
BEGIN_SESSION = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.test import RequestFactory
request = RequestFactory().get("/")
request.session = import_module(settings.SESSION_ENGINE).SessionStore()
login(request, User.objects.get(username="{}"), settings.AUTHENTICATION_BACKENDS[0])
request.session.save()
print(request.session.session_key)
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


@pytest.fixture(scope="session")
def profile(browser, base_url):
    """The profile of all tests, one after the other: what one has loaded, the next has in its
    cache. A page that stays open keeps the process of the site's pages."""
    with browser.new_context(base_url=base_url) as profile:
        profile.new_page().goto(PLAIN)
        yield profile


@pytest.fixture
def context(profile):
    """The profile as nobody has used it, but for its cache."""
    yield profile
    kept, *others = profile.pages
    for page in others:
        page.close()
    kept.evaluate("localStorage.clear()")
    profile.set_offline(False)
    profile.clear_cookies()


@pytest.fixture
def clocked_page(browser, site):
    """A page whose clock the test moves. In a profile of its own, which it moves in for good."""
    with browser.new_context(base_url=site.url) as context, watched(context, site):
        page = context.new_page()
        page.clock.install()
        yield page


@pytest.fixture
def third_parties(context, site):
    """Hold that the browser asks nobody but the site."""
    with watched(context, site):
        yield


@contextmanager
def watched(context, site):
    """Fail at the end if anybody but the site was asked for something."""
    found = []

    def note(request):
        if not request.url.startswith((site.url, "data:", "blob:")):
            found.append(request.url)

    context.on("request", note)
    yield
    context.remove_listener("request", note)
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


def begin_session(site, name):
    """Return the cookies of a session that nobody else has. To check a password takes half a
    second, on purpose."""
    key = site.shell(BEGIN_SESSION.format(name)).strip()
    return [{"name": "sessionid", "value": key, "url": site.url}]


def let_in(page, site, name, to=None):
    """Let a member of staff in, in a session of their own, at the page `to` if there is one."""
    page.context.clear_cookies()
    page.context.add_cookies(begin_session(site, name))
    if to:
        page.goto(to)


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
def log_in(page, site, third_parties, sessions):
    """Return a function that lets a member of staff in, each in the same session in all tests; the
    browser shows no page yet."""

    def log_in(name):
        if name not in sessions:
            sessions[name] = begin_session(site, name)
        page.context.clear_cookies()
        page.context.add_cookies(sessions[name])

    return log_in
