"""Texts that are too long: refused with their length and everything typed, and never truncated."""

import re

import pytest

from news.models import NewsItem
from tests import staff_forms
from tests.factories import change, make_news_item, news_form
from tests.reading import errors

pytestmark = pytest.mark.django_db

ADD = "/admin/news/newsitem/add/"


def too_long(name, count, limit):
    return f"The {name} has {count} characters. Shorten it to {limit} or fewer."


@pytest.mark.parametrize(
    ("values", "sentences"),
    [
        ({"summary": "a" * 183}, [too_long("summary", 183, 160)]),
        # Each is one character, as readers count.
        ({"summary": "细" * 161}, [too_long("summary", 161, 160)]),
        ({"summary": "🧬" * 161}, [too_long("summary", 161, 160)]),
        (
            {"title": "t" * 91, "slug": "s" * 81},
            [too_long("title", 91, 90), too_long("address", 81, 80)],
        ),
        (
            {"sources-0-title": "t" * 201, "sources-0-url": f"https://a.example/{'u' * 500}"},
            [
                f"Source 1 isn't complete. Title: {too_long('title', 201, 200)} "
                f"Address: {too_long('address', 518, 500)}"
            ],
        ),
    ],
)
def test_too_long_draft_says_by_how_much_and_keeps_the_text(
    client, noon, author, values, sentences
):
    client.force_login(author)
    response = client.post(ADD, news_form(**values))
    assert errors(response) == sentences
    page = response.content.decode()
    assert all(value in page for value in values.values())
    assert not NewsItem.objects.filter(slug="sent-by-form").exists()


def test_text_of_the_maximum_length_is_saved_whole(client, noon, author):
    client.force_login(author)
    client.post(ADD, news_form(summary="🧬" * 160))
    assert NewsItem.objects.get(slug="sent-by-form").summary == "🧬" * 160


def test_no_staff_form_lets_the_browser_truncate_text(client, noon, administrator):
    client.force_login(administrator)
    of_people = ["/admin/auth/user/add/", "/admin/account/profile/email/"]
    for path in [*staff_forms.paths(administrator), *of_people]:
        page = client.get(path).content.decode()
        cut, counted = (
            re.findall(rf"<\w+[^>]*{each}=", page) for each in ("maxlength", "data-limit")
        )
        assert (path, cut, bool(counted)) == (path, [], True)


def test_too_long_reason_is_refused_and_not_truncated(client, noon, publisher):
    item = make_news_item(title="It cures diabetes")
    client.force_login(publisher)
    page = client.get(change(item, "submit"))
    names = [name for name in page.context["form"].fields if name.startswith("reason:")]
    assert names
    seen = page.context["form"]["seen"].value()
    # One of them is of a warning that the form didn't ask about when it was opened.
    data = dict.fromkeys([*names, "reason:watched:title:other"], "r" * 501)
    response = client.post(change(item, "submit"), {"seen": seen, **data})
    said = "This text has 501 characters. Shorten it to 500 or fewer."
    assert errors(response) == [said] * len(data)
    assert response.content.decode().count("r" * 501) == len(data)
    assert not item.editions.exists()
