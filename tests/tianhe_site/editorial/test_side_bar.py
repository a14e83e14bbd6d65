"""The side bar, the way back, and the titles of pages."""

import re

import pytest

from tests.factories import make_news_item

LINK = re.compile(r'<a ([^>]*)>\s*<svg class="icon"[^>]*><path[^>]*/></svg>\s*([^<]+?)\s*</a>')


def side_bar(client, path):
    """Return (label, address, what aria-current says) of each link in the side bar of a page."""
    content = client.get(path).content.decode()
    inside = content[content.index('<nav id="nav-sidebar"') : content.index("</nav>")]
    return [
        (
            label,
            re.search('href="([^"]*)"', attributes)[1],
            "".join(re.findall('aria-current="([^"]*)"', attributes)),
        )
        for attributes, label in LINK.findall(inside)
    ]


AUTHORS = [
    ("Write news", "/admin/news/newsitem/add/"),
    ("Dashboard", "/admin/"),
    ("News", "/admin/news/newsitem/"),
    ("Pages", "/admin/pages/page/"),
    ("Pictures", "/admin/media_library/image/"),
    ("Documents", "/admin/media_library/document/"),
    ("Glossary", "/admin/pages/term/"),
    ("Site details", "/admin/pages/sitedetails/"),
    ("Claims", "/admin/claims/"),
    ("Audit log", "/admin/publishing/historyentry/"),
    ("Categories", "/admin/news/category/"),
    ("Templates", "/admin/editorial/drafttemplate/"),
    ("Watched words", "/admin/publishing/watchedword/"),
    ("Pinned results", "/admin/publishing/pinnedresult/"),
    ("Searches without results", "/admin/searches/"),
]
ADMINISTRATORS = [
    *AUTHORS[:9],
    ("Site as of a date", "/admin/as-of/"),
    *AUTHORS[9:],
    ("System status", "/admin/status/"),
    ("People", "/admin/auth/user/"),
    ("Groups", "/admin/auth/group/"),
    ("Security log", "/admin/accounts/securityevent/"),
]


def test_each_sees_what_they_may_open_in_the_order_of_the_work(client, author, administrator):
    client.force_login(author)
    found = [(label, address) for label, address, _mark in side_bar(client, "/admin/")]
    assert found == AUTHORS
    client.force_login(administrator)
    found = [(label, address) for label, address, _mark in side_bar(client, "/admin/")]
    assert found == ADMINISTRATORS


def test_a_reviewer_has_no_button_to_write(client, reviewer):
    client.force_login(reviewer)
    assert side_bar(client, "/admin/")[0] == ("Dashboard", "/admin/", "page")


def test_the_list_is_marked_and_so_is_the_way_to_it(client, author):
    client.force_login(author)
    item = make_news_item()
    marks = {
        path: [(label, mark) for label, _address, mark in side_bar(client, path) if mark]
        for path in [
            "/admin/",
            "/admin/news/newsitem/",
            "/admin/news/newsitem/add/",
            f"/admin/news/newsitem/{item.pk}/change/",
            "/admin/account/profile/",
        ]
    }
    assert list(marks.values()) == [
        [("Dashboard", "page")],
        [("News", "page")],
        [("Write news", "page"), ("News", "true")],
        [("News", "true")],
        [],
    ]


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/admin/news/newsitem/", "News"),
        ("/admin/news/newsitem/add/", "Write news"),
        ("/admin/pages/page/", "Pages"),
        ("/admin/pages/term/add/", "New term"),
        ("/admin/news/category/", "Categories"),
        ("/admin/auth/user/add/", "Add a person"),
        ("/admin/auth/group/", "Groups"),
        ("/admin/accounts/securityevent/", "Security log"),
        ("/admin/media_library/image/", "Pictures"),
    ],
)
def test_a_page_is_called_what_people_call_it(client, administrator, path, title):
    client.force_login(administrator)
    assert f"<title>\n{title} | Tianhe admin\n</title>" in client.get(path).content.decode()


def test_the_way_back_leads_to_the_list_and_below_an_item_to_it(client, author):
    client.force_login(author)
    item = make_news_item(title="New trial")
    form = f"/admin/news/newsitem/{item.pk}/change/"
    assert trail(client, form) == [("News", "/admin/news/newsitem/")]
    assert trail(client, f"/admin/news/newsitem/{item.pk}/history/") == [
        ("News", "/admin/news/newsitem/"),
        ("New trial", form),
    ]
    assert trail(client, "/admin/news/newsitem/") == []


def trail(client, path):
    content = client.get(path).content.decode()
    inside = re.search(r'<nav class="trail".*?</nav>', content, re.S)
    links = re.findall(r'<a href="([^"]*)">(.*?)</a>', inside[0], re.S) if inside else []
    return [(re.sub("<[^>]*>", "", label).strip(), address) for address, label in links]
