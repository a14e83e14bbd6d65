"""Whatever parameters an admin address gets, the response is never a 500."""

import itertools

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.test import Client

from tests.factories import news_form
from tests.test_permissions import numbers, paths, rows  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

ODD = ["", "(", "-1", "9" * 30, "0001-01-01", "\x00", "x" * 3000]
ODD_IN_PAGES = ["(", "9" * 30, "9999-12-31T23:59", "0001-01-01T00:00", "\x00"]
# What a database judges, each in its own way. The rest never gets there.
ODD_IN_DATABASES = {"9" * 30, "\x00"}
# What Django's lists know by themselves.
OF_LISTS = ["p", "o", "all", "e", "_facets", "_popup", "_to_field", "_changelist_filters"]
LOOKUPS = ["", "__regex", "__in", "__year", "__x__y"]
# What pages of ours ask for.
OF_PAGES = [
    *("at", "zone", "moment", "since", "until", "format", "old", "new", "verb", "next", "draft"),
    *("page", "up", "state", "language", "kind", "days", "note", "editions", "seen", "opened"),
    *("app_label", "model_name", "field_name", "term", "slug", "parent", "picture", "date"),
    *(
        "item",
        "back",
        "year",
        "show",
        "category",
        "sources",
        "title",
        "post",
        "_selected_action",
        "action",
        "draft_key",
    ),
    *("template", "continue", "before", "query", "name", "go_live", "shown_date", "kept_id", "q"),
    *("queries", "first", "second", "also_found_by"),
]
# Their pages are those of news and of pictures.
LIKE_OTHERS = ("pages_page_", "pages_term_", "pages_sitedetails_", "media_library_document_")


@pytest.fixture
def staff(administrator):
    """A client that gets the error page, as a person does."""
    client = Client(raise_request_exception=False)
    client.force_login(administrator)
    return client


def faults(answers):
    """Return the requests that were answered with a 500."""
    return [asked for asked, status in answers if status >= 500]


def status_of(response):
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


def models():
    return list(admin.site._registry)


def values(odd):
    """Return those of some odd values that this database may take otherwise than SQLite, which is
    asked all."""
    return [value for value in odd if connection.vendor == "sqlite" or value in ODD_IN_DATABASES]


def parameters_of(model):
    """Return (name, value) of what a list is asked: all that is odd of what it knows itself, and in
    turn what is the same for all lists: ways to look up a field, and what Django's lists know."""
    fields = [field.name for field in model._meta.get_fields()]
    names = [f"{name}{lookup}" for name, lookup in zip(fields, itertools.cycle(LOOKUPS))]
    filters = admin.site._registry[model].list_filter
    # A filter is named by its field, alone or in a pair with a class of its own, or names itself.
    named = [each[0] if isinstance(each, tuple) else each for each in filters]
    known = [each if isinstance(each, str) else each.parameter_name for each in named]
    hierarchy = admin.site._registry[model].date_hierarchy
    known += [f"{hierarchy}__{part}" for part in ("year", "month", "day")] if hierarchy else []
    yield from itertools.product(names, ["("])
    yield from itertools.product(["q", *known], values(ODD))
    # Beginning with another one in each list, so that each name meets each value.
    for place, name in enumerate(OF_LISTS, models().index(model)):
        yield name, ODD[place % len(ODD)]


def test_lists_survive_any_parameter(staff, rows):  # noqa: F811
    answers = []
    for model in models():
        path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for name, value in parameters_of(model):
            status = status_of(staff.get(path, {name: value}))
            answers.append(((path, name, value), status))
    assert faults(answers) == []


def addresses(rows, numbers):  # noqa: F811
    """Return every admin address, leaving out sections that only repeat another one."""
    found = paths(rows, numbers)
    return [
        path
        for name, path in found
        if not name.startswith(LIKE_OTHERS) and name not in ("login", "logout", "catch_all")
    ]


def test_pages_survive_any_parameter(staff, rows, numbers):  # noqa: F811
    answers = []
    for path, value in itertools.product(addresses(rows, numbers), values(ODD_IN_PAGES)):
        status = status_of(staff.get(path, dict.fromkeys(OF_PAGES, value)))
        answers.append(((path, value), status))
    assert faults(answers) == []


def test_forms_survive_any_input(staff, rows, numbers):  # noqa: F811
    answers = []
    for path, value in itertools.product(addresses(rows, numbers), values(ODD_IN_PAGES)):
        with transaction.atomic():
            status = status_of(staff.post(path, dict.fromkeys(OF_PAGES, value)))
            answers.append(((path, value), status))
            transaction.set_rollback(True)
    assert faults(answers) == []


MOMENTS = ["0001-01-01T00:00Z", "0001-01-02T00:00Z", "1899-12-31T23:59Z", "9999-12-31T23:59Z"]


@pytest.mark.parametrize("moment", [*MOMENTS, "2026-02-30T00:00Z", "0000-01-01T00:00Z"])
def test_a_moment_before_the_site_existed_is_a_404(staff, moment):
    assert staff.get(f"/admin/as-of/{moment}/").status_code == 404


@pytest.mark.parametrize(
    "query", ["title__regex=(", "body__icontains=x", "category__items__body__contains=x"]
)
def test_a_list_accepts_only_its_own_filters(staff, query):
    assert staff.get(f"/admin/news/newsitem/?{query}").status_code == 400
    for good in ("state=draft", "category__id__exact=1", "year=2026", "q=x"):
        assert staff.get(f"/admin/news/newsitem/?{good}").status_code == 200


@pytest.mark.parametrize("category", ["x", "999"])
def test_a_news_item_with_a_category_that_is_none_comes_back_and_says_so(staff, category):
    form = news_form(category=category)
    response = staff.post("/admin/news/newsitem/add/", form)
    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == ["category"]
