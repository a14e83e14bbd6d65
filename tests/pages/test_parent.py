"""Choosing the page above: from a list or, with many pages, by its address."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pages import forms
from pages.models import Page
from tests.factories import change, make_page
from tests.reading import errors, text_of
from tianhe_site.publishing import workflow

pytestmark = pytest.mark.django_db

ADD = "/admin/pages/page/add/"


@pytest.fixture
def many(noon, monkeypatch):
    """More pages than a list has options."""
    monkeypatch.setattr(forms, "MAX_OPTIONS", 2)
    top = make_page("top", title="Top")
    below = make_page("below", title="Below", parent=top)
    make_page("other", title="Other")
    return top, below


def add(client, **values):
    form = {"title": "New page", "slug": "new", "summary": "A page.", "layout": "standard"}
    return client.post(ADD, {**form, "sources-TOTAL_FORMS": "0", **values})


def test_few_pages_are_a_list(client, noon, author):
    page = make_page("about", title="About us")
    client.force_login(author)
    assert f'<option value="{page.pk}">About us</option>' in client.get(ADD).content.decode()


def test_with_many_pages_the_address_is_asked_for(client, author, many):
    _top, below = many
    client.force_login(author)
    text = client.get(ADD).content.decode()
    assert '<option value="/top/">Top</option>' in text
    assert ">Below</option>" not in text
    add(client, parent="/top/below/")
    page = Page.objects.get(slug="new")
    assert page.parent == below
    assert 'value="/top/below/"' in client.get(change(page)).content.decode()


@pytest.mark.parametrize("address", ["/nowhere/", "/top/nowhere/", "/", "//", "/\x00/", "/a" * 500])
def test_address_of_no_page_is_refused_and_kept(client, author, many, address):
    client.force_login(author)
    response = add(client, parent=address)
    assert "No page has this address. Enter it like this: /therapy/." in " ".join(errors(response))
    assert not Page.objects.filter(slug="new").exists()


def test_page_is_moved_below_another_by_its_address(client, publisher, many):
    top, _below = many
    page = make_page("loose", title="Loose")
    for each in (top, page):
        workflow.publish_draft(each, by=publisher)
    client.force_login(publisher)
    path = change(page, "move")
    data = {"slug": "loose", "parent": "/top/", "swap_with": "", "reason": "", "planned": ""}
    shown = client.post(path, {**data, "_check": "x"})
    assert "/top/loose/" in text_of(shown)
    planned = shown.context["form"].data["planned"]
    client.post(path, {**data, "planned": planned, "confirmed": "x"})
    page.refresh_from_db()
    assert page.parent == top


def test_form_takes_as_many_queries_with_more_pages(client, author, many):
    client.force_login(author)
    counts = []
    for slug in ("a", "b"):
        with CaptureQueriesContext(connection) as queries:
            client.get(ADD)
        counts.append(len(queries))
        make_page(f"another-{slug}")
    assert counts[0] == counts[1]


def test_parent_is_in_the_language_of_the_page(client, author, many):
    chinese = make_page("top", title="上级", language="zh-hans")
    client.force_login(author)
    assert "/zh-hans/top/" not in client.get(ADD).content.decode()
    refused = add(client, language="zh-hans", parent="/top/")
    assert "No page has this address." in " ".join(errors(refused))
    add(client, language="zh-hans", parent="/zh-hans/top/")
    assert Page.objects.get(slug="new").parent == chinese
