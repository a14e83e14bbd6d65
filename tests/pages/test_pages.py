"""The tree of pages, its menu, and the order editors give it."""

import re

import pytest
from django.db.models import ProtectedError

from pages.models import Page
from tests.factories import (
    make_news_item,
    make_page,
    make_site_details,
    publish_approved,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish(noon, publisher):
    """Return a function that creates a page and publishes it."""

    def make(slug, **values):
        page = make_page(slug, **values)
        publish_approved(page, by=publisher)
        return page

    return make


def menu(client, path="/news/"):
    text = client.get(path).content.decode()
    part = text.split('<ul class="menu">')[1].split("</ul>")[0]
    return re.findall(r'href="([^"]+)"', part)


def test_menu_holds_the_live_top_pages_in_order(client, publish):
    publish("", layout="home")
    second, first = publish("second"), publish("first")
    publish("hidden", in_menu=False)
    make_page("draft")
    publish("below", parent=second)
    assert menu(client) == ["/", "/second/", "/first/", "/news/", "/search/"]
    assert first.position > second.position


def test_page_in_the_menu_is_marked_as_current(client, publish):
    publish("about", menu_title="About us")
    text = client.get("/about/").content.decode()
    assert '<a href="/about/" aria-current="page"><span>About us</span></a>' in text


def test_current_section_is_marked_in_the_menu(client, publish, publisher):
    publish("", layout="home")
    about = publish("about", menu_title="About us")
    publish("people", parent=about)
    assert (
        '<a href="/about/" aria-current="true"><span>About us</span></a>'
        in client.get("/about/people/").content.decode()
    )
    publish_approved(make_news_item(), by=publisher)
    text = client.get("/news/2026/grant/").content.decode()
    assert '<a href="/news/" aria-current="true">News</a>' in text
    assert '<a href="/">' in text


def test_admin_list_shows_the_tree_whatever_the_order(client, publish, publisher):
    first, second = publish("first"), publish("second")
    publish("below", parent=first)
    client.force_login(publisher)
    client.post("/admin/pages/page/order/", {"page": second.pk, "place": "0"})
    text = client.get("/admin/pages/page/").content.decode()
    places = [text.index(f"Page {slug}</a>") for slug in ("second", "first", "below")]
    assert places == sorted(places)


def test_page_shows_pages_above_and_below_it(client, publish):
    top = publish("top", menu_title="Top")
    middle = publish("middle", parent=top, menu_title="Middle")
    publish("bottom", parent=middle, menu_title="Bottom")
    text = client.get("/top/middle/").content.decode()
    assert '<li><a href="/top/">Top</a></li>' in text
    assert '<li><a href="/top/middle/bottom/">Bottom</a></li>' in text


def test_order_changes_with_buttons_and_dragging(client, publish, publisher):
    pages = [publish(slug) for slug in ("a", "b", "c")]
    client.force_login(publisher)
    order = "/admin/pages/page/order/"
    client.post(order, {"up": pages[2].pk})
    assert menu(client) == ["/a/", "/c/", "/b/", "/news/", "/search/"]
    client.post(order, {"page": pages[0].pk, "place": "2"})
    assert menu(client) == ["/c/", "/b/", "/a/", "/news/", "/search/"]
    client.post(order, {"up": pages[2].pk})
    assert menu(client) == ["/c/", "/b/", "/a/", "/news/", "/search/"]
    client.post(order, {"down": pages[2].pk, "page": "", "place": ""})
    assert menu(client) == ["/b/", "/c/", "/a/", "/news/", "/search/"]


@pytest.mark.parametrize("data", [{}, {"page": "x"}, {"page": "9" * 99}, {"page": "0"}])
def test_order_of_an_unknown_page_is_a_404(client, noon, publisher, data):
    client.force_login(publisher)
    assert client.post("/admin/pages/page/order/", data).status_code == 404


def test_site_details_are_on_every_page(client, noon, publisher):
    details = make_site_details(legal_name="Tianhe Inc.", footer_note="Information only.")
    assert "Tianhe Inc." not in client.get("/news/").content.decode()
    publish_approved(details, by=publisher)
    for path in ("/news/", "/nothing/"):
        text = client.get(path).content.decode()
        assert "Tianhe Inc." in text
        assert "Information only." in text


def page_form(**values):
    defaults = {"title": "New", "summary": "S", "slug": "new", "layout": "standard", "body": ""}
    return {**defaults, **values}


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"slug": "news"}, "reserved for another part of the site"),
        ({"slug": "taken"}, "uses the address /taken/"),
        ({"slug": "two words"}, "Use lowercase letters, digits and single hyphens"),
    ],
)
def test_impossible_address_gives_an_error_at_its_field(client, publish, author, values, error):
    publish("", layout="home")
    publish("taken")
    client.force_login(author)
    text = client.post("/admin/pages/page/add/", page_form(**values)).content.decode()
    assert error in text.replace("&#x27;", "'")
    assert not Page.objects.filter(title="New").exists()


