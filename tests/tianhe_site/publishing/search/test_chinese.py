"""What readers of Chinese type finds what they look for: see chinese_table.txt."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.tianhe_site.publishing.search import chinese_site
from tianhe_site.throttle.readers import SEARCHES

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

TABLE = Path(__file__).with_name("chinese_table.txt")


def lines():
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [*(cell.strip() for cell in line.split("|")), "", "", "", ""][:5]


def test_readers_of_chinese_find_what_they_look_for(client, publish):
    names = chinese_site.make(publish)
    problems = [(typed, _problem(client, names, typed, *expected)) for typed, *expected in lines()]
    wrong = [f"{typed}: {problem}" for typed, problem in problems if problem]
    assert not wrong, "\n".join(wrong)
    assert len(problems) >= 40


def _problem(client, names, typed, first, also, never, marked):
    """Return what is wrong with the answer to a query, as a sentence; "" if nothing is."""
    SEARCHES.clear()
    html = client.get(f"/zh-hans/search/?q={quote(typed)}").content.decode()
    rows = re.findall(r'<li class="row">.*?</li>', html, re.DOTALL)
    found = [names.get(_text(row), "another item") for row in rows]
    first, also = first.split(), also.split()
    never = set(names.values()) - {*first, *also} if never == "*" else set(never.split())
    if first and set(found[: len(first)]) != set(first):
        return f"begins with {found[:4]}"
    if missing := {*first, *also} - set(found):
        return f"lacks {sorted(missing)}, has {found}"
    if wrong := {*never, "another item"} & set(found):
        return f"has {sorted(wrong)}"
    # As readers see it: words in Latin letters and places to break lines have marks of their own.
    shown = re.sub("<(?!/?mark>)[^>]*>", "", "".join(rows[:1]))
    marks = list(dict.fromkeys(re.findall("<mark>(.*?)</mark>", shown)))
    if marked and marks != marked.split(" + "):
        return f"marks {marks}"
    if "search-suggestion" in html:
        return "suggests something"
    return ""


def _text(row):
    title = re.search(r"<h2><a href=[^>]*>(.*?)</a></h2>", row)[1]
    return unescape(re.sub("<[^>]*>", "", title))
