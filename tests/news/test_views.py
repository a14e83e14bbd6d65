"""The public pages of the news: list, years, categories, items."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news import listing
from news.models import Category
from tests.factories import make_news_item, make_page, publish_with_reasons
from tianhe_site.publishing import clock, lists, workflow

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def publish(noon, publisher):
    """Return a function that creates a news item and publishes it."""

    def make(slug="grant", **values):
        item = make_news_item(slug, **values)
        publish_with_reasons(item, by=publisher)
        return item

    return make


def slugs(response):
    return [item.path.split("/")[-2] for item in response.context["page"]]


def test_list_is_newest_first_by_the_editors_date(client, publish):
    publish("older", date=date(2026, 1, 1))
    publish("newest", date=date(2026, 3, 1))
    publish("oldest", date=date(2014, 1, 1))
    assert slugs(client.get("/news/")) == ["newest", "older", "oldest"]


def test_corrected_item_keeps_its_place_among_those_of_its_day(client, publish, publisher):
    first = publish("first")
    publish("second")
    first.title = "First, corrected"
    first.save()
    publish_with_reasons(first, by=publisher)
    assert slugs(client.get("/news/")) == ["second", "first"]


def test_list_shows_twenty_per_page(client, publish):
    for number in range(21):
        publish(f"item-{number}", date=date(2026, 1, 1 + number))
    assert slugs(client.get("/news/")) == [f"item-{number}" for number in range(20, 0, -1)]
    assert slugs(client.get("/news/?page=2")) == ["item-0"]


def test_page_from_which_an_item_goes_while_it_is_made_shows_the_others(publish):
    for number in range(3):
        publish(f"item-{number}")
    items = listing.NewsList("en", clock.now())
    assert [row.path for row in items[2:4]] == ["/news/2026/item-0/"]
    assert items[3:4] == []


def test_pages_of_a_list_are_the_list_in_parts(client, publish, monkeypatch):
    monkeypatch.setattr(lists, "ITEMS_PER_PAGE", 2)
    for number in range(7):
        publish(f"item-{number}", date=date(2026, 1, 1 + number // 2))
    pages = [slugs(client.get(f"/news/?page={number}")) for number in (1, 2, 3, 4)]
    assert pages == [["item-6", "item-5"], ["item-4", "item-3"], ["item-2", "item-1"], ["item-0"]]


@pytest.mark.parametrize(
    "number",
    ["0", "-1", "2", "x", "", "1.0", " 1", "１", "1e3", str(10**21), "9" * 5000, "%00", "1%0a"],
)
def test_page_that_does_not_exist_is_a_404(client, publish, number):
    publish()
    assert client.get(f"/news/?page={number}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/news/2013/",
        "/news/0000/",
        "/news/99999/",
        "/news/category/nothing/",
        "/news/2026/nothing/",
        "/news/2025/grant/",
        "/news/2026/grant%00/",
        "/news/2026/grant'/",
        "/nothing/",
        "/a%00b/",
        "/%ff/",
        "/../etc/passwd",
        "/" + "a" * 3000 + "/",
    ],
)
def test_unknown_address_is_a_404(client, publish, path):
    publish()
    response = client.get(path)
    assert response.status_code == 404
    assert "All news by date" in response.content.decode()


def test_list_can_be_filtered_by_year_and_category(client, publish):
    trial = Category.objects.create(name="Clinical trial", slug="clinical-trial")
    publish("old", date=date(2014, 5, 1), category=trial)
    publish("new")
    assert slugs(client.get("/news/2014/")) == ["old"]
    assert slugs(client.get("/news/category/clinical-trial/")) == ["old"]
    assert slugs(client.get("/news/category/patent/")) == ["new"]


def test_item_shows_date_place_and_sources(client, publish):
    sources = [
        {"title": "Register", "url": "https://register.example/1", "identifier": "EP 1"},
        {"title": "By name alone"},
    ]
    publish(dateline_place="Jinan, China", sources=sources)
    text = " ".join(client.get("/news/2026/grant/").content.decode().split())
    for part in (
        "Jinan, China",
        '<span class="issued-day">2 March 2026</span>',
        '<a href="https://register.example/1" >Register</a>, <span >EP 1</span>',
        '<li id="source-2">By name alone</li>',
    ):
        assert part in text


def test_home_shows_the_four_latest(client, publish, publisher):
    publish_with_reasons(make_page("", layout="home", title="Welcome"), by=publisher)
    for day in range(1, 6):
        publish(f"item-{day}", date=date(2026, 1, day))
    text = client.get("/").content.decode()
    assert "Welcome" in text
    shown = [day for day in range(1, 6) if f"/news/2026/item-{day}/" in text]
    assert shown == [2, 3, 4, 5]


def test_canonical_address_has_the_page_number(client, publish, settings):
    for number in range(21):
        publish(f"item-{number}")

    def canonical(path):
        return client.get(path).content.decode().split('rel="canonical" href="')[1].split('"')[0]

    assert canonical("/news/?page=2") == f"{settings.SITE_URL}/news/?page=2"
    assert canonical("/news/?page=1&x=2") == f"{settings.SITE_URL}/news/"
    address = "/news/2026/item-0/"
    assert canonical(f"{address}?page=evil") == f"{settings.SITE_URL}{address}"


@pytest.mark.parametrize("path", ["/news/", "/news/2026/grant/", "/nothing/", "/robots.txt"])
def test_a_thousand_parameters_are_harmless(client, publish, path):
    publish()
    assert client.get(f"{path}?{'a&' * 1001}").status_code in (200, 404, 413)


def test_public_addresses_set_no_cookie(client, publish):
    publish()
    for path in ("/news/", "/news/2026/grant/", "/news/feed/", "/sitemap.xml", "/nothing/"):
        assert not client.get(path).cookies


@pytest.mark.parametrize("path", ["/news/", "/news/2026/", "/news/category/patent/"])
def test_queries_do_not_grow_with_the_rows(client, publish, path, django_assert_num_queries):
    publish("one")
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    publish("two")
    publish("three")
    with django_assert_num_queries(len(queries)):
        client.get(path)


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_list_uses_its_index(publish):
    publish()
    plan = listing.live_news("en", clock.now())[:20].explain()
    assert "news_list_idx" in plan
    assert "TEMP B-TREE" not in plan


CANARY = "Ornithogalum"


@pytest.fixture
def canaries(noon, publisher):
    """A marker word in drafts and in scheduled, withdrawn and expired items, and in front of live
    ones."""
    where = {"title": f"{CANARY} title", "summary": CANARY, "body": f"<p>{CANARY}</p>"}
    where["sources"] = [{"title": CANARY}]
    in_page = {name: where[name] for name in ("title", "summary", "body")}
    publish_with_reasons(make_page("", layout="home"), by=publisher)
    make_news_item("canary-draft", **where)
    make_page("canary-draft", **in_page)
    workflow.freeze(make_news_item("canary-frozen", **where), by=publisher)
    for make, values in ((make_news_item, where), (make_page, in_page)):
        publish_with_reasons(make("canary-scheduled", **values), by=publisher, at=noon + HOUR)
        gone = make("canary-withdrawn", **values)
        publish_with_reasons(gone, by=publisher)
        workflow.withdraw(gone, by=publisher, note=CANARY)
        expired = make("canary-expired", **values)
        publish_with_reasons(expired, by=publisher, until=noon + timedelta(seconds=1))
        live = make("live")
        publish_with_reasons(live, by=publisher)
        for name, value in values.items():
            setattr(live, name, value)
        live.save()
    return noon + timedelta(minutes=1)


def test_nothing_unpublished_is_at_any_public_address(client, canaries):
    slugs = ("draft", "frozen", "scheduled", "withdrawn", "expired")
    paths = ["/", "/news/", "/news/2026/", "/news/category/patent/", "/news/feed/", "/live/"]
    paths += ["/news/feed/rss/", "/news/feed/json/", "/news/category/patent/feed/"]
    paths += ["/sitemap-news-0.xml", "/sitemap-pages-0.xml", "/sitemap-latest.xml"]
    paths += ["/sitemap.xml", "/robots.txt", "/news/2026/live/", "/nothing/"]
    paths += [f"/canary-{slug}/" for slug in slugs] + [
        f"/news/2026/canary-{slug}/" for slug in slugs
    ]
    with clock.set_to(canaries):
        for path in paths:
            text = client.get(path).content.decode()
            assert CANARY not in text, path
            assert "canary" not in text.replace(path, ""), path


def test_canary_shows_once_it_is_live(client, canaries):
    with clock.set_to(canaries + HOUR):
        assert CANARY in client.get("/news/2026/canary-scheduled/").content.decode()
        assert CANARY in client.get("/news/feed/").content.decode()
