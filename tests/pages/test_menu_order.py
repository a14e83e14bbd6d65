"""The page that orders the menu is reached by links, from the dashboard on."""

import re

import pytest

from tests.factories import change, make_page
from tests.reading import text_of
from tianhe_site.publishing import workflow

pytestmark = pytest.mark.django_db

ORDER = "/admin/pages/page/order/"


def links(response):
    return re.findall(r'<a[^>]* href="([^"]*)"', response.content.decode())


def test_publisher_gets_from_the_dashboard_to_the_list_and_to_the_order(client, noon, publisher):
    make_page("about")
    client.force_login(publisher)
    assert "/admin/pages/page/" in links(client.get("/admin/"))
    assert ORDER in links(client.get("/admin/pages/page/"))
    assert "Page about" in text_of(client.get(ORDER))


def test_page_that_moves_a_page_leads_to_the_order(client, noon, publisher):
    page = make_page("about")
    workflow.publish_draft(page, by=publisher)
    client.force_login(publisher)
    assert ORDER in links(client.get(change(page, "move")))


def test_author_may_not_order_pages_and_gets_no_link(client, noon, author):
    make_page("about")
    client.force_login(author)
    assert ORDER not in links(client.get("/admin/pages/page/"))
    assert client.get(ORDER).status_code == 403
