"""The dashboard as each role sees it."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news.models import NewsItem
from tests.factories import change, make_news_item, make_page, make_site_details
from tests.reading import text_of
from tianhe_site.editorial import dashboard
from tianhe_site.publishing import workflow

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

HOUR = timedelta(hours=1)


@pytest.fixture
def submitted(noon, author):
    """Return a function that creates an item, submits it, and returns the edition."""

    def make(slug, note="", by=author, make_draft=make_news_item):
        return workflow.submit(make_draft(slug, title=f"Item {slug}"), by=by, note=note)

    return make


def lists(user):
    """Return (title, note) of each row on a user's dashboard, by the name of the list."""
    found = {
        "waiting": dashboard.reviewable_by(user),
        "answers": dashboard.responses_for(user),
        "ready": dashboard.publishable_by(user),
    }
    return {
        name: [(str(row.edition), row.note) for row in rows] for name, rows in found.items() if rows
    }


def test_reviewer_sees_what_to_review_with_the_longest_waiting_first(submitted, reviewer):
    submitted("a", "First.")
    submitted("b", make_draft=make_page)
    submitted("c", "Third.")
    assert lists(reviewer) == {
        "waiting": [("Item a", "First."), ("Item b", ""), ("Item c", "Third.")]
    }


def test_author_sees_only_responses_to_own_submissions_newest_first(
    submitted, author, reviewer, person
):
    other = person("amy", "Authors")
    editions = [submitted("a", "Please."), submitted("b"), submitted("c"), submitted("d", by=other)]
    workflow.approve(editions[0], by=reviewer, note="Good.")
    workflow.request_changes(editions[1], by=reviewer, note="The year.")
    workflow.approve(editions[3], by=reviewer, note="Fine.")
    assert lists(author) == {"answers": [("Item b", "The year."), ("Item a", "Good.")]}
    assert lists(other) == {"answers": [("Item d", "Fine.")]}


def test_publisher_sees_what_is_approved(submitted, reviewer, publisher):
    for slug in ("a", "b"):
        workflow.approve(submitted(slug), by=reviewer, note=f"Good {slug}.")
    submitted("c")
    assert lists(publisher) == {"ready": [("Item a", "Good a."), ("Item b", "Good b.")]}


def test_published_scheduled_and_archived_items_leave_the_list(
    submitted, noon, author, reviewer, publisher
):
    editions = [workflow.approve(submitted(slug), by=reviewer) for slug in "abc"]
    workflow.publish(editions[0], by=publisher)
    workflow.publish(editions[1], by=publisher, at=noon + HOUR)
    workflow.archive(editions[2].item, by=publisher)
    assert lists(publisher) == lists(author) == {}
    workflow.restore(editions[2].item, by=publisher)
    assert lists(publisher) == {"ready": [("Item c", "")]}


def test_approved_version_leaves_the_list_once_a_newer_one_is_published(
    submitted, reviewer, publisher
):
    edition = submitted("a")
    edition.item.title = "Published by one person meanwhile"
    edition.item.save()
    workflow.publish_draft(edition.item, by=publisher)
    assert lists(reviewer) == {}


def test_response_disappears_when_its_item_is_submitted_again(submitted, author, reviewer):
    edition = submitted("a")
    workflow.request_changes(edition, by=reviewer, note="The year.")
    edition.item.title = "With the year"
    edition.item.save()
    again = workflow.submit(edition.item, by=author, note="Here it is.")
    assert lists(author) == {}
    assert lists(reviewer) == {"waiting": [("With the year", "Here it is.")]}
    workflow.withdraw_submission(again, by=author)
    assert lists(author) == {"answers": [("Item a", "The year.")]}


def test_response_goes_to_the_person_who_submitted_it_even_if_someone_else_froze_it(
    submitted, author, reviewer, publisher
):
    edition = submitted("a")
    workflow.withdraw_submission(edition, by=author)
    workflow.submit(edition.item, by=publisher)
    edition.refresh_from_db()
    workflow.request_changes(edition, by=reviewer, note="The year.")
    assert (edition.frozen_by_name, lists(author)) == ("ann", {})
    assert lists(publisher) == {"answers": [("Item a", "The year.")]}


def test_newest_of_many_responses_are_shown(submitted, author, reviewer, monkeypatch):
    monkeypatch.setattr(dashboard, "MAX_ROWS", 2)
    for slug in "abc":
        workflow.request_changes(submitted(slug), by=reviewer, note=slug)
    assert lists(author) == {"answers": [("Item c", "c"), ("Item b", "b")]}


def test_revoked_approval_is_a_response_and_no_longer_ready_to_publish(
    submitted, author, reviewer, publisher
):
    edition = workflow.approve(submitted("a"), by=reviewer)
    workflow.request_changes(edition, by=reviewer, note="I overlooked it.")
    assert lists(publisher) == {}
    assert lists(author) == {"answers": [("Item a", "I overlooked it.")]}


def test_dashboard_links_to_the_review_of_each(client, submitted, author, reviewer, publisher):
    waits = submitted("a", "Line one\n<b>two</b>")
    approved = workflow.approve(submitted("b", make_draft=make_page), by=reviewer, note="Good.")
    client.force_login(reviewer)
    page = client.get("/admin/").content.decode()
    assert "Waiting for review" in page
    assert f'<a href="{change(waits.item, f"review/{waits.pk}")}">Item a</a>' in page
    assert "<blockquote>Line one<br>&lt;b&gt;two&lt;/b&gt;</blockquote>" in page
    assert "Approved, ready to publish" not in page
    client.force_login(publisher)
    page = client.get("/admin/").content.decode()
    assert f'<a href="{change(approved.item, f"review/{approved.pk}")}">Item b</a>' in page
    assert "/admin/bulk-publish/" in page
    client.force_login(author)
    page = text_of(client.get("/admin/"))
    assert "Responses to your submissions" in page
    assert "rita" in page


