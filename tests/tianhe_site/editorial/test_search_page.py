"""The search over drafts of all sections."""

import pytest

from tests.factories import change, make_news_item, make_page
from tests.reading import text_of
from tianhe_site.editorial import search_page
from tianhe_site.publishing import workflow

pytestmark = pytest.mark.django_db

PATH = "/admin/search/"


def test_drafts_and_live_items_of_all_sections_are_found_with_their_states(
    client, noon, author, publisher
):
    draft = make_news_item("a", title="Islets in a draft")
    workflow.publish_draft(make_page("islets", title="About islets"), by=publisher)
    make_news_item("b", title="Something else")
    client.force_login(author)
    page = client.get(PATH, {"q": "islets"})
    found = [(each.title, each.state_label, each.section) for each in page.context["found"]]
    assert found == [
        ("Islets in a draft", "Draft", "News item"),
        ("About islets", "Live", "Page"),
    ]
    text = page.content.decode()
    assert f'<a href="{change(draft)}" class="item-title">Islets in a draft</a>' in text
    assert 'href="/islets/"' in text


def test_every_page_of_the_admin_has_the_search(client, author):
    client.force_login(author)
    for path in ("/admin/", "/admin/news/newsitem/", "/admin/news/newsitem/add/"):
        assert (
            f'<form method="get" action="{PATH}" role="search"' in client.get(path).content.decode()
        )


def test_nothing_found_says_what_to_try(client, author):
    client.force_login(author)
    assert "Nothing found for '<b>'." in text_of(client.get(PATH, {"q": "<b>"})).replace(
        "&lt;b&gt;", "<b>"
    )
    assert "Nothing found" not in text_of(client.get(PATH))


def test_more_than_the_limit_is_said(client, noon, author, monkeypatch):
    monkeypatch.setattr(search_page, "MAX_FOUND", 1)
    for slug in "ab":
        make_news_item(slug, title=f"Islets {slug}")
    client.force_login(author)
    page = client.get(PATH, {"q": "islets"})
    assert len(page.context["found"]) == 1
    assert "There are more. Add a word to find them." in text_of(page)


def test_people_who_may_see_no_drafts_are_refused(client, person):
    client.force_login(person("guest"))
    assert client.get(PATH, {"q": "x"}).status_code == 403
