"""A page and what is below it, whose addresses change with its own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pages.models import Page
from tests.factories import make_page

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def top():
    """A page with two below it, in another order than they were made in; one has two more."""
    top = make_page("top")
    last = make_page("last", parent=top, position=2)
    first = make_page("first", parent=top, position=1)
    make_page("b", parent=first, position=2)
    make_page("a", parent=first, position=1)
    make_page("c", parent=last)
    make_page("beside")
    return top


def paths(pages):
    return [page.path_for() for page in pages]


def test_branch_is_in_the_order_of_the_menu(top):
    expected = ["/top/", "/top/first/", "/top/first/a/", "/top/first/b/", "/top/last/"]
    assert paths(top.branch()) == [*expected, "/top/last/c/"]
    assert top.branch()[1:] == list(Page.objects.descendants(top))


def test_pages_below_know_the_change_that_is_not_saved(top):
    top.slug = "renamed"
    assert paths(top.branch())[3] == "/renamed/first/b/"


def test_page_with_nothing_below_takes_one_query(top):
    page = Page.objects.get(slug="a")
    with CaptureQueriesContext(connection) as queries:
        assert page.branch() == [page]
    assert len(queries) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_level_takes_one_query_however_many_pages_it_has(number):
    top = make_page("wide")
    for each in range(number):
        make_page(f"below-{each}", parent=make_page(f"child-{each}", parent=top))
    with CaptureQueriesContext(connection) as queries:
        assert len(top.branch()) == 1 + 2 * number
    # Below the last level is nothing.
    assert len(queries) == 3


def test_page_that_is_not_saved_is_alone():
    page = Page(slug="new")
    assert page.branch() == [page]