def reminded(client, user):
    """Return the reminders of a user, one line per row, below the headings."""
    client.force_login(user)
    page = client.get("/admin/").content.decode()
    lists = re.findall(r'<section class="dashboard-list">(.*?)</section>', page, re.DOTALL)
    return [" ".join(re.sub("<.*?>", " ", line).split()) for line in "".join(lists).split("</li>")]


def test_people_who_may_change_pages_are_reminded_of_reviews_and_missing_parts(
    client, noon, author, reviewer
):
    make_page("past", next_review=date(2026, 3, 1), to_do="The phone number: ask Ann.")
    make_page("soon", next_review=date(2026, 4, 1))
    make_page("later", next_review=date(2026, 4, 2))
    make_page("gone", next_review=date(2026, 3, 1), to_do="No more.", trashed_at=noon)
    assert reminded(client, author) == [
        "Pages to review within 30 days (2) Page past Was due on 1 March 2026.",
        "Page soon Due on 1 April 2026.",
        "Pages with a to-do note (1) Page past The phone number: ask Ann.",
        "",
    ]
    assert reminded(client, reviewer) == [""]


def test_reminder_is_short_and_links_to_the_rest(client, noon, author, monkeypatch):
    monkeypatch.setattr(dashboard, "MAX_REMINDED", 2)
    for number in range(4):
        make_page(f"p{number}", next_review=date(2026, 3, 4 - number), to_do="A fact.")
    make_page("other")
    client.force_login(author)
    page = client.get("/admin/").content.decode()
    assert re.findall(r">(Page p\d)</a>", page) == ["Page p3", "Page p2", "Page p0", "Page p1"]
    links = re.findall(r'<a href="(/admin/pages/page/\?[^"]*)">and 2 more', page)
    assert links == ["/admin/pages/page/?review=due", "/admin/pages/page/?missing=yes"]
    for link in links:
        listed = client.get(link).content.decode()
        assert re.findall(r">Page (\w+)</span>", listed) == ["p0", "p1", "p2", "p3"]


def test_dashboard_of_someone_with_nothing_to_do_has_no_list(client, submitted, person):
    submitted("a")
    client.force_login(person("guest"))
    page = client.get("/admin/")
    assert page.status_code == 200
    assert "dashboard-list" not in page.content.decode()


def test_dashboard_takes_as_many_queries_for_three_rows_as_for_one(
    client, submitted, administrator, reviewer, person, django_assert_num_queries
):
    second = person("pia", "Publishers")

    def add(slug):
        for make_draft in (make_news_item, make_page):
            submitted(f"{slug}-{make_draft.__name__[5:9]}", "A note.", make_draft=make_draft)
            own = submitted(f"own-{slug}", by=administrator, make_draft=make_draft)
            workflow.approve(own, by=reviewer, note="Good.")
        shared(f"shared-{slug}", administrator)
        make_page(f"due-{slug}", next_review=date(2026, 3, 1), to_do="A fact.")
        frozen = workflow.freeze(make_news_item(f"secret-{slug}"), by=second)
        frozen.item.title = "Without it"
        frozen.item.save()
        workflow.ask_redaction([frozen], by=second, reason="An order.")

    workflow.submit(make_site_details(), by=administrator)
    add("one")
    client.force_login(administrator)
    with CaptureQueriesContext(connection) as queries:
        client.get("/admin/")
    for slug in ("two", "three"):
        add(slug)
    with django_assert_num_queries(len(queries)):
        page = client.get("/admin/").content.decode()
    # One more, because the administrator's last submission waits for a response.
    assert page.count("/review/") == 20
    assert page.count("An order.") == 3
    assert (page.count("Was due on"), page.count("A fact.")) == (3, 3)


def shared(slug, by, **values):
    edition = workflow.freeze(make_news_item(slug, title=f"Item {slug}"), by=by)
    return workflow.share_preview(edition, by=by, note=f"Dr. {slug}", **values)


def test_open_preview_links_are_listed_and_closed_by_a_click(client, noon, author, reviewer):
    late, soon, ended = (
        shared(slug, author, days=days) for slug, days in (("a", 9), ("b", 2), ("c", 3))
    )
    workflow.revoke_preview(ended, item=NewsItem.objects.get(slug="c"), by=author)
    client.force_login(reviewer)
    page = client.get("/admin/")
    listed = (
        "Open preview links Item b for Dr. b, created by ann, expires "
        "4 March 2026 12:00 (New York), 5 March 2026 01:00 (Jinan) Item a"
    )
    assert listed in text_of(page)
    assert "/revoke/" not in page.content.decode()
    client.force_login(author)
    page = client.get("/admin/").content.decode()
    item = NewsItem.objects.get(slug="b")
    address = change(item, f"links/{soon.edition_id}/revoke/{soon.pk}")
    assert f'action="{address}"' in page
    response = client.post(address, {"from_dashboard": "1"}, follow=True)
    assert response.redirect_chain == [("/admin/", 302)]
    assert "Preview link closed." in text_of(response)
    assert [link for link, _edition, _url in dashboard.open_links_for(author, noon + HOUR)] == [
        late
    ]


def test_preview_links_are_not_listed_to_people_who_may_not_view_the_section(noon, author, person):
    shared("a", author)
    assert dashboard.open_links_for(person("nobody"), noon + HOUR) == []
