"""When a text should go live: asked of the author, shown to reviewers and publishers."""

from datetime import date, timedelta

import pytest

from news.models import NewsItem
from tests.factories import approved, change, make_news_item, make_page
from tests.reading import errors, seen, text_of
from tianhe_site.publishing import clock, history, workflow
from tianhe_site.publishing.models import Review

pytestmark = pytest.mark.django_db
# 9 March 2026, 21:00 in New York.
AT = {"go_live": "at", "at": "2026-03-10T09:00", "zone": "Asia/Shanghai"}
IN_BOTH_OFFICES = "9 March 2026 21:00 (New York), 10 March 2026 09:00 (Jinan)"


def submit(client, item, **data):
    return client.post(change(item, "submit"), {"seen": seen(item), "note": "", **data})


def wish_of(item):
    return history.go_live_wish(item.editions.latest("pk"))


def test_author_says_when_it_should_go_live_and_others_see_it(
    client, noon, author, reviewer, publisher
):
    item = make_news_item(date=date(2026, 3, 10))
    client.force_login(author)
    page = client.get(change(item, "submit")).content.decode()
    assert 'name="go_live" value="soon" id="id_go_live_0" checked' in page
    submit(client, item, **AT)
    edition = item.editions.get()
    client.force_login(reviewer)
    assert IN_BOTH_OFFICES in text_of(client.get(change(item, f"review/{edition.pk}")))
    assert f"To go live at {IN_BOTH_OFFICES}" in text_of(client.get(change(item, "history")))
    workflow.approve(edition, by=reviewer, note="Well done.")
    client.force_login(publisher)
    page = client.get(change(item, f"schedule/{edition.pk}"))
    for sentence in (
        f"Requested time {IN_BOTH_OFFICES}",
        "/news/2026/grant/",
        "Well done.",
        "See it as readers will",
    ):
        assert sentence in text_of(page)
    assert 'value="2026-03-09T21:00"' in page.content.decode()
    early = f"This is earlier than requested: it should go live on {IN_BOTH_OFFICES}."
    assert early in text_of(client.get(change(item, f"publish/{edition.pk}")))
    data = {"at": "2026-03-09T21:00", "zone": "America/New_York", "note": ""}
    client.post(change(item, f"schedule/{edition.pk}"), data)
    edition.refresh_from_db()
    assert edition.live_from.isoformat() == "2026-03-10T01:00:00+00:00"


@pytest.mark.parametrize("data", [{}, {"go_live": "soon"}, {"go_live": "soon", "at": "tomorrow"}])
def test_as_soon_as_possible_is_the_rule(client, noon, author, data):
    item = make_news_item()
    client.force_login(author)
    submit(client, item, **data)
    edition = item.editions.get()
    assert (edition.review, wish_of(item)) == (Review.WAITING, None)
    assert "Go live As soon as possible" in text_of(
        client.get(change(item, f"review/{edition.pk}"))
    )


@pytest.mark.parametrize(
    ("at", "error"),
    [
        ("", "Enter the date and time, or choose 'As soon as possible'."),
        ("soon", "Enter the date and time like this: 2026-12-03 09:00."),
        ("2026-03-01T09:00", "This time is in the past. Choose a later one."),
    ],
)
def test_time_that_cannot_be_is_refused_and_the_note_kept(client, noon, author, at, error):
    item = make_page()
    client.force_login(author)
    response = submit(client, item, **{**AT, "at": at, "note": "typed"})
    assert error in errors(response)
    assert ">\ntyped</textarea>" in response.content.decode()
    assert not item.editions.exists()


def test_wish_that_has_passed_is_shown_but_not_filled_in(client, noon, author, reviewer, publisher):
    item = make_page()
    edition = workflow.submit(item, by=author, at=noon + timedelta(seconds=1))
    workflow.approve(edition, by=reviewer)
    client.force_login(publisher)
    with clock.set_to(noon + timedelta(hours=1)):
        page = client.get(change(item, f"schedule/{edition.pk}"))
    assert "Requested time 2 March 2026 12:00 (New York)" in text_of(page)
    assert 'type="datetime-local" name="at" value=' not in page.content.decode()


QUESTION = f"It goes live on {IN_BOTH_OFFICES}, but its date is 2 March 2026. Choose a date."


def test_date_that_differs_is_asked_about_and_set_before_the_review(client, noon, author):
    item = make_news_item()
    client.force_login(author)
    response = submit(client, item, **AT)
    assert QUESTION in errors(response)
    assert "Set the date to 10 March 2026" in text_of(response)
    assert not item.editions.exists()
    submit(client, item, **AT, shown_date="2026-03-10")
    # It is part of what is reviewed, and the author's.
    assert item.editions.get().date == NewsItem.objects.get().date == date(2026, 3, 10)
    assert workflow.contributors(item.editions.get()) == {author.pk: "ann"}


def test_date_can_be_kept(client, noon, author):
    item = make_news_item()
    client.force_login(author)
    submit(client, item, **AT, shown_date="2026-03-02")
    assert item.editions.get().date == NewsItem.objects.get().date == date(2026, 3, 2)


def test_refused_submission_changes_no_date(client, noon, author):
    item = make_news_item()
    client.force_login(author)
    opened = seen(item)
    item.title = "Changed by somebody else meanwhile"
    item.save()
    client.post(change(item, "submit"), {"seen": opened, **AT, "shown_date": "2026-03-10"})
    assert NewsItem.objects.get().date == date(2026, 3, 2)


def test_publisher_who_schedules_a_draft_is_asked_too(client, noon, publisher):
    item = make_news_item()
    client.force_login(publisher)
    data = {"seen": seen(item), "at": AT["at"], "zone": AT["zone"], "note": ""}
    assert QUESTION in errors(client.post(change(item, "schedule"), data))
    client.post(change(item, "schedule"), {**data, "shown_date": "2026-03-10"})
    edition = item.editions.get()
    assert (edition.date, edition.live_from.isoformat()) == (
        date(2026, 3, 10),
        "2026-03-10T01:00:00+00:00",
    )


def test_approved_version_keeps_its_date_and_says_how_to_change_it(client, noon, author, publisher):
    client.force_login(publisher)
    sentence = (
        "Readers will see the date 1 February 2026. To change it, change the draft and submit it "
        "again. Open the draft"
    )
    shown = {}
    for day in (date(2026, 2, 1), date(2026, 3, 2)):
        item = make_news_item(f"on-{day}", date=day)
        edition = approved(item, by=author)
        shown[day.month] = sentence in text_of(client.get(change(item, f"publish/{edition.pk}")))
    # Only what isn't news of the day on which it goes live.
    assert shown == {2: True, 3: False}
