"""Readers' pages are answered without what only staff use."""

import pytest

from tests.factories import make_news_item, make_page

ANSWERS = {
    "/jobs/": 200,
    "/news/": 200,
    "/news/2026/grant/": 200,
    "/news/feed/": 200,
    "/search/?q=grant": 200,
    "/robots.txt": 200,
    "/sitemap.xml": 200,
    "/jobs": 301,
    "/missing": 404,
    "/missing/": 404,
    "/adminer/": 404,
}


@pytest.mark.django_db
def test_readers_get_every_page_without_the_addresses_of_staff(client, publish, settings):
    publish(make_page("jobs"))
    publish(make_news_item())
    settings.ROOT_URLCONF = "addresses_that_nobody_loads"
    assert {path: client.get(path).status_code for path in ANSWERS} == ANSWERS
    assert client.post("/jobs/").status_code == 405


@pytest.mark.django_db
def test_staff_are_led_to_their_pages_also_without_the_slash(client):
    answers = [client.get(path) for path in ("/admin", "/admin/")]
    places = [answer.headers["Location"] for answer in answers]
    assert places == ["/admin/", "/admin/login/?next=/admin/"]
