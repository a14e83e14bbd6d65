"""While a site is upgraded, the release before and today's code serve one database, and the way
back is open."""

import secrets
import shutil
import sys
import threading
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings

from tests import parts
from tests.drills.load import Readers
from tests.drills.people import ADD_NEWS, NEWS, NO_ANSWER, Browser
from tests.releases import kept
from tests.releases.make import PARTS_OF_CODE
from tests.site import GUNICORN, PASSWORD, RunningSite

sys.path.insert(0, str(Path(__file__).parent.parent))

# Between two drafts.
SECONDS_BETWEEN = 1
# The kept code has no static files, and its templates name some.
SETTINGS = """
from tianhe_site.settings import *
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
"""
# What nobody opened before.
OF_READERS = ["/", "/search/?q=cells", "/glossary/", "/sitemap.xml", "/nothing-here/"]
OF_STAFF = ["/admin/pages/page/", "/admin/help/", "/admin/auth/user/"]
MAKE_ADMINISTRATOR = f"""
from django.contrib.auth.models import User
User.objects.create_superuser("admin", password={PASSWORD!r})
"""


@pytest.fixture
def variables():
    """What both versions are started with: one database of the release before, and one key."""
    from on_postgresql import server

    with server(parts.needed(parts.POSTGRESQL)) as url:
        kept.load_newest(url)
        yield {
            "DATABASE_URL": url,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "REVIEW_POLICY": "off",
        }


@pytest.fixture
def before(tmp_path, variables):
    """A site of the release before, on a host of its own."""
    code = tmp_path / "before"
    kept.unpack_code(code)
    (code / "of_the_tests.py").write_text(SETTINGS)
    own = {"DJANGO_SETTINGS_MODULE": "of_the_tests", "TIANHE_DATA": str(tmp_path / "host-before")}
    with RunningSite(tmp_path, GUNICORN, code=code, **variables, **own) as site:
        yield site


@pytest.fixture
def link(tmp_path):
    """A link to a copy of today's code, as on a server with a folder for each release."""
    release, link = tmp_path / "release", tmp_path / "link"
    release.mkdir()
    for name in PARTS_OF_CODE:
        copy = shutil.copytree if (settings.BASE_DIR / name).is_dir() else shutil.copy2
        copy(settings.BASE_DIR / name, release / name)
    (release / "static").symlink_to(settings.BASE_DIR / "static")
    link.symlink_to(release)
    return link


def lead_to_another_release(link):
    another = link.with_name("another")
    another.mkdir()
    link.unlink()
    link.symlink_to(another)


class Writer(threading.Thread):
    """Writes one draft after another while the block runs; `answers` has the status of each, 0
    where none came."""

    def __init__(self, browser):
        super().__init__()
        self.browser, self.answers = browser, []
        self._over = threading.Event()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        self._over.set()
        self.join()

    def run(self):
        while not self._over.wait(SECONDS_BETWEEN):
            try:
                status = write(self.browser, f"draft-{len(self.answers)}").status
            except NO_ANSWER:
                status = 0
            self.answers.append(status)


def browser_at(site, name=kept.PUBLISHER):
    browser = Browser(site.port)
    assert browser.log_in(name, PASSWORD)
    return browser


def write(browser, slug, **chosen):
    """Write a draft by its form; return the answer."""
    page = browser.ask("GET", ADD_NEWS)
    if page.status != 200:
        return page
    typed = {"title": f"About {slug}", "slug": slug, "category": page.choices("category")[0]}
    return browser.ask("POST", ADD_NEWS, urlencode(page.form(**NEWS, **typed, **chosen)))


def publish(site, slug):
    """Write and publish an item at a site; return its path."""
    browser = browser_at(site)
    leads_on = write(browser, slug, _publish="x").path
    assert browser.send(leads_on).status == 302
    return f"/news/2026/{slug}/"


def statuses(browser, paths):
    return [browser.ask("GET", path).status for path in paths]


def test_release_before_works_while_today_migrates_and_after_and_so_does_the_way_back(
    tmp_path, variables, before, link
):
    # As in a shell that went to the link.
    host = {**variables, "TIANHE_DATA": str(tmp_path / "host-today"), "PWD": str(link)}
    with (
        Readers(before.port, per_second=5, people=2) as readers,
        Writer(browser_at(before)) as writer,
        RunningSite(tmp_path, code=link, **host) as today,
    ):
        of_both = [publish(site, slug) for site, slug in ((before, "old"), (today, "new"))]
        for site in (before, today):
            site.wait_until_shown("/news/", "About old", "About new")
        assert "The audit log is intact: " in today.manage_in_turn(["verify_history"])
        today.shell(MAKE_ADMINISTRATOR)
        # A process goes on with the code that it began with.
        lead_to_another_release(link)
        assert statuses(Browser(today.port), OF_READERS) == [200] * 4 + [404]
        assert statuses(browser_at(today, "admin"), OF_STAFF) == [200] * 3
    assert readers.faults == 0, readers.answers
    # 503 is a form that comes back, to be sent again.
    assert 302 in writer.answers
    assert set(writer.answers) <= {302, 503}
    # What a start does, but for static files.
    before.manage_in_turn(["migrate"], ["check", "--database=default"])
    before.restart()
    assert [before.get(path)[0] for path in of_both] == [200, 200]
    assert before.get(publish(before, "after-the-way-back"))[0] == 200
