"""Texts that are too long: refused with their count and all that was typed, and cut off nowhere."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from news.models import Category, NewsItem
from tests.factories import change, make_image, make_news_item, make_page, news_form
from tests.reading import errors
from tianhe_site.publishing import workflow
from tianhe_site.publishing.models import WatchedWord

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
                f"Source 1 is not complete. Title: {too_long('title', 201, 200)} "
                f"Address: {too_long('address', 518, 500)}"
            ],
        ),
    ],
)
def test_draft_that_is_too_long_says_how_much_and_keeps_all(
    client, noon, author, values, sentences
):
    client.force_login(author)
    response = client.post(ADD, news_form(**values))
    assert errors(response) == sentences
    page = response.content.decode()
    assert all(value in page for value in values.values())
    assert not NewsItem.objects.filter(slug="sent-by-form").exists()


def test_text_as_long_as_it_may_be_is_saved_whole(client, noon, author):
    client.force_login(author)
    client.post(ADD, news_form(summary="🧬" * 160))
    assert NewsItem.objects.get(slug="sent-by-form").summary == "🧬" * 160


def forms_of_content(publisher):
    item, page, image = make_news_item(), make_page(), make_image()
    edition = workflow.submit(item, by=publisher)
    word = WatchedWord.objects.create(word="cure")
    lists = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        for model in admin.site._registry
        if model._meta.app_label in ("news", "pages") and model._meta.model_name != "sitedetails"
    ]
    verbs = ["change", "publish", "schedule", "submit", "move", f"review/{edition.pk}"]
    return [
        *lists,
        *(change(item, verb) for verb in (*verbs, f"links/{edition.pk}", "withdraw", "put-away")),
        *(change(page, verb) for verb in verbs[:-1]),
        *(change(each) for each in (image, Category.objects.get(), word)),
    ]


def test_no_form_of_content_lets_the_browser_cut_a_text_off(client, noon, administrator):
    client.force_login(administrator)
    limited = 0
    for path in forms_of_content(administrator):
        page = client.get(path).content.decode()
        assert (path, re.findall(r"<\w+[^>]*maxlength[^>]*>", page)) == (path, [])
        limited += page.count("data-limit=")
    assert limited > 50


def test_reason_that_is_too_long_is_refused_and_not_cut_off(client, noon, publisher):
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
