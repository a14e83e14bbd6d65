"""The head of a public page, for search engines and link previews."""

from datetime import date, timedelta

import pytest

from pages.models import Layout
from tests.factories import (
    make_category,
    make_image,
    make_news_item,
    make_page,
    make_term,
    publish_with_reasons,
)
from tests.validity import SITE, feeds_of, head
from tianhe_site.publishing import clock, workflow
from tianhe_site.seo.share_pictures import DESCRIPTIONS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example_site")]


THEMES = {"viewport", "color-scheme", "theme-color"}


def said(client, path):
    """Return the page-specific parts of a head."""
    return {name: value for name, value in head(client.get(path)).items() if name not in THEMES}


def test_link_preview_describes_the_page(client, publish):
    publish(make_page())
    assert said(client, "/about/") == {
        "title": "Page about · Tianhe",
        "description": "A page.",
        "author": "Tianhe Inc.",
        "canonical": f"{SITE}/about/",
        "og:site_name": "Tianhe",
        "og:type": "website",
        "og:locale": "en_US",
        "og:title": "Page about",
        "og:description": "A page.",
        "og:url": f"{SITE}/about/",
        "og:image": f"{SITE}/static/img/share/mark.png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": DESCRIPTIONS["mark"],
        "twitter:card": "summary_large_image",
    }


def test_item_says_when_it_was_published_and_changed(client, publish, noon, publisher):
    item = publish(make_news_item())
    told = said(client, "/news/2026/grant/")
    assert told["og:type"] == "article"
    assert told["article:published_time"] == "2026-03-02"
    assert told["article:section"] == "Patent"
    assert "article:modified_time" not in told
    item.title = "Corrected"
    item.save()
    with clock.set_to(noon + timedelta(days=1)):
        workflow.publish_draft(item, by=publisher, correction="")
    with clock.set_to(noon + timedelta(days=2)):
        told = said(client, "/news/2026/grant/")
    assert told["article:modified_time"] == "2026-03-03T12:00:00.000001-05:00"


def test_lead_picture_is_preferred_to_a_designed_one(client, publish):
    picture = make_image(description="The laboratory.", size=(640, 480))
    publish(make_page(picture=picture, illustration="spring"))
    told = said(client, "/about/")
    assert told["og:image"].startswith(f"{SITE}/media/")
    assert told["og:image:alt"] == "The laboratory."
    assert int(told["og:image:width"]) > int(told["og:image:height"])


def test_no_two_lists_have_the_same_description(client, publish):
    for number in range(21):
        publish(make_news_item(f"item-{number}", date=date(2025 + number % 2, 1, 1)))
    publish(make_term("Islets"))
    paths = ["/news/", "/news/?page=2", "/news/2025/", "/news/2026/", "/news/category/patent/"]
    paths += ["/news/category/patent/?page=2", "/glossary/islets/"]
    told = [said(client, path) for path in paths]
    for name in ("title", "description", "canonical", "og:title", "og:description", "og:url"):
        assert len({each[name] for each in told}) == len(paths), name
    assert told[1]["title"] == "News, page 2 · Tianhe"
    assert told[1]["description"] == "Announcements by date, newest first. Page 2."
    assert told[1]["canonical"] == told[1]["og:url"] == f"{SITE}/news/?page=2"


def test_page_has_the_picture_of_its_kind(client, publish):
    publish(make_news_item())
    publish(make_term("Islets"))
    publish(make_page(illustration="spring"))
    shown = {
        path: said(client, path)["og:image"].rpartition("/")[2]
        for path in ("/about/", "/news/2026/grant/", "/news/", "/news/2026/", "/glossary/islets/")
    }
    assert shown == {
        "/about/": "spring.png",
        "/news/2026/grant/": "ring.png",
        "/news/": "ring.png",
        "/news/2026/": "ring.png",
        "/glossary/islets/": "mark.png",
    }


@pytest.mark.parametrize("title", ["A & B", "Θεραπεία", "济南 干细胞", "x" * 90])
def test_every_page_has_a_picture_that_lost_no_words(client, publish, title):
    publish(make_news_item(title=title, category=make_category(title)))
    publish(make_term(title, slug="term"))
    for layout in Layout:
        publish(make_page(layout.value, layout=layout, title=title))
    paths = [f"/{layout.value}/" for layout in Layout]
    paths += ["/news/2026/grant/", "/news/", "/news/2026/", "/news/category/patent/"]
    for path in [*paths, "/search/", "/search/?q=patent", "/glossary/term/"]:
        folder, _slash, name = said(client, path)["og:image"].rpartition("/")
        assert folder == f"{SITE}/static/img/share"
        # None of these files has words in it, of a title or any other.
        assert name.removesuffix(".png") in DESCRIPTIONS


def test_page_offers_the_feeds_of_its_category_first(client, publish):
    publish(make_page())
    publish(make_news_item())
    everything = [
        ("application/atom+xml", "/news/feed/"),
        ("application/rss+xml", "/news/feed/rss/"),
        ("application/feed+json", "/news/feed/json/"),
    ]
    category = [
        (kind, path.replace("/feed/", "/category/patent/feed/")) for kind, path in everything
    ]
    for path in ("/about/", "/news/", "/news/2026/", "/nothing/"):
        assert feeds_of(client.get(path)) == everything
    for path in ("/news/2026/grant/", "/news/category/patent/"):
        assert feeds_of(client.get(path)) == category + everything
        assert 'title="News: Patent · Tianhe (Atom)"' in client.get(path).content.decode()
    for _kind, path in category + everything:
        assert client.get(path).status_code == 200


def test_pages_are_complete_without_site_details(client, noon, publisher):
    publish_with_reasons(make_page(), by=publisher)
    told = said(client, "/about/")
    assert told["og:site_name"] == "Page about"
    assert told["og:image"] == f"{SITE}/static/img/share/mark.png"
    assert client.get("/news/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/nothing/", "/admin/login/", "/preview/x/", "/search/", "/admin/"]
)
def test_pages_not_for_search_engines_have_a_noindex_header(client, publish, path):
    assert client.get(path).headers["X-Robots-Tag"] == "noindex, nofollow"


def test_withdrawn_page_and_refused_request_have_it_too(client, publish, publisher):
    page = publish(make_page())
    assert "X-Robots-Tag" not in client.get("/about/").headers
    workflow.withdraw(page, by=publisher, note="Over.")
    for response in (client.get("/about/"), client.get("/", headers={"host": "evil.example"})):
        assert response.status_code in (400, 410)
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
