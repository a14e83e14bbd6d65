"""Queries that are built once answer as if they were built each time."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import TextField
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from news.models import NewsEdition, NewsItem
from tests.factories import make_news_item
from tianhe_site.prepared_queries import prepared, prepared_sql
from tianhe_site.publishing import workflow
from tianhe_site.publishing.models import HistoryEntry

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def editions(noon, publisher):
    for day, slug in enumerate(("one", "two", "three"), start=1):
        item = make_news_item(slug, title=slug.capitalize(), date=date(2026, 3, day))
        workflow.publish_draft(item, by=publisher)
    return list(NewsEdition.objects.order_by("date"))


def test_query_is_built_once_and_answers_for_each_value(editions):
    built = []

    @prepared
    def titles(language, *, at, since):
        built.append(language)
        live = NewsEdition.objects.live(at).filter(language=language, date__gte=since)
        return live.order_by("date").values_list("title", "live_from")

    at, begins = editions[-1].live_from, [each.live_from for each in editions]
    everything = [("One", begins[0]), ("Two", begins[1]), ("Three", begins[2])]
    assert titles("en", at=at, since=date(2026, 3, 1)) == everything
    assert titles("en", at=at, since=date(2026, 3, 3)) == everything[2:]
    assert titles("en", at=begins[0], since=date(2026, 3, 1)) == everything[:1]
    assert titles("zh-hans", at=at, since=date(2026, 3, 1)) == []
    assert built == ["en", "zh-hans"]


def test_values_may_be_uuids(editions):
    @prepared
    def of_translations(*, keys):
        return NewsItem.objects.filter(translation_key__in=keys).order_by("slug")

    one, three, two = NewsItem.objects.order_by("slug")
    assert of_translations(keys=(two.translation_key,)) == [two]
    assert of_translations(keys=(one.translation_key, three.translation_key)) == [one, three]
    assert of_translations(keys=(uuid4(),)) == []


def test_rows_are_what_the_queryset_gives(editions):
    @prepared
    def rows(*, at):
        return NewsEdition.objects.live(at).with_path(at).order_by("id")

    at = editions[-1].live_from + timedelta(seconds=1)
    expected = list(NewsEdition.objects.live(at).with_path(at).order_by("id"))
    for _turn in range(2):
        found = rows(at=at)
        assert found == expected
        assert [vars(row) | {"_state": None} for row in found] == [
            vars(row) | {"_state": None} for row in expected
        ]


def test_values_of_in_are_of_any_number(editions):
    built = []

    @prepared
    def dates(*, titles):
        built.append(len(titles))
        return NewsEdition.objects.filter(title__in=titles).order_by("date").values_list("title")

    def found(*titles):
        return [title for (title,) in dates(titles=titles)]

    assert found("Two") == ["Two"]
    assert found("One", "Three", "Nothing") == ["One", "Three"]
    assert found("One", "Two", "Three", "Nothing") == ["One", "Two", "Three"]
    assert built == [1, 4]


def test_values_of_in_may_be_hundreds_beside_others(editions):
    @prepared
    def titles(*, items, since):
        rows = NewsEdition.objects.filter(item__in=items, date__gte=since).order_by("date")
        return rows.values_list("title", flat=True)

    items = tuple(each.item_id for each in editions) + tuple(range(10_000, 10_500))
    assert titles(items=items, since=date(2026, 3, 2)) == ["Two", "Three"]


def test_value_may_be_compared_with_a_part_of_json(editions):
    @prepared
    def titles(*, kind):
        first = Cast(KT("touched__editions__0__kind"), TextField())
        entries = HistoryEntry.objects.alias(first=first).filter(first=kind)
        return entries.values_list("item_title", flat=True)

    assert titles(kind="pages.pageedition") == []
    assert set(titles(kind="news.newsedition")) == {"One", "Two", "Three"}


def test_condition_that_changes_a_value_is_refused():
    @prepared
    def beginning_with(*, text):
        return NewsEdition.objects.filter(title__startswith=text)

    with pytest.raises(ValueError, match="doesn't use each value as it is given"):
        beginning_with(text="A")


def test_none_is_refused_whether_the_query_is_built_or_not(editions):
    @prepared
    def titled(*, titles):
        return NewsEdition.objects.filter(title__in=titles)

    for _turn in range(2):
        with pytest.raises(ValueError, match="takes no None"):
            titled(titles=("One", None))
        assert len(titled(titles=("One", "Two"))) == 2


def test_postgresql_keeps_the_plan_of_what_a_connection_asks_often(editions):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server.")

    @prepared
    def titles(*, title, items):
        live = NewsEdition.objects.ending().filter(title=title, item__in=items)
        return live.exclude(summary="100% 'safe'").values_list("title", flat=True)

    one, two, three = (each.item_id for each in editions)
    for item in (one, two, three, 10**9, 10**12, one, two):
        assert titles(title="Two", items=(item,)) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, parameter_types::text FROM pg_prepared_statements")
        kept = [row for row in cursor.fetchall() if "safe" in row[0]]
    # Constants are part of the statement, or its plan couldn't use a partial index.
    (statement, types), *others = kept
    assert (others, types) == ([], "{bigint,text}")
    assert statement.count("$") == 2
    assert """"live_until" < '9999-01-01 00:00:00+00:00'""" in statement
    assert """"summary" = '100% ''safe'''""" in statement


def test_sql_of_a_query_is_a_condition_in_another_one(editions):
    first, second, _third = editions

    @prepared_sql
    def titled(model, *, title):
        return model.objects.filter(title=title).values("pk")

    for edition in (first, second):
        sql, params = titled(NewsEdition, title=edition.title)
        found = NewsEdition.objects.filter(pk__in=RawSQL(sql, params))
        assert list(found) == [edition]
