"""The cookie that tells the browser which of its kept forms the server has saved."""

import pytest

from tests import staff_forms
from tests.factories import change, make_category, make_news_item, news_form
from tests.reading import text_of
from tianhe_site.publishing import workflow

pytestmark = pytest.mark.django_db

ID, OTHER_ID = "0123456789abcdef", "fedcba9876543210"
ADD = "/admin/news/newsitem/add/"


def named(response):
    cookie = response.cookies.get("kept_saved")
    return cookie and cookie.value.split(".")


def test_saved_form_is_named_to_the_script(client, noon, author):
    client.force_login(author)
    response = client.post(ADD, news_form(kept_id=ID))
    cookie = response.cookies["kept_saved"]
    assert (cookie.value, cookie["path"], cookie["samesite"]) == (ID, "/", "Strict")
    # The script reads it.
    assert not cookie["httponly"]


def test_unread_names_of_saved_forms_stay(client, noon, author):
    client.force_login(author)
    client.post(ADD, news_form(kept_id=ID))
    item = make_news_item()
    data = news_form(kept_id=OTHER_ID, title="Second", slug="grant")
    assert named(client.post(change(item), data)) == [ID, OTHER_ID]


def test_rejected_form_is_not_named_and_keeps_its_id(client, noon, author):
    client.force_login(author)
    response = client.post(ADD, news_form(kept_id=ID, title=""))
    assert named(response) is None
    assert f'data-again="{ID}"' in response.content.decode()


def test_resubmitted_form_names_each_submission(client, noon, author):
    client.force_login(author)
    assert named(client.post(ADD, news_form(kept_id=f"{ID}.{OTHER_ID}"))) == [ID, OTHER_ID]


def test_text_typed_on_a_destroyed_draft_is_offered_for_a_new_one(client, noon, author, publisher):
    item = make_news_item()
    path = change(item)
    workflow.archive(item, by=publisher)
    workflow.empty_trash(type(item), by=publisher)
    client.force_login(author)
    response = client.post(path, news_form(kept_id=f"{OTHER_ID}.{ID}"))
    assert response.headers["Location"] == f"{ADD}?kept={ID}"
    assert named(response) is None
    page = text_of(client.get(response.headers["Location"]))
    assert "Someone deleted this while you were working, so your changes weren't saved." in page


def test_text_typed_in_a_deleted_row_is_offered_for_a_new_one(client, administrator):
    category = make_category("Gone")
    client.force_login(administrator)
    path = f"/admin/news/category/{category.pk}/change/"
    category.delete()
    response = client.post(path, {"kept_id": ID, "name": "Typed"})
    assert response.headers["Location"] == f"/admin/news/category/add/?kept={ID}"
    assert named(response) is None


def test_text_typed_on_an_archived_draft_stays_kept(client, noon, author, publisher):
    item = make_news_item()
    workflow.archive(item, by=publisher)
    client.force_login(author)
    response = client.post(change(item), news_form(kept_id=ID, title="Typed"))
    assert response.headers["Location"] == f"{change(item)}?kept={ID}"
    assert named(response) is None
    page = text_of(client.get(response.headers["Location"]))
    assert (
        "Your changes weren't saved, because someone archived this draft or moved it to the trash."
        in page
    )
    item.refresh_from_db()
    assert item.title != "Typed"


def test_form_redirected_to_the_login_is_not_named(client, noon):
    response = client.post(ADD, {"kept_id": ID})
    assert response.headers["Location"].startswith("/admin/login/")
    assert named(response) is None


def test_form_redirected_to_the_set_up_of_a_factor_is_not_named(client, noon, author, settings):
    client.force_login(author)
    settings.SECOND_FACTOR = "required"
    response = client.post(ADD, news_form(kept_id=ID))
    assert response.headers["Location"].startswith("/admin/account/")
    assert named(response) is None


@pytest.mark.parametrize(
    "kept_id", ["", "x" * 16, f"{ID}.", f".{ID}", f"{ID}; path=/", f"{ID}\n", ID.upper()]
)
def test_malformed_form_id_is_left_out(client, noon, author, kept_id):
    client.force_login(author)
    assert named(client.post(ADD, news_form(kept_id=kept_id))) is None


def test_every_staff_form_is_kept(client, noon, administrator):
    client.force_login(administrator)
    paths = staff_forms.paths(administrator)
    pages = {path: client.get(path).content.decode() for path in paths}
    assert [path for path in paths if 'class="kept-notice ' not in pages[path]] == []


def test_account_forms_are_not_kept(client, administrator):
    client.force_login(administrator)
    for path in ("add/", f"{administrator.pk}/change/", f"{administrator.pk}/password/"):
        assert "kept-notice" not in client.get(f"/admin/auth/user/{path}").content.decode()
