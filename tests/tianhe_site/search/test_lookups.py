"""Searches of staff find any part of a word, whatever its case."""

import pytest
from django.db.models import F

from news.models import NewsItem
from tests.factories import make_news_item

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("PATENT", ["a"]),
        ("patent g", ["a"]),
        ("Éclair of 100%", ["b"]),
        ("100%", ["b"]),
        ("0_%", []),
        ("\\", ["c"]),
        ("'", ["c"]),
        ("干细胞", ["c"]),
        ("细", ["c"]),
        ("胞干", []),
        ("", ["a", "b", "c"]),
    ],
)
def test_part_of_a_text_is_found_as_it_is_typed(text, found):
    _add_items()
    assert _slugs(title__icontains=text) == found


@pytest.mark.parametrize("text", ["Éclair", "straße", "\u212a"])  # The last one is in Kelvin.
def test_case_of_letters_beyond_ascii_is_left_to_the_database(text):
    plain = NewsItem.objects.filter(title__icontains=text).query.sql_with_params()[0]
    assert "STRPOS" not in plain


def test_text_of_another_column_is_found():
    make_news_item("same", title="The same", summary="This is the same.")
    make_news_item("other", title="Another", summary="Nothing.")
    with_title = NewsItem.objects.filter(summary__icontains=F("title"))
    assert [each.slug for each in with_title] == ["same"]


def _add_items():
    make_news_item("a", title="European patent granted")
    make_news_item("b", title="Éclair of 100% pâte")
    make_news_item("c", title=r"干细胞's Straße \ 2")


def _slugs(**condition):
    found = NewsItem.objects.filter(**condition).order_by("slug")
    return [each.slug for each in found]
