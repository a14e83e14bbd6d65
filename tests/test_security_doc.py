"""docs/security.md names tests; here it is held to those that exist."""

import ast
import re
from functools import cache

from django.conf import settings

DOCUMENT = settings.BASE_DIR / "docs" / "security.md"


def checks():
    """Return the tests that each check names, by its number as written."""
    _before, *parts = re.split(r"^\*\*(\d+)\. ", DOCUMENT.read_text(), flags=re.M)
    return [
        (int(number), re.findall(r"`(tests/\S+)`", text.partition("\n## ")[0]))
        for number, text in zip(parts[::2], parts[1::2], strict=True)
    ]


@cache
def names_in(path):
    """Return the names of the tests in a file that pytest collects."""
    file = settings.BASE_DIR / path
    if not (file.exists() and file.name.startswith("test_")):
        return set()
    body = ast.parse(file.read_text()).body
    return {each.name for each in body if isinstance(each, ast.FunctionDef)}


def test_all_twenty_five_checks_are_there_once_in_order():
    assert [number for number, _tests in checks()] == list(range(1, 26))


def test_each_check_names_tests_that_exist():
    missing = [
        (number, test)
        for number, tests in checks()
        for test in tests or ["none"]
        if test.partition("::")[2] not in names_in(test.partition("::")[0])
    ]
    assert missing == []


def test_every_link_in_the_document_leads_to_a_file():
    links = re.findall(r"\]\(([^)#:]+)\)", DOCUMENT.read_text())
    assert links
    assert [link for link in links if not (DOCUMENT.parent / link).exists()] == []
