"""News feeds: Atom, RSS and JSON Feed, of all news and of a category."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from news.models import Category
from tests.factories import (
    make_document,
    make_image,
    make_news_item,
    make_page,
    make_site_details,
    publish_with_reasons,
)
from tests.validity import SITE, faults
from tianhe_site.publishing import clock, workflow
from tianhe_site.rich_text.styles import LATEST_NEWS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example_site")]

KINDS = {"": "atom.rng", "rss/": "rss.rng", "json/": None}
NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "c": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
}


@pytest.fixture
def publish(noon, publisher):
    """Return a function that creates a news item and publishes it."""

    def make(slug="grant", **values):
        item = make_news_item(slug, **values)
        publish_with_reasons(item, by=publisher)
        return item

    return make


def parsed(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return etree.fromstring(response.content)


def texts(feed, path):
    return [
        node if isinstance(node, str) else node.text for node in feed.xpath(path, namespaces=NAMES)
    ]


def json_feed(client, path="/news/feed/json/"):
    return json.loads(client.get(path).content)


def test_atom_contains_the_whole_item(client, publish, publisher):
    publish_with_reasons(make_site_details(), by=publisher)
    item = publish()
    feed = parsed(client, "/news/feed/")
    told = {
        path: texts(feed, path)
        for path in (
            "a:title", "a:id", "a:link[@rel='self']/@href", "a:author/a:name", "@xml:lang",
            "a:entry/a:title", "a:entry/a:id", "a:entry/a:link/@href", "a:entry/a:published",
            "a:entry/a:summary", "a:entry/a:content", "a:entry/a:category/@term",
        )
    }  # fmt: skip
    assert told == {
        "a:title": ["News · Tianhe"],
        "a:id": [f"{SITE}/news/"],
        "a:link[@rel='self']/@href": [f"{SITE}/news/feed/"],
        "a:author/a:name": ["Tianhe Inc."],
        "@xml:lang": ["en"],
        "a:entry/a:title": ["A patent is granted"],
        "a:entry/a:id": [f"{SITE}/#news-{item.pk}"],
        "a:entry/a:link/@href": [f"{SITE}/news/2026/grant/"],
        "a:entry/a:published": ["2026-03-02T12:00:00+00:00"],
        "a:entry/a:summary": ["The office has granted a patent."],
        "a:entry/a:content": ["<p>The text of the item.</p>"],
        "a:entry/a:category/@term": ["Patent"],
    }


def test_rss_contains_the_whole_item(client, publish, publisher):
    publish_with_reasons(make_site_details(), by=publisher)
    item = publish()
    feed = parsed(client, "/news/category/patent/feed/rss/")
    told = {
        path: texts(feed, f"channel/{path}")
        for path in (
            "title", "description", "link", "a:link/@href", "language", "item/title", "item/link",
            "item/guid", "item/guid/@isPermaLink", "item/description", "item/pubDate",
            "item/category", "item/c:encoded", "item/dc:creator",
        )
    }  # fmt: skip
    assert told == {
        "title": ["News: Patent · Tianhe"],
        "description": ["Announcements in the category Patent, newest first."],
        "link": [f"{SITE}/news/category/patent/"],
        "a:link/@href": [f"{SITE}/news/category/patent/feed/rss/"],
        "language": ["en"],
        "item/title": ["A patent is granted"],
        "item/link": [f"{SITE}/news/2026/grant/"],
        "item/guid": [f"{SITE}/#news-{item.pk}"],
        "item/guid/@isPermaLink": ["false"],
        "item/description": ["The office has granted a patent."],
        "item/pubDate": ["Mon, 02 Mar 2026 12:00:00 +0000"],
        "item/category": ["Patent"],
        "item/c:encoded": ["<p>The text of the item.</p>"],
        "item/dc:creator": ["Tianhe Inc."],
    }


def test_json_feed_contains_the_whole_item_without_site_details(client, publish):
    item = publish(summary="A & B <5", title="A & B")
    feed = json_feed(client)
    (entry,) = feed.pop("items")
    live_from = item.editions.live().get().live_from.isoformat()
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "News",
        "home_page_url": f"{SITE}/news/",
        "feed_url": f"{SITE}/news/feed/json/",
        "description": "Announcements by date, newest first.",
        "icon": f"{SITE}/static/img/icon-512.png",
        "language": "en",
        "authors": [{"name": "News"}],
    }
    assert entry == {
        "id": f"{SITE}/#news-{item.pk}",
        "url": f"{SITE}/news/2026/grant/",
        "title": "A & B",
        "summary": "A & B <5",
        "content_html": "<p>The text of the item.</p>",
        "date_published": "2026-03-02T12:00:00+00:00",
        "date_modified": live_from,
        "tags": ["Patent"],
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", ["", "category/patent/"])
def test_feed_is_valid_whatever_it_contains(client, publish, kind, place):
    publish(title="A & <b>B</b> \x0b\x01 天", summary="1 < 2 & \x0c", body="<p>1 &lt; 2</p>")
    publish("pictured", picture=make_image(), sources=[{"title": "S"}])
    response = client.get(f"/news/{place}feed/{kind}")
    assert response.status_code == 200
    assert not response.cookies
    if KINDS[kind]:
        assert faults(response.content, KINDS[kind]) == []
    else:
        assert [set(entry) for entry in json.loads(response.content)["items"]][0] >= {"id", "url"}


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [
        ("", "application/atom+xml; charset=utf-8"),
        ("rss/", "application/rss+xml; charset=utf-8"),
        ("json/", "application/feed+json; charset=utf-8"),
    ],
)
def test_feed_without_news_is_valid_and_of_an_unknown_category_a_404(
    client, noon, kind, content_type
):
    response = client.get(f"/news/feed/{kind}")
    assert response.headers["Content-Type"] == content_type
    if KINDS[kind]:
        assert faults(response.content, KINDS[kind]) == []
    assert client.get(f"/news/category/nothing/feed/{kind}").status_code == 404


def test_schema_detects_errors():
    feed = b'<feed xmlns="http://www.w3.org/2005/Atom"><title>No author, id or date</title></feed>'
    assert faults(feed, "atom.rng")
    assert faults(b'<rss version="2.0"><channel><title>No link</title></channel></rss>', "rss.rng")


def test_feed_holds_the_twenty_newest_of_its_category(client, publish):
    other = Category.objects.create(name="Clinical trial", slug="clinical-trial")
    publish("other", category=other, title="Another kind")
    for number in range(21):
        publish(f"item-{number}", title=f"Item {number}", date=date(2026, 1, 1 + number))
    titles = [entry["title"] for entry in json_feed(client)["items"]]
    assert titles == ["Another kind", *(f"Item {number}" for number in range(20, 1, -1))]
    path = "/news/category/clinical-trial/feed/json/"
    assert [entry["title"] for entry in json_feed(client, path)["items"]] == ["Another kind"]


def test_entry_keeps_its_id_when_the_item_moves(client, publish, publisher):
    item = publish()
    (before,) = json_feed(client)["items"]
    workflow.move({item: {"slug": "moved"}}, by=publisher)
    (after,) = json_feed(client)["items"]
    assert after["id"] == before["id"]
    assert after["url"] == f"{SITE}/news/2026/moved/"


def test_change_shows_as_an_update(client, publish, noon, publisher):
    item = publish()
    item.title = "Rewritten"
    item.save()
    with clock.set_to(noon + timedelta(days=1)):
        workflow.publish_draft(item, by=publisher, correction="")
    with clock.set_to(noon + timedelta(days=2)):
        (entry,) = json_feed(client)["items"]
        feed = parsed(client, "/news/feed/")
    assert entry["date_published"] == "2026-03-02T12:00:00+00:00"
    assert entry["date_modified"].startswith("2026-03-03T17:00:00")
    assert texts(feed, "a:updated") == texts(feed, "a:entry/a:updated")


def test_correction_is_in_the_feed(client, publish, noon, publisher):
    item = publish()
    for day, correction in enumerate(("It was 12 & not 11.", ""), start=1):
        item.title = f"Rewritten {day}"
        item.save()
        with clock.set_to(noon + timedelta(days=day)):
            workflow.publish_draft(item, by=publisher, correction=correction)
    publish("other", date=date(2026, 3, 1))
    with clock.set_to(noon + timedelta(days=3)):
        corrected, other = [entry["content_html"] for entry in json_feed(client)["items"]]
    assert " ".join(corrected.split()).endswith(
        "<p>The text of the item.</p><h2>Corrections</h2><ul> "
        "<li>3 March 2026: It was 12 &amp; not 11.</li> </ul>"
    )
    assert "Corrections" not in other


def test_links_and_pictures_of_a_text_have_full_addresses(client, publish, publisher):
    page = make_page("company")
    publish_with_reasons(page, by=publisher)
    picture, document = make_image(), make_document()
    publish(
        body=f'<p><a href="/company/">The company</a> <mark data-sources="1">says</mark> '
        f'<a href="https://other.example/">so</a></p><p><img src="image:{picture.pk}"></p>'
        f'<p><a href="document:{document.pk}">Report</a></p>',
        sources=[{"title": "Register"}],
    )
    (entry,) = json_feed(client)["items"]
    content = entry["content_html"]
    assert f'href="{SITE}/company/"' in content
    assert f'href="{SITE}/news/2026/grant/#source-1"' in content
    assert 'href="https://other.example/"' in content
    assert f'src="{SITE}/media/' in content
    assert f'href="{SITE}/media/' in content
    for attribute in ("href", "src", "srcset"):
        assert f'{attribute}="/' not in content
        assert f'{attribute}="#' not in content


def test_item_without_a_text_has_its_summary_in_place_of_it(client, publish):
    publish(body="", summary="A & B")
    (entry,) = json_feed(client)["items"]
    assert entry["content_html"] == "<p>A &amp; B</p>"


def test_chinese_words_of_a_text_are_marked(client, publish):
    publish(title="济南", summary="济南", body="<p>In 济南</p>")
    (entry,) = json_feed(client)["items"]
    assert entry["content_html"] == '<p>In <span lang="zh-Hans">济南</span></p>'
    assert entry["title"] == entry["summary"] == "济南"


def test_latest_news_in_a_text_are_not_repeated_in_the_feed(client, publish):
    publish("other", title="Another item")
    publish(body=f'<p>Before</p><p data-style="{LATEST_NEWS}"></p><p>After</p>')
    entry, _other = json_feed(client)["items"]
    assert entry["content_html"] == "<p>Before</p><p>After</p>"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", ["", "category/patent/"])
def test_queries_do_not_grow_with_the_rows(
    client, publish, publisher, kind, place, django_assert_num_queries
):
    publish_with_reasons(make_page("company"), by=publisher)
    picture = make_image()
    body = f'<p><a href="/company/">The company</a></p><p><img src="image:{picture.pk}"></p>'
    publish("one", body=body)
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/news/{place}feed/{kind}")
    publish("two", body=body)
    publish("three", body=body)
    with django_assert_num_queries(len(queries)):
        client.get(f"/news/{place}feed/{kind}")
