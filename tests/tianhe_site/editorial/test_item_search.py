"""Finding items for links and lists."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import change, make_news_item, make_page, make_term
from tianhe_site.editorial.item_search import FoundItem, find_items
from tianhe_site.publishing import workflow

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

PATH = "/admin/item-search/"


@pytest.fixture
def find(client, author):
    """Return a function that gives the titles an author finds for what was typed."""
    client.force_login(author)

    def ask(text, **more):
        answer = client.get(PATH, {"q": text, **more})
        assert answer.status_code == 200
        return [item["title"] for item in answer.json()["items"]]

    return ask


def test_items_of_all_sections_are_found_with_their_states(noon, author, publish):
    live = publish(make_page("islet-therapy", title="Islet therapy"))
    draft = make_news_item("islets", title="A trial of islets begins")
    waiting = make_term("Islet cells", slug="islet-cells")
    workflow.submit(waiting, by=author)
    assert find_items("islet", author, 10) == [
        FoundItem(
            waiting.pk,
            "Islet cells",
            "Term",
            "in-review",
            "In review",
            "/glossary/islet-cells/",
            change(waiting),
            "",
        ),
        FoundItem(
            live.pk,
            "Islet therapy",
            "Page",
            "live",
            "Live",
            "/islet-therapy/",
            change(live),
            "/islet-therapy/",
        ),
        FoundItem(
            draft.pk,
            "A trial of islets begins",
            "News item",
            "draft",
            "Draft",
            "/news/2026/islets/",
            change(draft),
            "",
        ),
    ]


def test_each_word_must_be_in_the_title_or_the_address(noon, find):
    make_news_item("grant", title="A patent is granted")
    make_news_item("second", title="A second patent")
    assert find("patent GRANT") == ["A patent is granted"]
    assert find("patent therapy") == []


def test_items_in_the_language_of_the_text_come_first(noon, find):
    make_news_item("a", title="T1D的研究", language="zh-hans")
    make_news_item("b", title="干细胞治疗T1D", language="zh-hans")
    make_news_item("c", title="T1D is studied")
    make_news_item("d", title="A study of T1D")
    chinese, english = ["T1D的研究", "干细胞治疗T1D"], ["T1D is studied", "A study of T1D"]
    assert find("T1D", lang="zh-Hans") == chinese + english
    assert find("T1D", lang="en") == english + chinese
    assert find("T1D") == ["T1D is studied", "T1D的研究", "A study of T1D", "干细胞治疗T1D"]


def test_an_address_finds_what_begins_with_it(noon, find, publish):
    publish(make_page("therapy", title="What we do"))
    publish(make_page("contact", title="Contact"))
    assert find("/ther") == ["What we do"]


@pytest.mark.parametrize("typed", ["", "  ", "\0", "%", "_", "'\"", "x" * 5000])
def test_what_finds_nothing_is_answered_too(noon, find, typed):
    make_page("about", title="About")
    assert find(typed) == []


def test_trash_is_not_found(noon, publisher, find):
    workflow.archive(make_page("about", title="About us"), by=publisher)
    assert find("about") == []


def test_a_limit_is_kept_across_sections(noon, author):
    for number in range(3):
        make_page(f"islets-{number}", title=f"Islets {number}")
        make_news_item(f"islets-{number}", title=f"Islets in the news {number}")
    assert [item.title for item in find_items("islets", author, 4)] == [
        "Islets in the news 2",
        "Islets 2",
        "Islets in the news 1",
        "Islets 1",
    ]


def test_only_sections_that_one_may_see_are_searched(noon, client, person):
    make_page("about", title="About islets")
    make_news_item("islets", title="Islets in the news")
    user = person("nora")
    client.force_login(user)
    assert client.get(PATH, {"q": "islets"}).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="view_page"))
    client.force_login(user)
    found = client.get(PATH, {"q": "islets"}).json()["items"]
    assert [item["title"] for item in found] == ["About islets"]


def test_queries_do_not_grow_with_what_is_found(noon, author, django_assert_num_queries):
    make_news_item("islets-0", title="Islets")
    author.get_all_permissions()
    with CaptureQueriesContext(connection) as queries:
        find_items("islets", author, 10)
    for number in (1, 2):
        make_news_item(f"islets-{number}", title="Islets")
    with django_assert_num_queries(len(queries)):
        find_items("islets", author, 10)
