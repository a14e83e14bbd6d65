"""Words that find a page and that nobody sees there."""

from datetime import date

import pytest
from django.test import Client

from tests.factories import (
    change,
    make_news_item,
    make_page,
    news_form,
    publish_with_reasons,
)
from tests.reading import text_of
from tests.tianhe_site.publishing.search.test_search import titles
from tianhe_site.publishing import workflow
from tianhe_site.publishing.search.unseen_words import unseen_words

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql, pytest.mark.usefixtures("noon")]


def found(text, **others):
    return titles(Client().get("/search/", {"q": text, **others}))


def test_words_of_the_form_find_what_is_published_and_not_what_is_only_saved(
    client, publisher, administrator
):
    item = make_news_item()
    client.force_login(publisher)
    form = news_form(title=item.title, also_found_by="phone, side effects, 价格")
    client.post("/admin/news/newsitem/add/", {**form, "slug": "found"})
    draft = type(item).objects.get(slug="found")
    assert draft.also_found_by == "phone, side effects, 价格"
    assert found("phone") == []
    publish_with_reasons(draft, by=administrator)
    for text in ("phone", "phones", "side effect", "价格"):
        assert found(text) == [item.title], text
    draft.also_found_by = "address"
    draft.save()
    publish_with_reasons(draft, by=administrator)
    assert (found("phone"), found("address")) == ([], [item.title])


def test_they_count_like_the_summary(publisher):
    def item(title, year, **content):
        draft = make_news_item(title.lower().replace(" ", "-"), title=title, **content)
        draft.date = date(year, 1, 1)
        draft.save()
        publish_with_reasons(draft, by=publisher)

    item("In the text", 2026, body="<p>A zebra.</p>")
    item("In the summary", 2024, summary="A zebra.")
    item("Unseen", 2025, also_found_by="zebra")
    item("The zebra", 2020)
    assert found("zebra") == ["The zebra", "Unseen", "In the summary", "In the text"]
    assert found("unseen zebra") == ["Unseen"]


def test_nobody_sees_them(client, publisher):
    words = {"also_found_by": "zebra"}
    publish_with_reasons(
        make_page("a", title="A page", summary="Its summary.", **words), by=publisher
    )
    publish_with_reasons(make_news_item("b", title="News", **words), by=publisher)
    results = client.get("/search/?q=zebra").content.decode().partition('id="search-results"')[2]
    assert "<p>Its summary.</p>" in results
    assert "zebra" not in results.replace("q=zebra", "")
    addresses = ["/a/", "/news/2026/b/", "/news/", "/news/feed/", "/news/feed/json/"]
    for path in addresses:
        response = client.get(path)
        assert response.status_code == 200, path
        assert "zebra" not in response.content.decode(), path


def test_they_are_reviewed_and_compared_like_the_text(client, noon, author, reviewer):
    item = make_news_item(also_found_by="")
    workflow.write(item, by=author)
    first = workflow.submit(item, by=author)
    item.also_found_by = "price"
    workflow.write(item, by=author)
    second = workflow.submit(item, by=author)
    assert (unseen_words(first), unseen_words(second)) == ("", "price")
    assert first.content_hash != second.content_hash
    client.force_login(reviewer)
    page = text_of(client.get(f"{change(item, 'compare')}?old={first.pk}&new={second.pk}"))
    assert "Also found by" in page
    assert "price" in page
