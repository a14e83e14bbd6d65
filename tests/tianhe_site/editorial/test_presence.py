"""Who has which form open: people see each other, and no one who has left."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from tests.factories import change, make_news_item, make_page
from tests.reading import ESCAPED, HOSTILE, text_of
from tianhe_site.database import SHORT_WAIT_MILLISECONDS
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.models import OpenForm

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def item(noon):
    return make_news_item()


@pytest.fixture
def at_form(client, item, noon):
    """Return a function that opens the form as a user some minutes after noon; it returns the
    text of the page."""

    def open_form(user, minutes=0):
        client.force_login(user)
        with clock.set_to(noon + minutes * MINUTE):
            return text_of(client.get(change(item)))

    return open_form


def report(client, item, user, noon, minutes=0, **data):
    """Return what the page of an open form receives when it reports that it is still open."""
    client.force_login(user)
    with clock.set_to(noon + minutes * MINUTE):
        return client.post(change(item, "open"), data).json()


def test_second_person_to_open_a_form_sees_the_first(at_form, author, publisher):
    assert "also has this open" not in at_form(author)
    assert "ann also has this open (last seen at 12:00)." in at_form(publisher, 2)


def test_first_person_sees_the_second_without_reloading(
    client, item, at_form, noon, author, publisher
):
    at_form(author)
    assert report(client, item, author, noon, 1) == {"others": []}
    at_form(publisher, 1)
    assert report(client, item, author, noon, 2) == {
        "others": ["paul also has this open (last seen at 12:01)."]
    }


@pytest.mark.postgresql
def test_people_do_not_see_themselves(at_form, author):
    at_form(author)
    assert "also has this open" not in at_form(author, 1)
    assert OpenForm.objects.count() == 1


@pytest.mark.postgresql
def test_person_who_left_is_no_longer_shown(client, item, at_form, noon, author, publisher):
    at_form(author)
    assert report(client, item, author, noon, left="1") == {}
    assert "also has this open" not in at_form(publisher, 1)


def test_leaving_removes_only_oneself(client, item, at_form, noon, author, publisher):
    at_form(author)
    at_form(publisher)
    report(client, item, publisher, noon, left="1")
    assert [form.user_name for form in OpenForm.objects.all()] == ["ann"]


@pytest.mark.postgresql
def test_person_is_no_longer_shown_after_three_minutes_of_silence(at_form, author, publisher):
    at_form(author)
    assert "ann also has this open" in at_form(publisher, 2.99)
    assert "also has this open" not in at_form(publisher, 3)


def test_person_whose_browser_keeps_reporting_is_still_shown(
    client, item, at_form, noon, author, publisher
):
    at_form(author)
    report(client, item, author, noon, 2)
    assert "ann also has this open (last seen at 12:02)." in at_form(publisher, 4)


def test_forms_of_other_items_do_not_count(client, at_form, noon, author, publisher):
    at_form(author)
    client.force_login(publisher)
    for other in (make_news_item("other"), make_page()):
        assert "also has this open" not in text_of(client.get(change(other)))


@pytest.mark.postgresql
def test_names_of_others_are_sorted_and_escaped(client, item, at_form, noon, author, person):
    for name in ("zoe", HOSTILE, "bob"):
        at_form(person(name, "Authors"))
    client.force_login(author)
    page = client.get(change(item)).content.decode()
    assert HOSTILE not in page
    assert f"<p>{ESCAPED} also has this open" in page
    assert page.index("bob also has") < page.index("zoe also has")
    assert report(client, item, author, noon)["others"][0].startswith(f"{HOSTILE} also has")


@pytest.mark.postgresql
def test_reviewer_who_may_only_view_is_neither_recorded_nor_shown_others(at_form, author, reviewer):
    at_form(author)
    assert "also has this open" not in at_form(reviewer)
    assert [form.user_name for form in OpenForm.objects.all()] == ["ann"]


@pytest.mark.postgresql
def test_presence_endpoint_takes_only_posts_from_people_who_may_change_the_item(
    client, item, author, reviewer, person
):
    path = change(item, "open")
    assert client.post(path).headers["Location"].startswith("/admin/login/")
    for user in (reviewer, person("guest")):
        client.force_login(user)
        assert client.post(path).status_code == 403
    client.force_login(author)
    assert client.get(path).status_code == 405
    for key in ("99999", "9" * 30, "abc"):
        assert client.post(f"/admin/news/newsitem/{key}/open/").status_code == 404
    assert not OpenForm.objects.exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_opening_or_leaving_a_form_hardly_waits_for_the_lock(
    client, item, at_form, noon, author, caplog
):
    waits = []

    def note(execute, sql, params, many, context):
        if '"publishing_openform"' in sql and not sql.startswith("SELECT"):
            waits.append(wait_for_lock())
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    before = wait_for_lock()
    with connection.execute_wrapper(note):
        assert "Draft" in at_form(author)
        assert report(client, item, author, noon, left="1") == {}
    expected = SHORT_WAIT_MILLISECONDS if connection.vendor == "sqlite" else before
    assert waits == [expected, expected]
    assert wait_for_lock() == before
    assert caplog.messages == [f"Couldn't record who has item {item.pk} open."] * 2


def wait_for_lock():
    """Return how long the database says it waits for a lock."""
    question = {"sqlite": "PRAGMA busy_timeout", "postgresql": "SHOW lock_timeout"}
    with connection.cursor() as cursor:
        cursor.execute(question[connection.vendor])
        return cursor.fetchone()[0]


def test_saving_works_while_someone_else_has_the_form_open(
    client, item, at_form, author, publisher
):
    at_form(author)
    at_form(publisher)
    item.title = "Saved"
    workflow.write(item, by=publisher)
    assert "paul also has this open" in at_form(author)
