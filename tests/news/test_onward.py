"""The end of a news item: about, media contact, related items, older and newer."""

from datetime import date

import pytest
from django.db import connection
from django.utils.html import strip_tags

from news import listing
from news.models import Category
from tests.factories import (
    make_news_item,
    make_site_details,
    publish_approved,
    publish_with_reasons,
)
from tianhe_site.publishing import workflow

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish(noon, publisher):
    """Return a function that publishes a news item of a day of 2014, in a category."""

    def publish(slug, day, category="Patent", **values):
        kind, _made = Category.objects.get_or_create(name=category, slug=category.lower())
        item = make_news_item(slug, date=date(2014, 1, day), title=slug, category=kind, **values)
        publish_with_reasons(item, by=publisher)
        return item

    return publish


def onward(client, slug):
    """Return the titles of the (related, newer, older) items that readers see."""
    found = client.get(f"/news/2014/{slug}/").context["neighbors"]
    titles = [each and each.title for each in (found.newer, found.older)]
    return [each.title for each in found.related], *titles


def test_older_and_newer_follow_the_list_also_within_a_day(client, publish):
    for slug, day in (("a", 1), ("b", 2), ("c", 2), ("d", 3)):
        publish(slug, day)
    shown = [each.title for each in client.get("/news/").context["page"]]
    assert shown == ["d", "c", "b", "a"]
    steps = [onward(client, slug)[1:] for slug in shown]
    assert steps == [(None, "c"), ("d", "b"), ("c", "a"), ("b", None)]


def test_related_are_the_nearest_of_the_same_category(client, publish):
    for slug, day, category in (
        ("first", 1, "Patent"),
        ("near", 9, "Patent"),
        ("other", 10, "Trial"),
        ("this", 10, "Patent"),
        ("next", 11, "Trial"),
        ("after", 12, "Patent"),
        ("last", 30, "Patent"),
    ):
        publish(slug, day, category)
    assert onward(client, "this") == (["near", "after", "first"], "next", "other")
    assert onward(client, "other")[0] == ["next"]


def test_next_item_is_not_related_too(client, publish):
    for day in range(1, 7):
        publish(f"n{day}", day)
    assert onward(client, "n6") == (["n4", "n3", "n2"], None, "n5")
    assert onward(client, "n2") == (["n4", "n5", "n6"], "n3", "n1")


def test_only_item_links_to_the_list_only(client, publish):
    publish("only", 1)
    text = client.get("/news/2014/only/").content.decode()
    assert 'class="back"' in text
    assert "onward-steps" not in text


def test_drafts_and_withdrawn_items_are_not_linked(client, publish, publisher):
    gone = publish("gone", 1)
    publish("this", 2)
    make_news_item("draft", date=date(2014, 1, 3), title="draft")
    workflow.withdraw(gone, by=publisher, reason="There was an error on this page.")
    assert onward(client, "this") == ([], None, None)


def test_queries_of_an_item_do_not_grow_with_the_others(client, publish, django_assert_num_queries):
    publish("one", 1)
    with django_assert_num_queries(7):
        client.get("/news/2014/one/")
    publish("two", 2)
    publish("three", 3)
    with django_assert_num_queries(7):
        client.get("/news/2014/one/")


def end_of(client):
    text = client.get("/news/2014/one/").content.decode()
    return " ".join(strip_tags(text[text.index('<p class="issued">') :]).split())


def test_item_ends_with_about_caution_and_contact(client, publish, publisher):
    publish("one", 1)
    details = make_site_details(
        about="It does research.",
        cautionary_text="The future is open.",
        contact_name="A. Speaker",
        contact_phone="+1 212 555 0100",
        contact_email="press@example.org",
    )
    publish_approved(details, by=publisher)
    assert (
        "About Tianhe Inc. It does research. Please note The future is open. "
        "Media contact A. Speaker+1 212 555 0100press@example.org"
    ) in end_of(client)
    text = client.get("/news/2014/one/").content.decode()
    assert '<a href="tel:+12125550100">' in text
    assert '<a href="mailto:press@example.org">' in text


def test_empty_parts_leave_no_heading(client, publish, publisher):
    publish("one", 1)
    publish_approved(make_site_details(), by=publisher)
    for heading in ("About", "Please note", "Media contact", "Related news"):
        assert heading not in end_of(client)


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_older_newer_and_related_use_the_index(publish):
    edition, plans = publish("this", 2).editions.get(), []

    def explain(execute, sql, params, many, context):
        with connection.cursor() as cursor:
            cursor.cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            plans.append(str(cursor.fetchall()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        listing.neighbors(edition, edition.live_from)
    where = ["language=? AND date<?", "language=? AND date>?"]
    where += [f"language=? AND category_slug=? AND date{sign}?" for sign in "<>"]
    assert [place in plans[0] for place in where] == [True] * 4
    assert len(plans) == 1
