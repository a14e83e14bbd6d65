"""Trash and archive."""

import pytest

from news.models import NewsItem
from pages.models import Page
from tests.factories import change, make_news_item, make_page, news_form
from tests.reading import ESCAPED, HOSTILE, errors, seen, text_of
from tianhe_site.publishing import workflow

pytestmark = pytest.mark.django_db
LIST = "/admin/news/newsitem/"


def test_draft_is_moved_to_the_trash_and_restored_from_its_page(client, noon, author):
    item = make_news_item()
    workflow.write(item, by=author)
    client.force_login(author)
    assert change(item, "archive") in client.get(change(item)).content.decode()
    assert 'value="Move to trash"' in client.get(change(item, "archive")).content.decode()
    client.post(change(item, "archive"), {"note": "A duplicate."})
    assert f">{item.title}</a>" not in client.get(LIST).content.decode()
    assert f">{item.title}</a>" in client.get(f"{LIST}?state=trashed").content.decode()
    page = client.get(change(item))
    assert "Restore it to continue editing." in text_of(page)
    assert 'name="_save"' not in page.content.decode()
    assert change(item, "restore") in page.content.decode()
    assert "Your changes weren't saved" in text_of(
        client.post(change(item), news_form(), follow=True)
    )
    client.post(change(item, "restore"), {"note": ""})
    item.refresh_from_db()
    assert (item.trashed_at, item.title) == (None, "A patent is granted")


def test_author_cannot_move_a_draft_of_others_to_the_trash_and_reads_why(
    client, noon, author, person
):
    bob = person("bob", "Authors")
    item = make_news_item()
    workflow.write(item, by=bob)
    client.force_login(author)
    why = "bob worked on this draft. Ask a publisher to move it to the trash or delete it."
    page = client.get(change(item))
    assert change(item, "archive") not in page.content.decode()
    assert why in text_of(page)
    assert why in text_of(client.get(change(item, "archive")))
    assert errors(client.post(change(item, "archive"), {"note": ""})) == [why]
    workflow.archive(item, by=bob)
    assert change(item, "restore") in client.get(change(item)).content.decode()
    page = client.get(f"{LIST}empty-trash/")
    assert f"These won't be deleted: {item}: {why}" in text_of(page)
    assert 'name="draft"' not in page.content.decode()
    client.post(f"{LIST}empty-trash/", {"draft": [item.pk]})
    assert NewsItem.objects.filter(pk=item.pk).exists()


def test_each_verb_refuses_an_item_in_the_trash(client, noon, administrator):
    item = make_news_item()
    workflow.archive(item, by=administrator)
    client.force_login(administrator)
    for verb in ("submit", "publish", "schedule", "archive"):
        assert "This is in the trash. Restore it first." in text_of(client.get(change(item, verb)))
    response = client.post(change(item, "submit"), {"seen": seen(item)})
    assert errors(response) == ["This is in the trash. Restore it first."]


def test_publishers_archive_what_was_public(client, live_item, author, publisher):
    client.force_login(publisher)
    page = text_of(client.get(change(live_item, "archive")))
    assert "Withdraw it or cancel its schedule first" in page
    workflow.withdraw(live_item, by=publisher, note="x")
    assert 'value="Archive"' in client.get(change(live_item, "archive")).content.decode()
    client.force_login(author)
    assert client.post(change(live_item, "archive"), {"note": ""}).status_code == 403
    client.force_login(publisher)
    client.post(change(live_item, "archive"), {"note": ""})
    assert f">{live_item.title}</a>" in client.get(f"{LIST}?state=archived").content.decode()


def test_emptying_the_trash_deletes_only_what_was_shown(client, noon, author):
    gone, stays, kept = make_news_item("a", title="Gone"), make_news_item("b"), make_news_item("c")
    stays.title = f"Stays {HOSTILE}"
    workflow.write(stays, by=author)
    workflow.write(gone, by=author)
    workflow.freeze(stays, by=author)
    for item in (gone, stays):
        workflow.archive(item, by=author)
    client.force_login(author)
    assert f"{LIST}empty-trash/" in client.get(f"{LIST}?state=trashed").content.decode()
    page = client.get(f"{LIST}empty-trash/").content.decode()
    assert "<li>Gone</li>" in page
    assert ESCAPED in page
    late = make_news_item("late")
    workflow.write(late, by=author)
    workflow.archive(late, by=author)
    shown = {"draft": [gone.pk, stays.pk, "x", "9" * 30]}
    response = client.post(f"{LIST}empty-trash/", shown, follow=True)
    assert "Deleted: 1." in text_of(response)
    assert "These weren't deleted, because they have saved versions" in text_of(response)
    assert ESCAPED in response.content.decode()
    # Items moved to the trash later stay.
    assert set(NewsItem.objects.all()) == {stays, kept, late}


def test_trash_keeps_a_page_that_a_page_with_versions_is_below(client, noon, author):
    above = make_page("above")
    below = make_page("below", parent=above)
    for page in (above, below):
        workflow.write(page, by=author)
    workflow.freeze(below, by=author)
    for page in (below, above):
        workflow.archive(page, by=author)
    client.force_login(author)
    shown = {"draft": [above.pk, below.pk]}
    text = text_of(client.post("/admin/pages/page/empty-trash/", shown, follow=True))
    assert "Deleted: 0." in text
    assert "other items need them" in text
    assert Page.objects.count() == 2


def test_pages_in_the_trash_have_no_order_and_cannot_be_a_parent(client, noon, publisher):
    first, second, third = make_page("first"), make_page("second"), make_page("third")
    workflow.archive(second, by=publisher)
    client.force_login(publisher)
    page = client.get("/admin/pages/page/order/").content.decode()
    assert [f'data-page="{each.pk}"' in page for each in (first, second, third)] == [1, 0, 1]
    client.post("/admin/pages/page/order/", {"up": third.pk})
    positions = dict(Page.objects.values_list("slug", "position"))
    assert positions["third"] < positions["first"]
    assert client.post("/admin/pages/page/order/", {"page": second.pk}).status_code == 404
    form = client.get("/admin/pages/page/add/").context["adminform"].form
    assert list(form.fields["parent"].queryset) == [third, first]