def test_page_cannot_be_moved_below_itself_in_the_form(client, noon, author):
    top = make_page("top")
    below = make_page("below", parent=top)
    client.force_login(author)
    data = page_form(slug="top", parent=below.pk)
    text = client.post(f"/admin/pages/page/{top.pk}/change/", data).content.decode()
    assert "below itself" in text or "descendant of itself" in text


def test_parent_with_children_is_protected(noon):
    top = make_page("top")
    make_page("below", parent=top)
    with pytest.raises(ProtectedError):
        top.delete()


def test_another_layout_does_not_move_a_page(client, publish, publisher):
    home = publish("", layout="home")
    home.layout = "standard"
    home.save()
    publish_approved(home, by=publisher)
    assert client.get("/").status_code == 200


def test_queries_of_a_page_do_not_grow_with_the_menu(client, publish, django_assert_num_queries):
    publish("one")
    with django_assert_num_queries(8):
        client.get("/one/")
    publish("two")
    publish("three")
    with django_assert_num_queries(8):
        client.get("/one/")


@pytest.mark.parametrize("layout", ["standard", "division", "home"])
def test_claims_of_a_page_link_to_its_sources(client, publish, layout):
    body = '<p><mark data-sources="1">It can <em>do</em> that</mark>.</p>'
    publish("about", layout=layout, body=body, sources=[{"title": "The data", "note": "A note."}])
    text = client.get("/about/").content.decode()
    assert (
        '<span class="claim">It can <em>do</em> that<sup class="references">'
        '<a id="claim-1-1" href="#source-1" aria-label="Source 1">1</a></sup></span>.'
    ) in text
    source = text.partition('<li id="source-1">')[2].partition("</li>")[0]
    assert " ".join(source.split()) == (
        'The data. A note. <nav class="ways-back" role="none"> <a href="#claim-1-1" '
        'aria-label="Back to the claim of source 1">Back to the claim</a></nav>'
    )


def test_source_of_several_claims_links_back_to_each(client, publish):
    claim = '<p><mark data-sources="1">It can do that</mark>.</p>'
    publish("about", body=claim * 2, sources=[{"title": "The data"}])
    text = client.get("/about/").content.decode()
    source = text.partition('<li id="source-1">')[2].partition("</li>")[0]
    assert " ".join(source.split()) == (
        'The data <nav class="ways-back" role="none">Back to: '
        '<a href="#claim-1-1" aria-label="Claim a of source 1">a</a> '
        '<a href="#claim-1-2" aria-label="Claim b of source 1">b</a></nav>'
    )


def test_sources_of_a_page_are_edited_in_its_form(client, noon, author):
    client.force_login(author)
    row = {"sources-1-title": "The data", "sources-1-url": "https://a.example/"}
    body = '<p><mark data-sources="2">a</mark></p>'
    client.post("/admin/pages/page/add/", page_form(**row, body=body))
    page = Page.objects.get(title="New")
    assert page.sources == [{"title": "The data", "url": "https://a.example/"}]
    assert page.body == '<p><mark data-sources="1">a</mark></p>'


def test_page_without_sources_has_no_list_of_them(client, publish):
    publish("about")
    assert 'class="sources"' not in client.get("/about/").content.decode()


def test_page_lists_each_page_below_it_once(client, publish):
    above = publish("above")
    publish("first", parent=above)
    publish("second", parent=above)
    text = client.get("/above/").content.decode()
    assert re.findall(r'href="(/above/[^"]+)"', text) == ["/above/first/", "/above/second/"]
