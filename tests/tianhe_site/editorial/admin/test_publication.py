"""The pages of the verbs in the admin, through their forms."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from news.models import NewsItem
from tests.factories import (
    change,
    make_news_item,
    make_page,
    news_form,
    publish_approved,
)
from tests.reading import text_of
from tianhe_site.publishing import clock, content_checks, workflow
from tianhe_site.publishing.models import FOREVER, HistoryEntry

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
LIST = "/admin/news/newsitem/"


def seen(item):
    """Return what the publish page sends about the draft it showed."""
    return f"{item.content_hash} {item.path_for(item)}"


def shown(client, item, verb):
    """Return what the page of a verb sends about the times it showed."""
    form = client.get(change(item, verb)).context["form"]
    return form["seen"].value()


@pytest.mark.parametrize("verb", ["publish", "schedule", "cancel", "withdraw", "move"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_verbs_are_refused_to_authors(client, live_item, author, verb, method):
    client.force_login(author)
    before = HistoryEntry.objects.count()
    data = {"note": "x", "seen": seen(live_item), "slug": "x", "confirmed": "1"}
    assert getattr(client, method)(change(live_item, verb), data).status_code == 403
    assert HistoryEntry.objects.count() == before


def test_publishing_asks_once_and_readers_see_it_at_once(client, noon, publisher):
    client.force_login(publisher)
    response = client.post(f"{LIST}add/", news_form(_publish="x"), follow=True)
    assert "/news/2026/sent-by-form/ When Now: readers see it at once." in text_of(response)
    item = NewsItem.objects.get(slug="sent-by-form")
    client.post(change(item, "publish"), {"seen": seen(item), "note": "Agreed."})
    assert client.get("/news/2026/sent-by-form/").status_code == 200
    assert HistoryEntry.objects.first().note == "Agreed."


def test_text_is_examined_once_for_the_page_that_asks(client, noon, publisher, monkeypatch):
    item, examined = make_news_item(title="A full stop."), []
    examine = content_checks.examine
    monkeypatch.setattr(
        content_checks, "examine", lambda *args: examined.append(args) or examine(*args)
    )
    client.force_login(publisher)
    for verb in ("submit", "publish", "schedule"):
        page = client.get(change(item, verb)).content.decode()
        assert 'name="reason:full-stop:title:"' in page
    assert len(examined) == 3


def test_page_that_asks_looks_at_the_clock_once_and_the_verb_again(client, noon, publisher):
    item, looks = make_news_item(), []
    client.force_login(publisher)
    form = {"seen": seen(item)}
    with clock.set_to(lambda: looks.append(None) or noon):
        assert client.get(change(item, "publish")).status_code == 200
        assert len(looks) == 1
        looks.clear()
        assert client.post(change(item, "publish"), form).status_code == 302
        assert len(looks) > 1


def test_draft_changed_since_the_page_was_opened_is_not_published(client, noon, publisher):
    item = make_news_item()
    looked_at = seen(item)
    item.title = "Changed by somebody else meanwhile"
    item.save()
    client.force_login(publisher)
    response = client.post(change(item, "publish"), {"seen": looked_at, "note": "typed"})
    text = response.content.decode()
    assert "while you had this page open" in text
    assert "typed" in text
    assert client.get("/news/2026/grant/").status_code == 404


def test_address_changed_since_the_page_was_opened_is_not_published(client, noon, publisher):
    item = make_news_item()
    data = {"seen": seen(item), "note": ""}
    item.slug = "changed-meanwhile"
    item.save()
    client.force_login(publisher)
    text = client.post(change(item, "publish"), data).content.decode()
    assert "while you had this page open" in text


def test_what_was_withdrawn_since_the_page_was_opened_is_not_published_again(
    client, noon, publisher
):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher)
    client.force_login(publisher)
    form = client.get(change(item, "publish")).context["form"]
    workflow.withdraw(item, by=publisher, note="The lawyers say so.")
    data = {"seen": form["seen"].value(), "note": ""}
    text = client.post(change(item, "publish"), data).content.decode()
    assert "Someone changed or withdrew this" in text
    assert client.get("/news/2026/grant/").status_code == 410


def test_correction_keeps_the_planned_end(client, noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher, until=noon + 5 * HOUR)
    item.title = "Corrected"
    item.save()
    client.force_login(publisher)
    text = client.get(change(item, "publish")).content.decode()
    assert "it ends on 2 March 2026 17:00 (New York)" in text
    client.post(change(item, "publish"), {"seen": seen(item), "note": ""})
    assert item.editions.live().get().asked_until == noon + 5 * HOUR


def test_times_of_live_and_scheduled_versions_can_be_changed(client, live_item, noon, publisher):
    client.force_login(publisher)
    assert "Change times" in client.get(change(live_item)).content.decode()
    data = {"until": "2026-03-03T12:00", "zone": "UTC", "note": ""}
    client.post(change(live_item, "times"), {**data, "seen": shown(client, live_item, "times")})
    live = live_item.editions.get()
    assert live.live_until.isoformat() == "2026-03-03T12:00:00+00:00"
    later = make_news_item("later")
    workflow.publish_draft(later, by=publisher, at=noon + HOUR)
    assert 'value="2026-03-02T13:00"' in client.get(change(later, "times")).content.decode()
    data["seen"] = shown(client, later, "times")
    client.post(change(later, "times"), {**data, "at": "2026-03-02T20:00"})
    # Sent again, as from another window: the times it showed are no longer current.
    text = client.post(change(later, "times"), {**data, "at": "2026-03-02T22:00"}).content.decode()
    assert "while you had this page open" in text
    assert later.editions.get().live_from.isoformat() == "2026-03-02T20:00:00+00:00"


def test_schedule_is_entered_in_a_time_zone(client, noon, publisher):
    item = make_news_item(date=date(2026, 3, 5))
    client.force_login(publisher)
    data = {
        "seen": seen(item),
        "at": "2026-03-05T09:00",
        "until": "2026-03-06T09:00",
        "zone": "Asia/Shanghai",
    }
    client.post(change(item, "schedule"), data)
    edition = item.editions.get()
    assert edition.live_from.isoformat() == "2026-03-05T01:00:00+00:00"
    assert edition.live_until.isoformat() == "2026-03-06T01:00:00+00:00"


@pytest.mark.parametrize(
    ("at", "zone", "words"),
    [
        (
            "2026-11-24T09:00",
            "America/New_York",
            "24 November 2026 09:00 (New York), 22:00 (Jinan)",
        ),
        (
            "2026-07-01T00:30",
            "Asia/Shanghai",
            "30 June 2026 12:30 (New York), 1 July 2026 00:30 (Jinan)",
        ),
        ("2026-03-08T02:30", "America/New_York", ""),
        ("2026-11-24T09:00", "Mars", ""),
        ("3/12/2026 09:00", "UTC", ""),
        ("", "UTC", ""),
    ],
)
def test_form_with_errors_shows_the_time_in_both_offices(client, noon, publisher, at, zone, words):
    item = make_news_item()
    client.force_login(publisher)
    data = {"seen": "what was seen before", "at": at, "zone": zone}
    page = client.post(change(item, "schedule"), data).content.decode()
    outputs = re.findall(r'<output [^>]*for="id_at id_zone"[^>]*>(.*?)</output>', page)
    assert outputs == [words]


def test_form_to_change_times_shows_the_current_ones_in_both_offices(client, noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher, at=noon + HOUR)
    client.force_login(publisher)
    page = client.get(change(item, "times")).content.decode()
    words = "2 March 2026 13:00 (New York), 3 March 2026 02:00 (Jinan)"
    assert re.findall(r"<output [^>]*>(.*?)</output>", page) == [words, ""]
    assert "local-time.js" in page


@pytest.mark.parametrize(
    "at", ["2026-03-01T09:00", "no date", "", "0001-01-01T00:00", "9999-12-31T23:59"]
)
def test_impossible_schedule_comes_back_with_the_typed_values(client, noon, publisher, at):
    item = make_news_item()
    client.force_login(publisher)
    data = {"seen": seen(item), "at": at, "zone": "UTC", "note": "typed by me"}
    response = client.post(change(item, "schedule"), data)
    assert response.status_code == 200
    assert "typed by me" in response.content.decode()
    assert 'class="errorlist' in response.content.decode()
    assert not item.editions.exists()


def test_hour_that_the_clocks_skip_is_refused(client, noon, publisher):
    item = make_page()
    client.force_login(publisher)
    data = {"seen": seen(item), "at": "2026-03-08T02:30", "zone": "America/New_York"}
    assert (
        "That time doesn&#x27;t exist"
        in client.post(change(item, "schedule"), data).content.decode()
    )
    client.post(change(item, "schedule"), {**data, "zone": "Asia/Shanghai"})
    assert item.editions.pending(noon).exists()


def test_form_asks_which_hour_is_meant_if_it_happens_twice(client, noon, publisher):
    item = make_page()
    client.force_login(publisher)
    data = {"seen": seen(item), "at": "2027-11-07T01:30", "zone": "America/New_York"}
    form = client.post(change(item, "schedule"), data).context["form"]
    assert form.errors == {
        "at": [
            "That hour happens twice: clocks go back that night. Choose which one you mean below."
        ]
    }
    assert list(form.fields)[1:3] == ["at", "at_which"]
    assert form.fields["at_which"].choices == [
        (
            "2027-11-07T05:30:00+00:00",
            "The first time: 7 November 2027 01:30 (New York), 13:30 (Jinan)",
        ),
        (
            "2027-11-07T06:30:00+00:00",
            "The second time: 7 November 2027 01:30 (New York), 14:30 (Jinan)",
        ),
    ]
    assert not item.editions.exists()
    client.post(change(item, "schedule"), {**data, "at_which": "2027-11-07T06:30:00+00:00"})
    assert item.editions.get().live_from.isoformat() == "2027-11-07T06:30:00+00:00"


def test_choice_between_two_hours_applies_only_to_that_hour(client, noon, publisher):
    item = make_page()
    client.force_login(publisher)
    data = {"seen": seen(item), "zone": "America/New_York"}
    data |= {"at": "2027-11-07T01:45", "at_which": "2027-11-07T06:30:00+00:00"}
    text = client.post(change(item, "schedule"), data).content.decode()
    assert "That hour happens twice" in text
    client.post(change(item, "schedule"), {**data, "at": "2027-11-08T09:00"})
    assert item.editions.get().live_from.isoformat() == "2027-11-08T14:00:00+00:00"


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ("2027-11-07T01:30-04:00", "2027-11-07T05:30:00+00:00"),
        ("2027-11-07 01:30-05:00", "2027-11-07T06:30:00+00:00"),
        ("2027-11-07T01:30Z", "2027-11-07T01:30:00+00:00"),
        ("2027-03-14T02:30+08:00", "2027-03-13T18:30:00+00:00"),
    ],
)
def test_time_typed_with_an_offset_keeps_that_offset(client, noon, publisher, at, moment):
    item = make_page()
    client.force_login(publisher)
    data = {"seen": seen(item), "at": at, "zone": "Asia/Shanghai"}
    client.post(change(item, "schedule"), data)
    assert item.editions.get().live_from.isoformat() == moment


@pytest.mark.parametrize("at", ["2027-11-07T01:30+99:00", "2027-11-07T01:30 EST"])
def test_unknown_time_zone_shows_an_error(client, noon, publisher, at):
    item = make_news_item()
    client.force_login(publisher)
    data = {"seen": seen(item), "at": at, "zone": "Asia/Shanghai"}
    form = client.post(change(item, "schedule"), data).context["form"]
    assert form.errors == {"at": ["Enter the date and time like this: 2026-12-03 09:00."]}


def times_form(client, item):
    """Return what the form to change times sends if nothing in it was changed."""
    form = client.get(change(item, "times")).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {
        name: value.strftime("%Y-%m-%dT%H:%M") if hasattr(value, "strftime") else value or ""
        for name, value in values.items()
    } | {"zone": "America/New_York"}


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (datetime(2026, 3, 9, 12, 0, 7, 123456, tzinfo=UTC), None),
        # The second of two hours on the wall of New York.
        (datetime(2027, 11, 7, 6, 30, 59, tzinfo=UTC), datetime(2028, 1, 1, 0, 0, 1, tzinfo=UTC)),
    ],
)
def test_unchanged_times_change_nothing(client, noon, publisher, at, until):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher, at=at, until=until)
    client.force_login(publisher)
    before = HistoryEntry.objects.count()
    data = times_form(client, item)
    text = client.post(change(item, "times"), data, follow=True).content.decode()
    assert "The times haven&#x27;t changed." in text
    edition = item.editions.get()
    assert (edition.live_from, edition.asked_until) == (at, until or FOREVER)
    assert HistoryEntry.objects.count() == before


def test_unchanged_time_keeps_its_microseconds(client, noon, publisher):
    item = make_news_item()
    at = datetime(2026, 3, 9, 12, 0, 7, 123456, tzinfo=UTC)
    workflow.publish_draft(item, by=publisher, at=at)
    client.force_login(publisher)
    data = times_form(client, item) | {"until": "2026-04-01T09:00"}
    client.post(change(item, "times"), data)
    edition = item.editions.get()
    until = datetime(2026, 4, 1, 13, 0, tzinfo=UTC)
    assert (edition.live_from, edition.asked_until) == (at, until)


def test_unchanged_times_need_no_approval_and_keep_a_typed_note(client, noon, publisher):
    page = make_page()
    workflow.publish_draft(page, by=publisher, at=noon + HOUR)
    type(page).objects.filter(pk=page.pk).update(needs_second_person=True)
    client.force_login(publisher)
    data = times_form(client, page)
    text = client.post(change(page, "times"), data, follow=True).content.decode()
    assert "The times haven&#x27;t changed." in text
    text = client.post(change(page, "times"), {**data, "note": "Typed by me."}).content.decode()
    assert "Your note wasn&#x27;t saved" in text
    assert "Typed by me." in text


def test_schedule_is_canceled_from_the_form(client, noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher, at=noon + HOUR)
    client.force_login(publisher)
    assert "Cancel schedule" in client.get(change(item)).content.decode()
    data = {"note": "", "seen": shown(client, item, "cancel")}
    with clock.set_to(noon + timedelta(minutes=1)):
        workflow.reschedule(item.editions.get(), by=publisher, at=noon + 2 * HOUR)
        text = client.post(change(item, "cancel"), data).content.decode()
        assert "while you had this page open" in text
        data["seen"] = shown(client, item, "cancel")
        client.post(change(item, "cancel"), data)
    assert not item.editions.pending(noon).exists()


def test_canceling_without_a_schedule_says_so(client, live_item, publisher):
    client.force_login(publisher)
    data = {"note": "", "seen": shown(client, live_item, "cancel")}
    response = client.post(change(live_item, "cancel"), data)
    assert "There&#x27;s no schedule to cancel" in response.content.decode()


def test_refused_verb_says_so_before_it_asks_for_anything(client, noon, publisher):
    home = make_page("", layout="home")
    parent = make_page("about")
    orphan = make_page("people", parent=parent)
    publish_approved(home, by=publisher)
    client.force_login(publisher)
    before = HistoryEntry.objects.count()
    for item, verb, sentence in (
        (home, "withdraw", "can't withdraw"),
        (home, "cancel", "There's no schedule to cancel"),
        (parent, "withdraw", "isn't live"),
        (orphan, "publish", "must be public for at least as long"),
    ):
        text = client.get(change(item, verb)).content.decode().replace("&#x27;", "'")
        assert sentence in text
        assert 'class="verb-form"' not in text
    assert HistoryEntry.objects.count() == before


def test_withdrawing_asks_for_a_reason(client, live_item, publisher):
    client.force_login(publisher)
    response = client.post(change(live_item, "withdraw"), {"reason": "", "note": ""})
    assert "Say why" in response.content.decode()
    client.post(
        change(live_item, "withdraw"), {"reason": "There was an error on this page.", "note": ""}
    )
    text = client.get("/news/2026/grant/").content.decode()
    assert "There was an error on this page." in text


def test_form_offers_the_approved_messages_and_accepts_no_other(client, live_item, publisher):
    client.force_login(publisher)
    shown = client.get(change(live_item, "withdraw"))
    choices = [value for value, _label in shown.context["form"].fields["reason"].choices]
    assert choices == ["", *workflow.withdrawal_reasons_for(live_item)]
    data = {"reason": "Our therapy now cures every patient.", "note": ""}
    assert (
        "Select a valid choice" in client.post(change(live_item, "withdraw"), data).content.decode()
    )
    assert client.get("/news/2026/grant/").status_code == 200


def test_own_message_goes_to_a_second_approver(client, live_item, publisher, reviewer):
    client.force_login(publisher)
    data = {"reason": "", "own_words": "The trial was paused.", "note": ""}
    answer = client.post(change(live_item, "withdraw"), data, follow=True)
    assert "Your own message needs approval" in answer.content.decode()
    assert "The trial was paused." not in client.get("/news/2026/grant/").content.decode()
    client.force_login(reviewer)
    assert "Message to readers: – → The trial was paused." in client.get("/admin/").content.decode()
    request = workflow.open_requests(clock.now())[0]
    client.post(f"/admin/requests/{request.pk}/", {"_agree": "1", "note": ""})
    assert "The trial was paused." in client.get("/news/2026/grant/").content.decode()


def test_publishing_says_what_it_replaces_and_cancels(client, live_item, noon, publisher):
    live_item.title = "Next"
    live_item.save()
    workflow.publish_draft(live_item, by=publisher, correction="", at=noon + HOUR)
    client.force_login(publisher)
    text = client.get(change(live_item, "publish")).content.decode()
    assert "replaces the live version" in text
    assert "2 March 2026 13:00 (New York), 3 March 2026 02:00 (Jinan) will be canceled" in text


def test_date_that_is_today_in_neither_office_is_pointed_out(client, noon, publisher):
    client.force_login(publisher)
    shown = {}
    for day in (1, 2, 3, 4):
        item = make_news_item(f"day-{day}", date=f"2026-03-0{day}")
        with clock.set_to(noon + 2 * HOUR):
            text = client.get(change(item, "publish")).content.decode()
        shown[day] = "Check the date" in text
    # At 2 p.m. in New York it is already the 3rd in Jinan.
    assert shown == {1: True, 2: False, 3: False, 4: True}


def confirm(client, item, data):
    """Let a page show the consequences of a move, then confirm them; return what it showed."""
    shown = client.post(change(item, "move"), data)
    planned = shown.context["form"]["planned"].value()
    client.post(change(item, "move"), {**data, "planned": planned, "confirmed": "1"})
    return shown.content.decode()


def test_what_is_confirmed_is_what_was_shown(client, live_item, publisher):
    client.force_login(publisher)
    shown = client.post(change(live_item, "move"), {"slug": "shown"})
    planned = shown.context["form"]["planned"].value()
    data = {"slug": "typed-later", "planned": planned, "confirmed": "1"}
    text = client.post(change(live_item, "move"), data).content.decode()
    assert '<td data-label="New address">/news/2026/typed-later/</td>' in text
    assert client.get("/news/2026/grant/").status_code == 200


def test_changing_an_address_shows_what_will_redirect_before_it_does(client, noon, publisher):
    parent = make_page("about")
    child = make_page("people", parent=parent)
    for page in (parent, child):
        workflow.publish_draft(page, by=publisher)
    client.force_login(publisher)
    data = {"slug": "firm", "parent": "", "swap_with": ""}
    text = client.post(change(parent, "move"), data).content.decode()
    for path in ("/about/", "/firm/", "/about/people/", "/firm/people/"):
        assert f'address">{path}</td>' in text
    assert "redirects to the new one" in text
    assert client.get("/about/people/").status_code == 200
    confirm(client, parent, data)
    assert client.get("/about/people/").headers["Location"] == "/firm/people/"


def test_pages_swap_addresses_from_the_form(client, noon, publisher):
    first, second = make_page("first"), make_page("second")
    for page in (first, second):
        publish_approved(page, by=publisher)
    client.force_login(publisher)
    text = confirm(client, first, {"slug": "first", "parent": "", "swap_with": second.pk})
    assert text.count("goes to the other item") == 2
    assert "Page second" in client.get("/first/").content.decode()


def test_preview_shows_the_draft_in_the_public_template(client, live_item, author):
    live_item.title = "Only in the draft"
    live_item.save()
    client.force_login(author)
    response = client.get(change(live_item, "preview"))
    text = response.content.decode()
    assert "Only in the draft" in text
    assert "Preview of the draft" in text
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response.headers["Cache-Control"]


def test_preview_of_a_page_and_its_layouts(client, noon, author):
    client.force_login(author)
    for layout in ("home", "standard", "division"):
        page = make_page(f"page-{layout}", layout=layout)
        assert "Preview of the draft" in client.get(change(page, "preview")).content.decode()


def test_preview_needs_permission_to_view_the_draft(client, noon, person):
    item = make_news_item()
    assert client.get(change(item, "preview")).status_code == 302
    client.force_login(person("guest"))
    assert client.get(change(item, "preview")).status_code == 403


def test_history_of_an_item_comes_from_the_audit_log(client, live_item, publisher):
    client.force_login(publisher)
    text = client.get(change(live_item, "history")).content.decode()
    assert "Created a version" in text
    assert "Live from 2 March 2026 12:00 (New York), 3 March 2026 01:00 (Jinan)" in text
    assert "Address: /news/2026/grant/" in text
    workflow.withdraw(
        live_item, by=publisher, reason="There was an error on this page.", note="Seen by Wei."
    )
    text = client.get(change(live_item, "history")).content.decode()
    assert "Message to readers: There was an error on this page." in text
    assert "Seen by Wei." in text


def test_old_edition_is_viewed_and_restored_from_the_history(
    client, live_item, noon, author, publisher
):
    old = live_item.editions.get()
    live_item.title = "Rewritten"
    live_item.save()
    workflow.publish_draft(live_item, by=publisher, correction="")
    client.force_login(author)
    history_page = client.get(change(live_item, "history")).content.decode()
    assert change(live_item, f"edition/{old.pk}") in history_page
    shown = client.get(change(live_item, f"edition/{old.pk}")).content.decode()
    assert "A patent is granted" in shown
    assert "Version of 2 March 2026" in shown
    client.post(change(live_item, f"revert/{old.pk}"), {"note": "The first was better."})
    live_item.refresh_from_db()
    assert live_item.title == "A patent is granted"
    assert "Rewritten" in client.get("/news/2026/grant/").content.decode()
    assert "The first was better." in HistoryEntry.objects.first().note


def test_edition_of_another_item_is_a_404(client, live_item, noon, author, publisher):
    other = workflow.publish_draft(make_news_item("other"), by=publisher)
    client.force_login(author)
    for verb in ("edition", "revert"):
        assert client.get(change(live_item, f"{verb}/{other.pk}")).status_code == 404
        assert client.get(change(live_item, f"{verb}/{'9' * 20}")).status_code == 404


def test_missing_item_is_a_404_in_every_verb(client, noon, administrator):
    client.force_login(administrator)
    for verb in (
        "change",
        "preview",
        "publish",
        "schedule",
        "times",
        "cancel",
        "withdraw",
        "move",
        "history",
    ):
        for key in ("99999", "abc", "1_2F", "9" * 20):
            assert client.get(f"{LIST}{key}/{verb}/").status_code in (404, 302)


@pytest.mark.parametrize("field", ["parent", "swap_with"])
def test_impossible_parent_page_is_no_error(client, noon, publisher, field):
    page = make_page("about")
    workflow.publish_draft(page, by=publisher)
    client.force_login(publisher)
    data = {"slug": "about", "parent": "", "swap_with": "", field: "9" * 20}
    assert "Select a valid choice" in client.post(change(page, "move"), data).content.decode()


def test_move_is_in_the_history_of_each_item(client, noon, publisher):
    first, second = make_page("first"), make_page("second")
    below = make_page("below", parent=second)
    for page in (first, second, below):
        workflow.publish_draft(page, by=publisher)
    workflow.move({first: {"slug": "second"}, second: {"slug": "first"}}, by=publisher)
    client.force_login(publisher)
    for page, path in ((first, "/second/"), (second, "/first/"), (below, "/first/below/")):
        assert f"Address: {path}" in client.get(change(page, "history")).content.decode()
