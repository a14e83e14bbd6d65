"""The dashboard as each role sees it."""

import re
import uuid
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news.models import NewsItem
from tests.factories import (
    change,
    make_news_item,
    make_page,
    make_site_details,
    publish_approved,
)
from tests.plans import scans_noted
from tests.reading import text_of
from tianhe_site.editorial import dashboard
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.models import Autosave

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
    reviews = dashboard.review_lists(user)
    found = {"waiting": reviews.waiting, "answers": reviews.answered, "ready": reviews.ready}
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


def test_long_lists_lead_to_those_that_have_all(
    client, submitted, author, reviewer, publisher, monkeypatch
):
    monkeypatch.setattr(dashboard, "MAX_SHARED", 2)
    editions = [submitted(slug) for slug in "abcdef"]
    submitted("g", make_draft=make_page)
    for edition in editions[3:]:
        workflow.approve(edition, by=reviewer)
    assert lists(publisher) == {"ready": [("Item d", ""), ("Item e", "")]}
    shown = {}
    for person in (reviewer, publisher):
        client.force_login(person)
        page = client.get("/admin/").content.decode()
        for link in re.findall(r'<a href="([^"]*)">\s*See all: News items', page):
            listed = client.get(link).content.decode()
            shown[person, link] = sorted(re.findall(r">(Item \w)</a>", listed))
    news = "/admin/news/newsitem/"
    assert shown == {
        (reviewer, f"{news}?state=in-review"): ["Item a", "Item b", "Item c"],
        (publisher, f"{news}?state=approved"): ["Item d", "Item e", "Item f"],
    }


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
    assert f"/admin/bulk/?verb=publish&amp;item={approved.item.pk}" in page
    client.force_login(author)
    page = text_of(client.get("/admin/"))
    assert "Approved, not published yet" in page
    assert "rita" in page


def alerts(client, user):
    """Return the red boxes on the dashboard of a user."""
    client.force_login(user)
    page = client.get("/admin/").content.decode()
    found = re.findall(r'<p class="notice notice-error">(.*?)</p>', page, re.DOTALL)
    return [unescape(" ".join(each.split())) for each in found]


SILENT = "The site doesn't say whether the therapy is approved, and by which authority."


def test_until_the_site_states_what_is_approved_everyone_sees_it_in_red(
    client, noon, author, reviewer, publisher
):
    assert alerts(client, author) == [f"{SILENT} Ask an administrator to publish site details."]
    details = make_site_details()
    publish_approved(details, by=publisher)
    link = f'<a href="{change(details)}#id_approval_statement">Go to the approval statement</a>'
    assert alerts(client, author) == alerts(client, publisher) == [f"{SILENT} {link}"]
    whom = "Ask someone who can change the site details: ann, paul."
    assert alerts(client, reviewer) == [f"{SILENT} {whom}"]
    assert 'id="id_approval_statement"' in _form_of(client, author, details)
    details.approval_statement = "Nobody has approved it."
    details.save()
    written = "The approval statement isn't live yet. The site details need to be published."
    assert alerts(client, author) == [f"{written} {link}"]
    whom = "Ask someone who can publish the site details: paul."
    assert alerts(client, reviewer) == [f"{written} {whom}"]
    publish_approved(details, by=publisher)
    assert [alerts(client, each) for each in (author, reviewer, publisher)] == [[], [], []]
    chinese = make_site_details(language="zh-hans")
    assert alerts(client, author) == []
    publish_approved(chinese, by=publisher)
    assert f"{change(chinese)}#id_approval_statement" in alerts(client, author)[0]


def _form_of(client, user, draft):
    client.force_login(user)
    return client.get(change(draft)).content.decode()


def test_authors_are_reminded_of_statuses_older_than_a_year(client, noon, author):
    make_page("old", status="A trial has begun", status_date=date(2025, 3, 1))
    make_page("newer", status="A trial has begun", status_date=date(2025, 3, 2))
    make_page("none", status_date=date(2020, 3, 1))
    assert reminded(client, author) == [
        "Statuses older than a year (1) Page old As of 1 March 2025.",
        "",
    ]
    listed = client.get("/admin/pages/page/?status_date=old").content.decode()
    assert re.findall(r">Page (\w+)</a>", listed) == ["old"]


def reminded(client, user):
    """Return the reminders of a user, one line per row, below the headings."""
    client.force_login(user)
    page = client.get("/admin/").content.decode()
    lists = re.findall(r'<section class="card dashboard-reminder">(.*?)</section>', page, re.DOTALL)
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
        assert re.findall(r">Page (\w+)</a>", listed) == ["p0", "p1", "p2", "p3"]


def test_reminders_read_only_the_pages_that_they_are_about(noon, administrator):
    make_page("due", next_review=date(2026, 3, 1), to_do="A fact.")
    with scans_noted() as scans:
        found = dashboard.reminders_for(administrator, noon)
    assert [each.count for each in found] == [1, 1]
    # Site details are one row per language, and what has a partial index is in it as a whole.
    small = re.compile("pages_sitedetails|INDEX page_(to_do|press|privacy)_idx")
    assert [step for step, sql in scans if not small.search(step)] == []


