"""The sitemaps for search engines."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from news import sitemaps as news_sitemaps
from news.models import Category
from tests.factories import (
    make_news_item,
    make_page,
    make_site_details,
    make_term,
    publish_with_reasons,
)
from tests.validity import SITE, faults
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.sitemaps import EditionSitemap

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example_site")]

DAY = timedelta(days=1)
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}


def told(client, path, xpath="//s:loc", schema="sitemap.xsd"):
    """Return the texts at `xpath` of a sitemap, after validating it."""
    response = client.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/xml")
    assert not response.cookies
    assert faults(response.content, schema) == []
    nodes = etree.fromstring(response.content).xpath(xpath, namespaces=NAMES)
    return [node.text.removeprefix(SITE) for node in nodes]


def test_index_lists_a_part_for_each_section_with_live_items(client, publish, publisher):
    publish(make_page())
    publish(make_news_item())
    gone = publish(make_term())
    workflow.withdraw(gone, by=publisher, note="Over.")
    assert told(client, "/sitemap.xml", schema="siteindex.xsd") == [
        "/sitemap-pages-0.xml",
        "/sitemap-news-0.xml",
        "/sitemap-news-lists-0.xml",
    ]
    assert told(client, "/sitemap-pages-0.xml") == ["/about/"]
    assert told(client, "/sitemap-news-0.xml") == ["/news/2026/grant/"]
    assert client.get("/sitemap-glossary-0.xml").status_code == 404


def test_terms_of_the_glossary_have_a_part(client, publish):
    publish(make_term("Islets"))
    assert told(client, "/sitemap-glossary-0.xml") == ["/glossary/islets/"]


def test_last_change_is_the_live_editions_in_index_and_part(client, publish, noon, publisher):
    publish(make_page("other"))
    page = publish(make_page())
    page.title = "Rewritten"
    page.save()
    with clock.set_to(noon + DAY):
        publish_with_reasons(page, by=publisher)
    with clock.set_to(noon + 2 * DAY):
        (index,) = told(client, "/sitemap.xml", "//s:lastmod", "siteindex.xsd")
        _other, about = told(client, "/sitemap-pages-0.xml", "//s:lastmod")
    assert index == about
    assert about.startswith("2026-03-03T17:00:00")


@pytest.mark.postgresql
def test_item_stays_in_its_part_as_items_are_added(client, publish, monkeypatch):
    items = [publish(make_news_item(f"item-{number}")) for number in range(5)]
    monkeypatch.setattr(EditionSitemap, "IDS", 2)
    parts = told(client, "/sitemap.xml", schema="siteindex.xsd")
    *parts, lists = parts
    assert parts == [
        f"/sitemap-news-{number}.xml" for number in sorted({item.pk // 2 for item in items})
    ]
    assert lists == "/sitemap-news-lists-0.xml"
    found = [path for part in parts for path in told(client, part)]
    assert found == [f"/news/2026/item-{number}/" for number in range(5)]


@pytest.mark.parametrize(
    "path",
    ["/sitemap.xml", "/sitemap-news-0.xml", "/sitemap-news-7.xml", "/sitemap-other-0.xml",
     "/sitemap-news-00.xml", "/sitemap-news.xml", "/sitemap-news-9999999999.xml"],
)  # fmt: skip
def test_no_sitemap_is_empty(client, noon, path):
    assert client.get(path).status_code == 404


@pytest.mark.postgresql
def test_lists_of_news_have_a_part_with_the_last_change_of_each(client, publish, noon):
    award = Category.objects.create(name="Award", slug="award")
    publish(make_news_item("old", date=date(2014, 1, 25)))
    with clock.set_to(noon + DAY):
        publish(make_news_item("new", category=award))
    with clock.set_to(noon + 2 * DAY):
        path = "/sitemap-news-lists-0.xml"
        lists = ["/news/", "/news/2014/", "/news/2026/"]
        lists += ["/news/category/award/", "/news/category/patent/"]
        days = [2, 1, 2, 2, 1]
        assert told(client, path) == lists
        changes = told(client, path, "//s:lastmod")
        assert [change[:10] for change in changes] == [f"2026-03-0{day + 1}" for day in days]
        assert [client.get(each).status_code for each in lists] == [200] * 5
        assert client.get("/sitemap-news-lists-1.xml").status_code == 404


def test_only_pages_that_readers_find_are_listed(client, publish, noon):
    def named():
        parts = told(client, "/sitemap.xml", schema="siteindex.xsd")
        return [path for part in parts for path in told(client, part)]

    english = ["/news/2026/grant/", "/news/", "/news/2026/", "/news/category/patent/"]
    publish(make_news_item())
    for draft in (make_news_item("zh", language="zh-hans"), make_page("zh", language="zh-hans")):
        workflow.import_edition(draft, by=workflow.COMMAND_LINE, live_from=noon)
    # Their language has no home page yet.
    assert named() == english
    home = make_page("", language="zh-hans")
    workflow.import_edition(home, by=workflow.COMMAND_LINE, live_from=noon)
    chinese = ["/zh-hans/news/2026/zh/", "/zh-hans/news/", "/zh-hans/news/2026/"]
    assert set(named()) == {
        *("/zh-hans/", "/zh-hans/zh/", "/zh-hans/news/category/patent/"),
        *(*chinese, *english),
    }
    assert {client.get(path).status_code for path in named()} == {200}


@pytest.mark.parametrize(
    "path",
    ["/sitemap.xml", "/sitemap-news-0.xml", "/sitemap-news-lists-0.xml", "/sitemap-latest.xml"],
)
def test_number_of_queries_does_not_grow_with_the_rows(
    client, publish, path, django_assert_num_queries
):
    publish(make_news_item("one"))
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    publish(make_news_item("two"))
    publish(make_news_item("three"))
    with django_assert_num_queries(len(queries)):
        client.get(path)


@pytest.mark.postgresql
def test_latest_news_are_items_first_live_within_two_days(client, publish, noon, publisher):
    publish(make_site_details())
    publish(make_news_item("backdated", date=date(2025, 3, 2)))
    corrected = publish(make_news_item("corrected"))
    with clock.set_to(noon + DAY):
        publish(make_news_item("latest", title="The latest", date=date(2026, 3, 3)))
    with clock.set_to(noon + 2 * DAY + timedelta(minutes=1)):
        corrected.title = "Corrected"
        corrected.save()
        workflow.publish_draft(corrected, by=publisher, correction="")
    with clock.set_to(noon + 2 * DAY + timedelta(minutes=2)):
        path, schema = "/sitemap-latest.xml", "sitemap-latest.xsd"
        assert told(client, path, schema=schema) == ["/news/2026/latest/"]
        assert told(client, path, "//n:title", schema) == ["The latest"]
        assert told(client, path, "//n:name", schema) == ["Tianhe"]
        assert told(client, path, "//n:language", schema) == ["en"]
        (moment,) = told(client, path, "//n:publication_date", schema)
        assert moment.startswith("2026-03-03T12:00:00")


def test_corrected_item_counts_from_its_first_publication(client, publish, noon, publisher):
    item = publish(make_news_item())
    item.title = "Corrected"
    item.save()
    with clock.set_to(noon + DAY):
        workflow.publish_draft(item, by=publisher, correction="")
    with clock.set_to(noon + DAY + timedelta(minutes=1)):
        (moment,) = told(
            client, "/sitemap-latest.xml", "//n:publication_date", "sitemap-latest.xsd"
        )
    assert moment.startswith("2026-03-02T12:00:00")


def test_without_recent_news_only_the_list_is_listed(client, publish, noon):
    publish(make_news_item())
    with clock.set_to(noon + 3 * DAY):
        assert told(client, "/sitemap-latest.xml", schema="sitemap-latest.xsd") == ["/news/"]


def test_news_sitemap_is_limited(client, publish, monkeypatch):
    monkeypatch.setattr(news_sitemaps, "MAX_ENTRIES", 2)
    for number in range(3):
        publish(make_news_item(f"item-{number}"))
    assert told(client, "/sitemap-latest.xml", schema="sitemap-latest.xsd") == [
        "/news/2026/item-2/",
        "/news/2026/item-1/",
    ]


def test_schema_refuses_an_empty_sitemap():
    empty = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>'
    assert faults(empty, "sitemap.xsd")
    assert faults(empty.replace(b"urlset", b"sitemapindex"), "siteindex.xsd")


def test_control_character_in_a_title_does_not_spoil_the_latest_news(client, noon, publish):
    publish(make_news_item(title="One\x0btwo", date=noon.date()))
    path, schema = "/sitemap-latest.xml", "sitemap-latest.xsd"
    assert told(client, path, "//n:title", schema) == ["One two"]
