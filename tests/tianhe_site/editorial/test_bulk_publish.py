"""Publishing several approved items from one page of the admin."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission

from tests.factories import make_news_item, make_page, reasons_for
from tests.reading import errors, text_of
from tianhe_site.publishing import workflow
from tianhe_site.publishing.models import HistoryEntry

pytestmark = pytest.mark.django_db

PATH = "/admin/bulk-publish/"
HOUR = timedelta(hours=1)


@pytest.fixture
def approved(noon, author, reviewer):
    def make(draft):
        edition = workflow.submit(draft, by=author, reasons=reasons_for(draft))
        return workflow.approve(edition, by=reviewer)

    return make


@pytest.fixture
def two(approved):
    return [approved(make_news_item()), approved(make_page("about"))]


@pytest.fixture
def desk(client, publisher):
    """The client of a publisher."""
    client.force_login(publisher)
    return client


def keys(editions):
    return [f"{edition._meta.label_lower}:{edition.pk}" for edition in editions]


def form(editions, **values):
    return {"editions": keys(editions), "at": "", "zone": "UTC", "note": "", **values}


def live(editions):
    return [type(each).objects.live().filter(pk=each.pk).exists() for each in editions]


def test_approved_items_go_live_at_the_same_time(desk, two):
    page = desk.get(PATH).content.decode()
    assert all(f'value="{key}"' in page for key in keys(two))
    response = desk.post(PATH, form(two, note="The launch."), follow=True)
    assert "2 items are live." in text_of(response)
    assert live(two) == [True, True]
    entries = HistoryEntry.objects.filter(verb="publish")
    assert [entry.note for entry in entries] == ["The launch."] * 2
    assert len({entry.at for entry in entries}) == 1
    assert "Nothing is approved and ready" in text_of(desk.get(PATH))


def test_approved_items_are_scheduled_in_a_time_zone(desk, two):
    desk.post(PATH, form(two, at="2026-03-05T09:00", zone="Asia/Shanghai"))
    for edition in two:
        edition.refresh_from_db()
        assert edition.live_from.isoformat() == "2026-03-05T01:00:00+00:00"


def test_if_one_item_is_refused_none_goes_live_and_the_page_says_why(desk, two, approved):
    orphan = approved(make_page("people", parent=make_page("nobody")))
    response = desk.post(PATH, form([*two, orphan], note="typed"))
    assert "must be public for at least as long as this page" in errors(response)[0]
    assert "typed" in response.content.decode()
    assert live(two) == [False, False]


def test_two_approved_versions_of_one_item_show_an_error(desk, two, approved):
    item = two[0].item
    item.title = "Again"
    item.save()
    response = desk.post(PATH, form([two[0], approved(item)]))
    assert errors(response) == ["You chose two versions of the same item. Choose one."]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"editions": []}, "Choose at least one item to publish."),
        ({"editions": ["news.newsedition:999"]}, "published or sent back one of these"),
        ({"editions": ["\x00"]}, "published or sent back one of these"),
        ({"editions": ["9" * 5000]}, "published or sent back one of these"),
        ({"at": "2026-03-01T09:00"}, "This time is in the past."),
        ({"at": "9999-12-31T23:59", "zone": "America/New_York"}, "Check the year."),
        ({"at": "2026-03-08T02:30", "zone": "America/New_York"}, "doesn't exist"),
        ({"at": "\x00"}, "Enter the date and time like this: 2026-12-03 09:00."),
        ({"zone": "Mars"}, "Select a valid choice."),
        ({"note": "n" * 100_000}, "Shorten it to 5000 or fewer."),
    ],
)
def test_impossible_form_shows_an_error(desk, two, values, sentence):
    response = desk.post(PATH, {**form(two), **values})
    assert response.status_code == 200
    assert sentence in errors(response)[0]
    assert live(two) == [False, False]


def test_empty_form_is_no_error(desk, two):
    assert desk.post(PATH, {"x": "y"}).status_code == 200
    assert desk.post(PATH).status_code == 200


def test_item_without_approval_is_neither_offered_nor_accepted(desk, noon, author):
    edition = workflow.submit(make_news_item(), by=author)
    assert "Nothing is approved" in text_of(desk.get(PATH))
    assert desk.post(PATH, form([edition])).status_code == 200
    assert live([edition]) == [False]


def test_item_sent_back_since_the_page_was_opened_stops_all(desk, two, reviewer):
    workflow.request_changes(two[0], by=reviewer, note="Wait.")
    response = desk.post(PATH, form(two))
    assert (
        "Someone published or sent back one of these while you had this page open. Choose again."
        in errors(response)[0]
    )
    assert live(two) == [False, False]


def test_publishers_see_only_what_they_may_publish(client, two, author, reviewer, person):
    assert client.get(PATH).headers["Location"].startswith("/admin/login/")
    for user in (author, reviewer, person("guest")):
        client.force_login(user)
        assert client.get(PATH).status_code == 403
        assert client.post(PATH, form(two)).status_code == 403
    of_pages = person("polly")
    of_pages.user_permissions.add(Permission.objects.get(codename="publish_page"))
    client.force_login(of_pages)
    page = client.get(PATH).content.decode()
    assert [key in page for key in keys(two)] == [False, True]
    assert "Choose again" in errors(client.post(PATH, form(two)))[0]
    client.post(PATH, form(two[1:]))
    assert live(two) == [False, True]
