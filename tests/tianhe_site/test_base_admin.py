"""What every screen of the admin has in common: words in place of Django's signs."""

import re

import pytest

from tests.factories import make_category
from tests.reading import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.mark.parametrize(
    "path",
    [
        "news/newsitem/add/",
        "pages/page/add/",
        "pages/term/add/",
        "editorial/drafttemplate/add/",
        "publishing/watchedword/add/",
    ],
)
def test_nothing_to_choose_is_said_in_words(client, publisher, path):
    client.force_login(publisher)
    page = client.get(f"/admin/{path}").content.decode()
    assert ">---------<" not in page


def test_lists_have_plain_filters_and_a_field_to_search_them(client, administrator):
    client.force_login(administrator)
    page = client.get("/admin/publishing/watchedword/?q=cure").content.decode()
    assert re.findall(r"<summary>([^<]*)</summary>", page) == ["Kind", "Language"]
    assert 'placeholder="Search this list"' in page
    assert "Show counts" not in page


def test_list_of_categories_says_its_rules_in_words(client, publisher):
    make_category("Trial", "trial", needs_second_person=True, medical=True)
    make_category("Patent", "patent")
    client.force_login(publisher)
    page = client.get("/admin/news/category/")
    assert "Second approver, Medical" in text_of(page)
    assert "icon-no" not in page.content.decode()


def test_list_of_watched_words_tells_phrases_apart(client, publisher):
    client.force_login(publisher)
    assert "not cure; not a cure; not cured" in text_of(
        client.get("/admin/publishing/watchedword/")
    )
