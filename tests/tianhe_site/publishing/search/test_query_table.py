"""What readers type finds what they look for: see query_table.txt."""

import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.tianhe_site.publishing.search import query_site
from tianhe_site.throttle.readers import SEARCHES

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

TABLE = Path(__file__).with_name("query_table.txt")
MIN_QUERIES = 120


@dataclass
class Asked:
    """A line of the table."""

    typed: str
    first: str = ""
    found: str = ""
    after: str = ""
    not_found: str = ""
    suggested: str = ""


def lines():
    for line in TABLE.read_text().splitlines():
        if line and not line.startswith("#"):
            yield Asked(*(cell.strip() for cell in line.split("|")))


def test_table_is_not_cut_short():
    assert len(list(lines())) >= MIN_QUERIES


def test_readers_find_what_they_look_for(client, publish):
    query_site.make(publish)
    problems = ((asked.typed, _problem(client, asked)) for asked in lines())
    wrong = [f"{typed}: {problem}" for typed, problem in problems if problem]
    assert not wrong, "\n".join(wrong)


def _problem(client, asked):
    """Return what is wrong with the answer to a query, as a sentence; "" if nothing is."""
    html = _answer(client, asked.typed)
    suggested = re.search(r"Did you mean\s*<a href=\"([^\"]*)\">(.*?)</a>", html)
    meant = unescape(suggested[2]) if suggested else ""
    if asked.suggested != meant:
        return f"suggests {meant!r}"
    found = _paths(_answer(client, meant) if meant else html)
    first, also, after, never = (
        [query_site.PATHS[name] for name in names.split()]
        for names in (asked.first, asked.found, asked.after, asked.not_found)
    )
    if set(found[: len(first)]) != set(first) and not (found and found[0] in first):
        return f"begins with {found[:4]}"
    if missing := {*also, *first} - set(found):
        return f"lacks {sorted(missing)}"
    last_wanted = max(map(found.index, [*first, *also]), default=-1)
    if early := set(after) & set(found[:last_wanted]):
        return f"has {sorted(early)} too early"
    if wrong := set(never) & set(found):
        return f"has {sorted(wrong)}"
    return ""


def _answer(client, text):
    SEARCHES.clear()
    return client.get(f"/search/?q={quote(text)}").content.decode()


def _paths(html):
    return re.findall(r'<h2><a href="([^"]*)">', html)
