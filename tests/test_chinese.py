"""What readers and staff see is in the catalog, in Chinese, and shown in Chinese."""

import ast
import re

import pytest
from django.conf import settings

from tests import parts
from tests.latin_words import left_in, typed
from tests.test_permissions import client_of, numbers, paths, rows  # noqa: F401
from tests.tianhe_site.test_languages import site  # noqa: F401
from tianhe_site.accounts.models import Preferences
from tianhe_site.operations import catalogs
from tianhe_site.operations.management.commands.makemessages import extract

CATALOG = settings.BASE_DIR / "locale/zh_Hans" / catalogs.NAME
FOLDERS = ("tianhe_site", "news", "pages")
GETTEXT = re.compile(r"_|(n|p|np)?gettext(_lazy|_noop)?")
ESCAPED_QUOTE = re.compile(r"{%\s*translate\s+'[^'%]*\\'")
# Show what readers see, in its own language.
READERS_VIEWS = ("_preview", "_edition", "_draft_version", "_review_text", "_live_preview")
# Their pages are those of news and of pictures.
LIKE_OTHERS = ("pages_page_", "pages_term_", "media_library_document_")
READERS_PAGES = (
    *("", "liaofa/", "news/", "news/2026/", "news/category/patent/", "news/2026/zhuanli/"),
    *("search/", "search/?q=专利", "search/?q=甲乙丙丁", "nothing-here/"),
)
# Django makes the first when it loads the models. The others are people.
ALLOWED = {"Group-permission relationships", "Root", "Sol"}


def test_the_catalog_has_each_message_and_no_other():
    parts.needed(parts.GETTEXT)
    found, kept = (
        {(each.msgid, each.msgctxt) for each in entries} for entries in (extract(), read())
    )
    assert (found - kept, kept - found) == (set(), set())


def read():
    return catalogs.read(CATALOG)


def test_each_message_has_a_translation_with_the_same_placeholders_and_tags():
    faults = {entry.msgid: catalogs.fault_of(entry) for entry in read() if entry.translated()}
    assert {message: fault for message, fault in faults.items() if fault} == {}
    assert [entry.msgid for entry in read() if not entry.translated() or entry.obsolete] == []


def test_no_message_is_where_gettext_does_not_find_it():
    """In an f-string, or cut off at a quotation mark with a backslash."""
    in_code = [
        (path.name, node.lineno)
        for folder in FOLDERS
        for path in (settings.BASE_DIR / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.JoinedStr) and any(map(_is_message, ast.walk(node)))
    ]
    in_templates = [
        path.name
        for path in (settings.BASE_DIR / "templates").rglob("*.*")
        if ESCAPED_QUOTE.search(path.read_text())
    ]
    assert (in_code, in_templates) == ([], [])


def test_no_message_stands_alone_and_has_a_plural():
    """Python 3.11.2, which Debian 12 has, finds such a message only with a number."""
    with_plural = {entry.msgid for entry in read() if entry.msgid_plural}
    code = "".join(
        path.read_text()
        for folder in (*FOLDERS, "templates")
        for path in (settings.BASE_DIR / folder).rglob("*.*")
        if path.suffix in (".py", ".html", ".txt")
    )
    alone = re.findall(r'(?:\b_|gettext(?:_lazy)?)\("([^"]+)"\)|{% translate "([^"]+)"', code)
    assert with_plural & {message for pair in alone for message in pair} == set()


def _is_message(node):
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    return is_call and bool(GETTEXT.fullmatch(node.func.id))


@pytest.mark.django_db
def test_pages_for_staff_have_no_english_words(rows, numbers, administrator):  # noqa: F811
    Preferences.objects.create(user=administrator, language="zh-hans")
    client = client_of(administrator, is_confirmed=True)
    known, found = typed(), {}
    for name, path in paths(rows, numbers):
        if name.startswith(LIKE_OTHERS) or name.endswith(READERS_VIEWS) or name == "logout":
            continue
        response = client.get(path)
        body = response.getvalue()
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            assert b"<html" not in body or b'<html lang="zh-hans"' in body, path
            found |= dict.fromkeys(left_in(body, known) - ALLOWED, path)
    assert found == {}


@pytest.mark.django_db
def test_pages_for_readers_have_no_english_words(client, site):  # noqa: F811
    known, found = typed(), {}
    for path in READERS_PAGES:
        body = client.get(f"/zh-hans/{path}").content
        assert b'<html lang="zh-Hans"' in body, path
        found |= dict.fromkeys(left_in(body, known), path)
    assert found == {}
