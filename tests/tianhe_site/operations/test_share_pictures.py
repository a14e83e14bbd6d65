"""Pictures drawn for pages: only for what is live, and for good."""

from datetime import timedelta

import pytest
from django.conf import settings

from news.views import NewsItemView
from pages.views import PageView
from tests.factories import make_news_item, make_page, make_site_details, publish_with_reasons
from tests.validity import head
from tianhe_site.publishing import clock, workflow
from tianhe_site.seo import share_picture

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _details(noon, publisher):
    publish_with_reasons(make_site_details(), by=publisher)


@pytest.fixture
def item(publisher):
    item = make_news_item()
    publish_with_reasons(item, by=publisher)
    return item


def address(draft):
    """Return the address of the picture that an edition of a draft would have."""
    view = NewsItemView() if draft.kind == "news.newsitem" else PageView()
    name = share_picture.name_of(draft.title, "Tianhe", view.drawing_of(draft))
    return f"{draft.path_for(draft)}share-{name}.png"


def shared(client, path):
    """Return the path of the picture that a page names."""
    return head(client.get(path))["og:image"].removeprefix(settings.SITE_URL)


def test_live_page_has_a_picture_that_others_keep_for_a_day(client, item):
    response = client.get(address(item))
    assert shared(client, "/news/2026/grant/") == address(item)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Cache-Control"] == "public, max-age=86400"
    assert response.content == share_picture.draw(item.title, "Tianhe", "ring")
    assert not response.cookies


def test_drawing_is_that_of_the_page(client, publisher):
    page = make_page(illustration="spring")
    publish_with_reasons(page, by=publisher)
    content = client.get(address(page)).content
    assert content == share_picture.draw("Page about", "Tianhe", "spring")


def test_page_from_before_there_were_terms_has_one(client, publisher, monkeypatch):
    monkeypatch.setattr("pages.models.tree.leads_to_pages", lambda path: True)
    above = make_page("glossary")
    page = make_page("islets", parent=above)
    for each in (above, page):
        publish_with_reasons(each, by=publisher)
    assert shared(client, "/glossary/islets/") == address(page)
    assert client.get(address(page)).status_code == 200


def test_what_is_not_live_has_none(client, noon, publisher):
    draft = make_news_item("draft")
    scheduled = make_news_item("scheduled")
    publish_with_reasons(scheduled, by=publisher, at=noon + HOUR)
    withdrawn = make_news_item("withdrawn")
    publish_with_reasons(withdrawn, by=publisher)
    workflow.withdraw(withdrawn, by=publisher, note="Over.")
    expired = make_news_item("expired")
    publish_with_reasons(expired, by=publisher, until=noon + timedelta(minutes=1))
    statuses = []
    with clock.set_to(noon + timedelta(minutes=30)):
        for each in (draft, scheduled, withdrawn, expired):
            statuses.append(client.get(address(each)).status_code)
    assert statuses == [404, 404, 410, 410]
    with clock.set_to(noon + HOUR):
        assert client.get(address(scheduled)).status_code == 200


def test_picture_says_only_what_the_live_edition_says(client, item, publisher):
    before = address(item)
    item.title = "Only in the draft"
    item.save()
    assert client.get(address(item)).status_code == 404
    assert client.get(before).status_code == 200
    workflow.publish_draft(item, by=publisher, correction="")
    assert client.get(address(item)).status_code == 200
    assert client.get(before).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/news/2026/grant/share-0000000000000000.png",
        "/news/2026/nothing/share-0000000000000000.png",
        "/news/share-0000000000000000.png",
        "/share-0000000000000000.png",
        "/share/0000000000000000.png",
        "/news/2026/grant/share-00.png",
        "/nothing/at/all/share-0000000000000000.png",
    ],
)
def test_made_up_address_is_a_404(client, item, path):
    assert client.get(path).status_code == 404


def test_list_shows_the_name_of_the_company(client, item):
    assert client.get(shared(client, "/news/")).content == share_picture.draw(
        "Tianhe Inc.", "Tianhe", ""
    )
