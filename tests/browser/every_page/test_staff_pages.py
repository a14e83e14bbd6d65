"""The pages that editors use: axe finds nothing there either."""

import re
from urllib.parse import urljoin, urlsplit

import pytest

from tests.site import PASSWORD

from .. import axe

SCHEMES = ["light", "dark"]
WIDTHS = [1280, 360]
# They end the session, answer with a file, or show the public site of the past.
NOT_FOLLOWED = re.compile(r"/logout/|/files?/|/export/|format=csv|/as-of/\d")
LINKS = "[...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href'))"


@pytest.fixture
def editor(page):
    """A browser in which a publisher is logged in."""
    page.goto("/admin/login/")
    page.fill("#id_username", "paul")
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    return page


def test_axe_finds_nothing_where_staff_log_in(page):
    page.goto("/admin/login/")
    assert list(_findings(page)) == []


def test_axe_finds_nothing_on_any_page_of_an_editor(editor):
    """One page of each kind: addresses that differ in numbers alone."""
    found, seen, waiting = [], set(), ["/admin/"]
    while waiting:
        path = waiting.pop(0)
        editor.goto(path)
        found += [(path, *each) for each in _findings(editor)]
        for link in editor.evaluate(LINKS):
            link = urljoin(editor.url, link)
            kind = re.sub(r"\d+", "1", urlsplit(link).path)
            if kind.startswith("/admin/") and kind not in seen and not NOT_FOLLOWED.search(link):
                seen.add(kind)
                waiting.append(link)
    assert len(seen) > 20
    assert found == []


def _findings(page):
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for each in axe.findings(page):
                yield scheme, width, *each