def section(page, heading):
    """Return the text of one card of the dashboard."""
    cards = re.findall(r"<section .*?</section>", page.content.decode(), re.DOTALL)
    texts = [" ".join(re.sub("<.*?>", " ", card, flags=re.DOTALL).split()) for card in cards]
    return next(text.removeprefix(heading).strip() for text in texts if text.startswith(heading))


def headings(page):
    return re.findall(
        r"<h2[^>]*>([^<]*)</h2>", page.content.decode().partition("dashboard-columns")[2]
    )


def test_someone_with_nothing_to_do_is_told_so(client, submitted, person):
    submitted("a")
    client.force_login(person("guest"))
    page = client.get("/admin/")
    assert section(page, "Needs you now") == "Nothing is waiting for you. Enjoy the quiet."
    assert headings(page) == ["Needs you now", "Scheduled", "Recently published"]


def test_start_page_has_no_lists_of_models_and_no_recent_actions(client, administrator, noon):
    client.force_login(administrator)
    text = client.get("/admin/").content.decode()
    assert "Recent actions" not in text
    assert 'id="content-related"' not in text
    assert "addlink" not in text


def test_each_role_gets_the_buttons_for_what_it_may_do(client, noon, author, reviewer):
    def buttons(user):
        client.force_login(user)
        return [link[:2] for link in client.get("/admin/").context["lists"]["add_links"]]

    write = ("Write news", "/admin/news/newsitem/add/")
    assert buttons(author) == [write, ("Upload", "/admin/media_library/image/add/")]
    assert buttons(reviewer) == []


def test_own_drafts_are_listed_with_state_and_time_and_lead_to_the_form(
    client, noon, author, publisher, person
):
    draft = make_news_item("a", title="Mine")
    workflow.record_author(draft, by=author)
    other = make_news_item("b", title="Someone else's")
    workflow.record_author(other, by=publisher)
    received = make_page("c", title="Received")
    workflow.record_author(received, by=publisher)
    workflow.hand_over([received], giver=publisher, receiver=author, by=publisher)
    sent = make_news_item("d", title="Sent")
    workflow.submit(sent, by=author)
    client.force_login(author)
    page = client.get("/admin/")
    assert [(row.title, [str(each) for each in row.states]) for row in own(page)] == [
        ("Received", ["draft"]),
        ("Mine", ["draft"]),
    ]
    assert own(page)[1].url == change(draft)
    assert "Continue : Mine" in section(page, "Your drafts")
    workflow.write(draft, by=publisher)
    draft.title = "Written by a colleague since"
    workflow.write(draft, by=publisher)
    assert [row.title for row in own(client.get("/admin/"))] == ["Received"]


def test_more_drafts_than_the_dashboard_shows_are_one_click_away(client, noon, author):
    client.force_login(author)
    for number in range(8):
        workflow.record_author(make_page(f"page-{number}"), by=author)
    assert "See all" not in section(client.get("/admin/"), "Your drafts")
    for number in range(2):
        workflow.record_author(make_news_item(f"item-{number}"), by=author)
    page = client.get("/admin/")
    assert page.context["lists"]["all_drafts"] == [("Pages", "/admin/pages/page/?show=mine")]
    assert "See all: Pages , Mine" in section(page, "Your drafts")
    assert client.get("/admin/pages/page/?show=mine").context["cl"].result_count == 8


def own(page):
    return page.context["lists"]["drafts"]


def test_text_that_was_never_saved_is_offered_to_continue(client, noon, author, reviewer):
    client.force_login(author)
    key = "5a0c1d3e-0000-4000-8000-000000000001"
    typed = {"draft_key": key, "title": "Half a sentence", "body": "<p>Typed.</p>"}
    assert client.post("/admin/news/newsitem/add/autosave/", typed).status_code == 200
    page = client.get("/admin/")
    assert [(row.title, row.states) for row in own(page)] == [("Half a sentence", [])]
    assert "Not saved yet" in section(page, "Your drafts")
    form = client.get(own(page)[0].url)
    assert "Half a sentence" in form.content.decode()
    client.force_login(reviewer)
    assert "Half a sentence" not in client.get("/admin/").content.decode()


def test_what_was_typed_in_a_section_that_is_gone_breaks_no_dashboard(client, author):
    values = {"user_id": author.pk, "data": {}, "title": "Typed", "saved_at": clock.now()}
    Autosave.objects.create(kind="events.event", draft_key=uuid.uuid4(), **values)
    client.force_login(author)
    assert "Typed" not in client.get("/admin/").content.decode()


