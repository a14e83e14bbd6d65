"""One action for several items: the page that asks, and the one that says what became of each."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news.models import NewsItem
from pages.models import Page
from tests.factories import change, make_category, make_news_item, make_page, reasons_for
from tests.reading import errors, text_of
from tianhe_site.editorial import bulk
from tianhe_site.publishing import workflow
from tianhe_site.publishing.models import HistoryEntry

pytestmark = pytest.mark.django_db

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


def path(verb, items, back="/admin/news/newsitem/?q=a"):
    asked = "".join(f"&item={item.pk}" for item in items)
    return f"/admin/bulk/?verb={verb}{asked}&back={back}"


def keys(response):
    return [row.key for row in response.context["rows"]]


def carry_out(client, verb, items, **values):
    """Confirm the page as it came; return the response."""
    shown = client.get(path(verb, items))
    return client.post(path(verb, items), {"item": keys(shown), "note": "", **values})


def outcomes(response):
    """Return what became of each item: its title, and the message if it was refused."""
    return (
        [str(row) for row in response.context["done"]],
        [(str(row), row.outcome) for row in response.context["refused"]],
    )


def publish(client, items, **values):
    return carry_out(client, "publish", items, **{"at": "", "zone": "UTC", **values})


def live(editions):
    return [type(each).objects.live().filter(pk=each.pk).exists() for each in editions]


def items_of(editions):
    return [edition.item for edition in editions]


def test_items_are_listed_with_their_states_before_anything_happens(desk, two):
    before = HistoryEntry.objects.count()
    page = desk.get(path("publish", items_of(two)))
    assert [(str(row), row.is_chosen) for row in page.context["rows"]] == [
        ("A patent is granted", True),
        ("Page about", True),
    ]
    assert "Approved" in text_of(page)
    assert HistoryEntry.objects.count() == before


def test_drafts_are_submitted_and_those_that_cannot_be_say_why(client, author, noon):
    client.force_login(author)
    good, warned = make_news_item("a", title="Good"), make_news_item("b", title="", body="")
    NewsItem.objects.filter(pk=warned.pk).update(title="Cures diabetes")
    done, refused = outcomes(carry_out(client, "submit", [good, warned], note="Both."))
    assert done == ["Good"]
    assert [title for title, _why in refused] == ["Cures diabetes"]
    assert HistoryEntry.objects.get(verb="submit").note == "Both."


def test_only_the_version_that_was_listed_is_approved(client, noon, author, reviewer):
    editions = [workflow.submit(make_news_item(slug), by=author) for slug in ("a", "b")]
    client.force_login(reviewer)
    shown = client.get(path("approve", items_of(editions)))
    newer = editions[1].item
    newer.title = "Written since"
    workflow.write(newer, by=author)
    workflow.submit(newer, by=author)
    response = client.post(path("approve", items_of(editions)), {"item": keys(shown), "note": ""})
    assert outcomes(response) == (
        ["A patent is granted"],
        [
            (
                "Written since",
                "Someone changed this while you had the page open. Check it, then try again.",
            )
        ],
    )


def test_own_words_that_need_a_second_person_are_not_approved_in_bulk(client, noon, person):
    boss = person("boss", "Publishers")
    boss.groups.add(Group.objects.get(name="Reviewers"))
    category = make_category(needs_second_person=True)
    drafts = [NewsItem(title=f"Own {slug}", slug=slug, category=category) for slug in "ab"]
    for draft in drafts:
        draft.summary, draft.company_announcement, draft.body = "A summary.", True, "<p>Text.</p>"
        draft.dateline_place = "Jinan"
        workflow.write(draft, by=boss)
        workflow.submit(draft, by=boss, reasons=reasons_for(draft))
    client.force_login(boss)
    done, refused = outcomes(carry_out(client, "approve", drafts))
    assert done == []
    assert [title for title, _why in refused] == ["Own a", "Own b"]
    assert "You can't approve your own changes." in refused[0][1]


def test_approved_items_go_live_at_the_same_time(desk, two):
    response = publish(desk, items_of(two), together="on", note="The launch.")
    assert outcomes(response) == (["A patent is granted", "Page about"], [])
    assert live(two) == [True, True]
    entries = HistoryEntry.objects.filter(verb="publish")
    assert [entry.note for entry in entries] == ["The launch."] * 2
    assert len({entry.at for entry in entries}) == 1


def test_approved_items_are_scheduled_in_a_time_zone(desk, two):
    publish(desk, items_of(two), at="2026-03-05T09:00", zone="Asia/Shanghai", together="on")
    for edition in two:
        edition.refresh_from_db()
        assert edition.live_from.isoformat() == "2026-03-05T01:00:00+00:00"


def test_all_or_none_publishes_none_if_one_is_refused_and_keeps_the_note(desk, two, approved):
    orphan = approved(make_page("people", parent=make_page("nobody")))
    response = publish(desk, items_of([*two, orphan]), together="on", note="typed")
    [error] = errors(response)
    assert error.startswith("Page people: ")
    assert "must be public for at least as long as this page" in error
    assert "typed" in response.content.decode()
    assert live(two) == [False, False]


def test_without_all_or_none_the_others_are_published(desk, two, approved):
    orphan = approved(make_page("people", parent=make_page("nobody")))
    done, refused = outcomes(publish(desk, items_of([*two, orphan])))
    assert done == ["A patent is granted", "Page about"]
    assert [title for title, _why in refused] == ["Page people"]
    assert live(two) == [True, True]


def test_unchecked_items_are_left_alone(desk, two):
    items = items_of(two)
    shown = desk.get(path("publish", items))
    data = {"item": keys(shown)[1:], "at": "", "zone": "UTC", "note": ""}
    response = desk.post(path("publish", items), data)
    assert response.headers["Location"] == change(items[1])
    assert live(two) == [False, True]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"item": []}, "Choose at least one item."),
        ({"item": ["\x00"]}, "Choose at least one item."),
        ({"item": ["9" * 5000]}, "Choose at least one item."),
        ({"at": "2026-03-01T09:00"}, "This time is in the past."),
        ({"at": "9999-12-31T23:59", "zone": "America/New_York"}, "Check the year."),
        ({"at": "2026-03-08T02:30", "zone": "America/New_York"}, "doesn't exist"),
        ({"at": "\x00"}, "Enter the date and time like this: 2026-12-03 09:00."),
        ({"zone": "Mars"}, "Select a valid choice."),
        ({"note": "n" * 100_000}, "Shorten it to 5000 or fewer."),
    ],
)
def test_impossible_form_shows_an_error(desk, two, values, sentence):
    response = publish(desk, items_of(two), **{"together": "on", **values})
    assert response.status_code == 200
    assert sentence in " ".join(errors(response))
    assert live(two) == [False, False]


def test_bound_item_without_approval_is_not_published(desk, noon, author):
    item = make_news_item(category=make_category(needs_second_person=True))
    workflow.submit(item, by=author)
    done, refused = outcomes(publish(desk, [item]))
    assert done == []
    assert "This needs approval by someone who didn't write it." in refused[0][1]


def test_item_sent_back_since_the_page_was_opened_stops_all(desk, two, reviewer):
    shown = desk.get(path("publish", items_of(two)))
    workflow.request_changes(two[0], by=reviewer, note="Wait.")
    data = {"item": keys(shown), "at": "", "zone": "UTC", "note": "", "together": "on"}
    response = desk.post(path("publish", items_of(two)), data)
    assert errors(response) == [
        "A patent is granted: Someone changed this while you had the page open. Check it, then try "
        "again."
    ]
    assert live(two) == [False, False]


def test_item_withdrawn_since_the_page_was_opened_is_not_published_again(desk, noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher)
    shown = desk.get(path("publish", [item]))
    workflow.withdraw(item, by=publisher, note="The lawyers say so.")
    form = {"item": keys(shown), "note": "", "at": "", "zone": "UTC"}
    response = desk.post(path("publish", [item]), form)
    assert outcomes(response) == ([], [(str(item), str(bulk._CHANGED))])
    assert not NewsItem.objects.get().editions.live().exists()


def test_item_moved_since_the_page_was_opened_is_not_published_elsewhere(desk, noon, publisher):
    item = make_news_item()
    shown = desk.get(path("publish", [item]))
    item.slug = "elsewhere"
    workflow.write(item, by=publisher)
    form = {"item": keys(shown), "note": "", "at": "", "zone": "UTC"}
    response = desk.post(path("publish", [item]), form)
    assert outcomes(response) == ([], [(str(item), str(bulk._CHANGED))])


def test_live_items_are_withdrawn_with_a_reason(desk, two):
    publish(desk, items_of(two), together="on")
    items = items_of(two)
    shown = desk.get(path("withdraw", items))
    data = {"item": keys(shown), "note": "", "message-en": ""}
    response = desk.post(path("withdraw", items), data)
    assert errors(response) == ["Say why, in a message to readers or an internal note."]
    response = desk.post(path("withdraw", items), {**data, "note": "Wrong numbers."})
    assert outcomes(response) == (["A patent is granted", "Page about"], [])
    assert live(two) == [False, False]


def test_items_are_withdrawn_with_a_message_in_their_own_language(desk, two, approved):
    chinese = approved(make_page("guanyu", title="关于我们", language="zh-hans"))
    editions = [two[0], chinese]
    publish(desk, items_of(editions), together="on")
    items = items_of(editions)
    shown = text_of(desk.get(path("withdraw", items)))
    assert "Message to readers of English: " in shown
    assert "Message to readers of 简体中文: " in shown
    messages = {
        "message-en": "There was an error on this page.",
        "message-zh-hans": "本页内容有误。",
    }
    only_one = carry_out(desk, "withdraw", items, **{**messages, "message-en": ""})
    assert errors(only_one) == ["Say why, in a message to readers or an internal note."]
    carry_out(desk, "withdraw", items, **messages)
    for edition in editions:
        edition.refresh_from_db()
    assert [each.withdrawal_reason for each in editions] == list(messages.values())


def test_items_are_archived_and_what_is_live_is_refused(desk, two, noon):
    publish(desk, [two[0].item])
    plain = make_news_item("plain", title="Plain")
    done, refused = outcomes(carry_out(desk, "archive", [two[0].item, plain]))
    assert done == ["Plain"]
    assert refused == [
        (
            "A patent is granted",
            "This is live or scheduled. Withdraw it or cancel its schedule first.",
        )
    ]


def test_category_of_news_is_set_and_a_page_has_none(desk, noon, publisher):
    other = make_category("Trial", "trial")
    news, page = make_news_item(), make_page()
    response = carry_out(desk, "set-category", [news, page], value=other.pk)
    assert outcomes(response) == (
        ["A patent is granted"],
        [("Page about", "This has no category.")],
    )
    assert NewsItem.objects.get().category == other
    assert HistoryEntry.objects.get(verb="write").actor_id == publisher.pk


def test_items_are_duplicated(desk, noon):
    items = [make_news_item("a", title="One"), make_page("b", title="Two")]
    done, refused = outcomes(carry_out(desk, "duplicate", items))
    assert (done, refused) == (["Copy of One", "Copy of Two"], [])
    assert NewsItem.objects.count() == Page.objects.count() == 2


def test_a_single_copy_opens_its_form(desk, noon):
    response = carry_out(desk, "duplicate", [make_news_item()])
    copy = NewsItem.objects.latest("pk")
    assert response.headers["Location"] == change(copy)


def test_each_person_is_asked_only_for_what_they_may_do(client, two, author, reviewer, person):
    items = items_of(two)
    assert client.get(path("publish", items)).headers["Location"].startswith("/admin/login/")
    for user in (author, reviewer):
        client.force_login(user)
        assert client.get(path("publish", items)).status_code == 403
        assert client.post(path("publish", items), {"item": []}).status_code == 403
    guest = person("guest")
    client.force_login(guest)
    assert client.get(path("publish", items)).context["rows"] == []
    for codename in ("publish_page", "view_page"):
        guest.user_permissions.add(Permission.objects.get(codename=codename))
    client.force_login(type(guest).objects.get(pk=guest.pk))
    assert publish(client, items).headers["Location"] == change(items[1])
    assert live(two) == [False, True]


@pytest.mark.parametrize("query", ["", "?verb=", "?verb=destroy&item=1", "?verb=set-title&item=1"])
def test_unknown_action_is_not_found(desk, query):
    assert desk.get(f"/admin/bulk/{query}").status_code == 404


def test_nothing_chosen_leads_back_to_the_list(desk):
    page = desk.get("/admin/bulk/?verb=archive&item=x&item=%00&back=/admin/news/newsitem/")
    assert page.context["rows"] == []
    assert "Select items in a list first" in text_of(page)
    assert page.context["back"] == "/admin/news/newsitem/"


@pytest.mark.parametrize("back", ["https://example.org/admin/", "//example.org/admin/", "/news/"])
def test_back_leads_only_to_the_admin(desk, back):
    assert desk.get(f"/admin/bulk/?verb=archive&back={back}").context["back"] == "/admin/"


def test_more_items_than_the_limit_are_said_to_be_left_out(desk, noon, monkeypatch):
    monkeypatch.setattr(bulk, "MAX_ITEMS", 2)
    items = [make_news_item(slug, title=slug) for slug in "abc"]
    page = desk.get(path("archive", items))
    assert [str(row) for row in page.context["rows"]] == ["a", "b"]
    assert "These are the first 2." in text_of(page)


def test_queries_do_not_grow_with_the_number_of_items(desk, noon):
    items = [make_news_item(slug) for slug in "abc"]
    counts = []
    for chosen in (items[:1], items):
        desk.get(path("archive", chosen))
        with CaptureQueriesContext(connection) as queries:
            desk.get(path("archive", chosen))
        counts.append(len(queries))
    assert counts[0] == counts[1]
