"""What is kept between two public changes, such as the menu, is never seen after the next one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_image, make_news_item, make_page, publish_approved
from tianhe_site.publishing import clock, workflow

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
HOUR = timedelta(hours=1)


def menu_of(server):
    """Return the menu on a page that is never cached, after one that asks what has changed."""
    server.text("/")
    return server.text("/search/").partition('<ul class="menu">')[2].partition("</ul>")[0]


def test_menu_of_a_page_that_is_never_cached_shows_a_change_within_a_second(
    server, noon, publisher
):
    menu_of(server)
    page = make_page("about", title="About us")
    workflow.publish_draft(page, by=publisher)
    assert "About us" not in menu_of(server)
    server.seconds += 1
    assert "About us" in menu_of(server)
    workflow.withdraw(page, by=publisher, note="x")
    server.seconds += 1
    assert "About us" not in menu_of(server)


def test_menu_of_a_page_that_is_never_cached_changes_at_its_moment(server, noon, publisher):
    page = make_page("about", title="About us")
    workflow.publish_draft(page, by=publisher, at=noon + HOUR, until=noon + 2 * HOUR)
    shown = []
    for moment in (noon + HOUR / 2, noon + HOUR, noon + 2 * HOUR):
        # The process knows ahead, so it needn't ask.
        with clock.set_to(moment):
            shown.append("About us" in menu_of(server))
    assert shown == [False, True, False]


def test_menu_is_made_once_for_all_pages(server, noon, publisher, django_assert_num_queries):
    for slug in ("one", "two", "three"):
        workflow.publish_draft(make_page(slug), by=publisher)
    server.seconds += 1
    server.text("/one/")
    for path in ("/two/", "/three/"):
        with django_assert_num_queries(1):
            server.text(path)


def publish_several(count, publisher):
    """Publish items and pages, each with a picture and a link to another page in its text."""
    aim = make_page("aim", title="Aim")
    publish_approved(aim, by=publisher)
    content = {"body": f'<p><a href="item:{aim.pk}">Our aim</a></p>'}
    for number in range(count):
        picture = make_image(f"Picture {number}", size=(64 + number, 48))
        publish_approved(make_page(f"page-{number}", picture=picture, **content), by=publisher)
        item = make_news_item(f"item-{number}", picture=picture, **content)
        publish_approved(item, by=publisher)
        make_image(f"Released {number}", size=(80 + number, 48), for_press=True)
    publish_approved(make_page("press", layout="press"), by=publisher)
    contact = make_page("contact", layout="contact", in_footer=True)
    publish_approved(contact, by=publisher)
    home = make_page("", layout="home", title="Home", picture=picture, **content)
    publish_approved(home, by=publisher)


@pytest.mark.parametrize("count", [1, 3])
def test_page_made_afresh_takes_at_most_four_queries(server, noon, publisher, count):
    publish_several(count, publisher)
    asked = {}
    pages = ("/page-0/", "/press/", "/contact/")
    for path in ("/", "/news/", "/news/2026/item-0/", *pages, "/nothing/", "/search/"):
        server.text(path)
        server.cache.store.entries.clear()
        with CaptureQueriesContext(connection) as queries:
            assert '"site-head"' in server.text(path)
        asked[path] = len(queries)
    assert asked == {
        "/": 4,
        "/news/": 2,
        "/news/2026/item-0/": 4,
        "/page-0/": 3,
        "/press/": 2,
        "/contact/": 1,
        "/nothing/": 3,
        "/search/": 0,
    }
