"""The pages that editors use: axe finds nothing there either."""

import re
from urllib.parse import urljoin, urlsplit

import pytest

from .. import axe
from ..conftest import enter

WIDTHS = [1280, 360]
# They end the session, answer with a file, or show the public site of the past.
NOT_FOLLOWED = re.compile(r"/logout/|/files?/|/export/|format=csv|/as-of/\d")
EDITORS_ARE_READY = """() => Object.values(window.CKEDITOR ? CKEDITOR.instances : {})
    .every(({status}) => status === "ready")"""
LINKS = "[...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href'))"


@pytest.fixture
def editor(page):
    """A browser in which a publisher is logged in."""
    enter(page, "paul")
    return page


def test_axe_finds_nothing_where_staff_log_in(page):
    page.goto("/admin/login/")
    assert list(axe.findings_in_each_scheme(page, WIDTHS)) == []


def test_axe_finds_nothing_on_any_kind_of_page_of_an_editor(editor):
    found, seen, waiting = [], set(), ["/admin/"]
    while waiting:
        path = waiting.pop(0)
        editor.goto(path)
        editor.wait_for_function(EDITORS_ARE_READY)
        findings = axe.findings_in_each_scheme(editor, WIDTHS[:1], dark_widths=WIDTHS[1:])
        found += [(path, *each) for each in findings]
        for link in editor.evaluate(LINKS):
            link = urljoin(editor.url, link)
            if _is_followed(link) and _kind(link) not in seen:
                seen.add(_kind(link))
                waiting.append(link)
    assert len(seen) > 20
    assert found == []


def _is_followed(link):
    return urlsplit(link).path.startswith("/admin/") and not NOT_FOLLOWED.search(link)


def _kind(link):
    """Return what pages have in common that are made by one template: the verb that is done to
    an item, or where there is none, the address."""
    verb = re.search(r"/\d+/(?!change/)(\w+)/", link)
    return verb[1] if verb else re.sub(r"\d+", "1", urlsplit(link).path)