def test_scheduled_items_are_in_the_calendar_and_in_a_list_with_both_times(
    client, noon, author, publisher
):
    soon = workflow.publish_draft(
        make_news_item("a", title="Soon"), by=publisher, at=noon + 3 * HOUR
    )
    later = make_news_item("b", title="In April")
    workflow.publish_draft(later, by=publisher, at=noon + timedelta(days=31))
    client.force_login(author)
    page = client.get("/admin/")
    month = page.context["lists"]["month"]
    busy = {day.date: len(day.rows) for week in month.weeks for day in week if day.rows}
    assert busy == {date(2026, 3, 2): 1, date(2026, 4, 2): 1}
    assert (month.title, month.previous, month.next) == ("March 2026", "", "2026-04")
    text = section(page, "Scheduled")
    assert "Soon 2 March 2026 15:00 (New York), 3 March 2026 04:00 (Jinan)" in text
    assert f'<a href="#newsedition-{soon.pk}"' in page.content.decode()
    april = client.get("/admin/", {"month": "2026-04"}).context["lists"]["month"]
    assert (april.title, april.previous, april.next) == ("April 2026", "2026-03", "2026-05")


@pytest.mark.parametrize("month", ["", "x", "2026-13", "1999-01", "9999-12", "2026-02", "\x00"])
def test_calendar_of_a_month_that_it_does_not_lead_to_is_that_of_today(client, author, noon, month):
    client.force_login(author)
    page = client.get("/admin/", {"month": month})
    assert page.context["lists"]["month"].title == "March 2026"


def test_what_went_live_last_is_listed_first_with_a_link_to_the_site(
    client, noon, author, publisher
):
    for slug in ("a", "b"):
        workflow.publish_draft(make_news_item(slug, title=f"Item {slug}"), by=publisher)
    client.force_login(author)
    page = client.get("/admin/")
    rows = page.context["lists"]["published"]
    assert [(str(row.edition), row.path) for row in rows] == [
        ("Item b", "/news/2026/b/"),
        ("Item a", "/news/2026/a/"),
    ]
    assert "View on site : Item b" in section(page, "Recently published")


def test_rows_name_the_language_that_isnt_that_of_the_page(client, noon, author, publisher):
    for slug, language in (("a", "en"), ("b", "zh-hans")):
        item = make_news_item(slug, title=f"Item {slug}", language=language)
        workflow.publish_draft(item, by=publisher)
    client.force_login(author)
    text = section(client.get("/admin/"), "Recently published")
    assert "Item b 简体中文" in text
    assert "English" not in text


def test_trouble_with_the_disk_and_with_email_is_said_at_the_top(
    client, noon, author, administrator, monkeypatch
):
    client.force_login(author)
    assert "Email hasn't" not in text_of(client.get("/admin/"))
    monkeypatch.setattr("tianhe_site.outbox.trouble", lambda at: noon)
    monkeypatch.setattr("tianhe_site.disk_space.is_low", lambda: True)
    text = text_of(client.get("/admin/"))
    assert "Email hasn't been going out since 2 March 2026 12:00 (New York)" in text
    assert "If this doesn't change, tell an administrator." in text
    client.force_login(administrator)
    assert "The site keeps trying for a week. View system status" in text_of(client.get("/admin/"))
    assert "The server's disk is almost full." in text


def test_dashboard_takes_as_many_queries_for_three_rows_as_for_one(
    client, noon, submitted, administrator, reviewer, person, django_assert_num_queries
):
    second = person("pia", "Publishers")

    def add(slug):
        for make_draft in (make_news_item, make_page):
            submitted(f"{slug}-{make_draft.__name__[5:9]}", "A note.", make_draft=make_draft)
            own = submitted(f"own-{slug}", by=administrator, make_draft=make_draft)
            workflow.approve(own, by=reviewer, note="Good.")
        shared(f"shared-{slug}", administrator)
        make_page(f"due-{slug}", next_review=date(2026, 3, 1), to_do="A fact.")
        for make_draft in (make_news_item, make_page):
            draft = make_draft(f"draft-{slug}", title=f"In work {slug}")
            workflow.record_author(draft, by=administrator)
            kind = make_draft.__name__
            workflow.publish_draft(make_draft(f"{kind[5:9]}-live-{slug}"), by=second)
            workflow.publish_draft(make_draft(f"later-{slug}"), by=second, at=noon + HOUR)
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
    assert page.count("In work") == 2 * 2 * 3


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
    assert f'<a href="{change(item)}">Item b</a>' in page
    address = change(item, f"links/{soon.edition_id}/revoke/{soon.pk}")
    assert f'action="{address}"' in page
    response = client.post(address, {"from_dashboard": "1"}, follow=True)
    assert response.redirect_chain == [("/admin/", 302)]
    assert "Preview link closed." in text_of(response)
    assert [link for link, *_rest in dashboard.open_links_for(author, noon + HOUR)] == [late]


def test_preview_links_are_not_listed_to_people_who_may_not_view_the_section(noon, author, person):
    shared("a", author)
    assert dashboard.open_links_for(person("nobody"), noon + HOUR) == []
