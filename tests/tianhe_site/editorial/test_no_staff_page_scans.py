"""Pages of staff read no table that grows from its beginning to its end: the plans of their
queries say so, on both databases.

The plans are those for a small site that was never analyzed: without statistics, SQLite chooses
by the shape of a query alone. PostgreSQL would read small tables as a whole, and is told not to.
"""

import re
from functools import partial
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import connection

from tests.factories import (
    change,
    make_image,
    make_news_item,
    make_page,
    publish_approved,
    reasons_for,
)
from tianhe_site.publishing import workflow

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

# The tables with a row, or several, per item, version, use of a picture, act or log-in.
GROWING = {
    *("news_newsitem", "news_newsedition", "publishing_publishable", "publishing_address"),
    *("publishing_historyentry", "publishing_draftversion", "publishing_mediause"),
    *("publishing_previewlink", "accounts_securityevent", "publishing_searchmiss"),
}
NEWS, LOG = "/admin/news/newsitem/", "/admin/publishing/historyentry/"
LISTS = ("/admin/", NEWS, LOG, "/admin/claims/", "/admin/media_library/image/")
LISTS += ("/admin/searches/", "/admin/publishing/pinnedresult/")
PAGES = "/admin/pages/page/"
FOLLOWED = (NEWS, LOG, "/admin/claims/", "/admin/media_library/image/")
# People search for any part of a word, and no index has those.
SEARCHES = {
    f"{NEWS}?q=zzz": {"news_newsitem"},
    f"{LOG}?q=zzz": {"publishing_historyentry"},
    "/admin/item-search/?q=zzz": {"news_newsitem"},
    "/admin/search/?q=zzz": {"news_newsitem"},
}


@pytest.fixture
def staff(client, items, author, administrator, noon):
    """The client of an administrator, on a site that has something for each list."""
    shown = make_news_item("shown", picture=make_image(), body="<p><mark>A claim.</mark></p>")
    publish_approved(shown, by=administrator, reasons=reasons_for(shown))
    workflow.submit(make_news_item("own"), by=administrator)
    workflow.hand_over([items["draft"]], giver=author, receiver=administrator, by=author)
    edition = workflow.freeze(items["draft"], by=administrator)
    workflow.share_preview(edition, by=administrator, note="x")
    client.force_login(administrator)
    return client


def walk(client, starts):
    """Yield (address, queries) of pages, one of each kind: of `starts`, and where their links lead
    with at most one filter."""
    queue, kinds = list(starts), set()
    while queue:
        address = queue.pop(0)
        if _kind(address) in kinds:
            continue
        kinds.add(_kind(address))
        queries = []
        with connection.execute_wrapper(partial(_note, queries)):
            response = client.get(address)
        assert response.status_code < 400, address
        yield address, queries
        queue += _links(address, response)


def _note(queries, execute, sql, params, many, context):
    queries.append((sql, params))
    return execute(sql, params, many, context)


def _kind(address):
    """Return an address without what tells rows apart."""
    path, _mark, query = address.partition("?")
    name, _equals, value = query.partition("=")
    return re.sub(r"\d+", "N", path), name, value if name in ("state", "show") else ""


def _links(address, response):
    if "text/html" not in response.get("Content-Type", ""):
        return []
    found = re.findall(r'href="([^"#]*)', response.text)
    links = [urlsplit(urljoin(address, unescape(each))) for each in found]
    return [
        each._replace(fragment="").geturl()
        for each in links
        if each.path.startswith(FOLLOWED) and "/file" not in each.path
        if not each.netloc and each.query.count("=") < 2
    ]


def scans(query):
    """Return the growing tables that the plan of a query reads as a whole."""
    sql, params = query
    if not sql.lstrip(" (\n").startswith(("SELECT", "WITH")):
        return set()
    table_of = {alias: table for table, alias in re.findall(r'"(\w+)" ([A-Z]+\d+)\b', sql)}
    # What is found by its language alone is nearly all.
    found = re.findall(
        r"(?:SCAN|SEARCH(?=.*\(language=\?\)$)|Seq Scan on) (\w+)(.*)", _plan(sql, params), re.M
    )
    read = {table_of.get(name, name) for name, how in found if not _ends_early(sql, how)}
    return read & GROWING


def _plan(sql, params):
    explain = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}[connection.vendor]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"{explain} {sql}", params)
        return "\n".join(row[-1] for row in cursor.fetchall())


def _ends_early(sql, how):
    """Whether a query reads the rows in their order, by an index or by their keys, and stops."""
    is_in_order = "INDEX" in how or "WHERE" not in sql
    # What matches a pattern may be anywhere, or nowhere.
    return is_in_order and "LIMIT" in sql and "LIKE" not in sql


def test_no_page_of_staff_reads_a_table_that_grows_as_a_whole(staff, items, author):
    person = f"/admin/auth/user/{author.pk}/deactivate/"
    page = make_page("about")
    forms = [change(items["live-draft"]), change(items["in-review"]), change(page, "move"), person]
    starts = [*LISTS, *SEARCHES, f"{PAGES}add/", *forms]
    read = {address: set().union(*map(scans, queries)) for address, queries in walk(staff, starts)}
    assert len(read) > 50
    # PostgreSQL goes along an index for these too, since it is told to.
    searches = SEARCHES if connection.vendor == "sqlite" else {}
    assert {address: tables for address, tables in read.items() if tables} == searches
