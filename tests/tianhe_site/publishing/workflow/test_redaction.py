"""Redaction by two people: no word is left, and the chain stays valid."""

from datetime import UTC, timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError, transaction

from news.models import NewsEdition, NewsItem
from tests.factories import (
    make_news_item,
    make_page,
    publish_approved,
    publish_with_reasons,
)
from tianhe_site.outbox.models import Message
from tianhe_site.publishing import clock, history, signals, triggers, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import DraftVersion, HistoryEntry, PreviewLink
from tianhe_site.publishing.workflow import COMMAND_LINE

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECRET = "Wilhelmina"
REASON = "A court order of 3 March 2026."


@pytest.fixture
def second(person):
    return person("pia", "Publishers")


@pytest.fixture
def item(noon, author, publisher):
    """An item whose first edition has the words to erase and was live; a clean one is live now."""
    item = make_news_item(
        title=f"{SECRET} was cured.",
        summary=f"{SECRET} is well.",
        body=f"<p><mark>{SECRET} walks</mark> again.</p>",
        sources=[{"title": f"Letter of {SECRET}"}],
        dateline_place=f"{SECRET}'s town",
    )
    workflow.write(item, by=author)
    first = publish_with_reasons(item, by=publisher, note=f"{SECRET} agreed.")
    workflow.share_preview(first, by=author, note="Dr. Li")
    kind = ContentType.objects.get_for_model(NewsItem)
    LogEntry.objects.create(
        user=author,
        content_type=kind,
        object_id=str(item.pk),
        object_repr=str(item),
        action_flag=CHANGE,
    )
    item.title, item.summary, item.body, item.sources = "A patient", "One.", "<p>Text.</p>", []
    item.dateline_place = "Jinan, China"
    workflow.write(item, by=author)
    with clock.set_to(noon + HOUR):
        publish_approved(item, by=publisher, correction=f"{SECRET} was named.")
        item.title = "A patient, not named"
        workflow.write(item, by=author)
        publish_approved(item, by=publisher, correction="")
    return item


@pytest.fixture
def ended(item):
    """The editions with the words to erase."""
    return list(item.editions.order_by("pk")[:2])


@pytest.fixture
def later(noon):
    with clock.set_to(noon + 2 * HOUR):
        yield


def all_text_of(*models):
    """Return all text in the rows of some models."""
    return repr([list(model.objects.values()) for model in models])


def request_for(editions, by):
    return workflow.ask_redaction(editions, by=by, reason=REASON)


@pytest.mark.postgresql
def test_one_person_asks_and_another_carries_it_out(item, ended, later, publisher, second):
    hashes = [edition.content_hash for edition in ended]
    request = request_for(ended, publisher)
    assert workflow.open_redactions(clock.now()) == [request]
    redacted = workflow.redact(request, by=second, note="Seen.")
    assert redacted == ended
    first = NewsEdition.objects.get(pk=ended[0].pk)
    assert first.content() == {
        "title": "[removed]",
        "date": first.date,
        "summary": "[removed]",
        "dateline_place": "",
        "body": "",
        "company_announcement": True,
        "also_found_by": "",
        "hide_contacts": False,
        "category_name": "Patent",
        "category_slug": "patent",
        "media": [],
        "sources": [],
    }
    assert first.redaction_reason == REASON
    assert NewsEdition.objects.get(pk=ended[1].pk).correction == ""
    assert [edition.content_hash for edition in item.editions.order_by("pk")][:2] == hashes
    assert workflow.open_redactions(clock.now()) == []


@pytest.mark.postgresql
def test_no_word_is_left_and_the_history_verifies(item, ended, later, publisher, second):
    models = (NewsEdition, NewsItem, HistoryEntry, LogEntry)
    assert SECRET in all_text_of(HistoryEntry)
    workflow.redact(request_for(ended, publisher), by=second)
    assert SECRET not in all_text_of(*models)
    assert history.verify() == []
    call_command("verify_history")


@pytest.mark.postgresql
def test_history_still_says_who_did_what_when(item, ended, later, publisher, second):
    kept = ("id", "at", "verb", "actor_name", "item_id", "hash", "previous_hash")
    before = list(HistoryEntry.objects.order_by("id").values(*kept))
    workflow.redact(request_for(ended, publisher), by=second, note="Seen.")
    after = list(HistoryEntry.objects.order_by("id").values(*kept))
    assert after[: len(before)] == before
    ask, act = HistoryEntry.objects.order_by("id")[len(before) :]
    assert (ask.verb, ask.touched["reason"]) == ("ask-redaction", REASON)
    assert (act.verb, act.note) == ("redact", "Seen.")
    assert f"Content erased: {REASON}" in history.describe(act)


def test_entry_erased_without_a_redaction_is_reported(item, ended, later, publisher, second):
    entry = HistoryEntry.objects.filter(item_id=item.pk).first()
    entry.erase_texts()
    entry.save(update_fields=[*entry.TEXTS, "erased"])
    assert history.verify() == [
        f"The texts of audit log entry {entry.pk} were erased, but no redaction is recorded."
    ]


@pytest.mark.postgresql
def test_tombstone_cannot_be_filled_again(item, ended, later, publisher, second):
    workflow.redact(request_for(ended, publisher), by=second)
    edition = NewsEdition.objects.get(pk=ended[0].pk)
    edition.title = "Forged"
    with pytest.raises(DatabaseError), transaction.atomic():
        edition.save()
    triggers.drop(transaction.get_connection())
    edition.save()
    found = f"The times or metadata of version news.newsedition {edition.pk} were changed."
    assert history.verify() == [found]


def test_nobody_agrees_with_their_own_request(item, ended, later, publisher, administrator):
    for by in (publisher, administrator):
        request = request_for(ended, by)
        with pytest.raises(PublishingError, match="You can't approve your own request"):
            workflow.redact(request, by=by)
    assert SECRET in all_text_of(NewsEdition)


def test_request_lapses_after_fourteen_days(item, ended, later, noon, publisher, second):
    request = request_for(ended, publisher)
    lapses = request.at + 14 * DAY
    with clock.set_to(lapses):
        assert workflow.open_redactions(clock.now()) == []
        with pytest.raises(PublishingError, match="no one approved it within 14 days"):
            workflow.redact(request, by=second)
    with clock.set_to(lapses - timedelta(microseconds=1)):
        assert workflow.redact(request, by=second) == ended


def test_request_is_carried_out_once(item, ended, later, publisher, second):
    request = request_for(ended, publisher)
    workflow.redact(request, by=second)
    with pytest.raises(PublishingError, match="already complete"):
        workflow.redact(request, by=second)
    with pytest.raises(PublishingError, match="already redacted"):
        request_for(ended, publisher)


@pytest.mark.parametrize("by", ["author", "reviewer", "command line"])
def test_redaction_needs_the_permission(
    request, item, ended, later, author, publisher, reviewer, by
):
    somebody = COMMAND_LINE if by == "command line" else request.getfixturevalue(by)
    with pytest.raises(PermissionDenied):
        request_for(ended, somebody)
    entry = request_for(ended, publisher)
    with pytest.raises(PermissionDenied):
        workflow.redact(entry, by=somebody)


def test_request_needs_a_reason_and_an_edition(ended, later, publisher):
    with pytest.raises(PublishingError, match="Explain why it must be erased"):
        workflow.ask_redaction(ended, by=publisher, reason=" ")
    with pytest.raises(PublishingError, match="Choose at least one version"):
        workflow.ask_redaction([], by=publisher, reason="x")


def test_edition_that_is_still_needed_is_not_redacted(noon, author, publisher, reviewer, second):
    item = make_news_item()
    edition = workflow.submit(item, by=author)
    item.title = "Without it"
    item.save()

    def refused():
        with pytest.raises(
            PublishingError, match="Withdraw it, cancel the schedule or finish the review first"
        ):
            request_for([edition], publisher)
        return True

    assert refused()
    workflow.approve(edition, by=reviewer)
    assert refused()
    workflow.publish(edition, by=publisher, at=noon + HOUR)
    assert refused()
    workflow.cancel_schedule(edition, by=publisher)
    workflow.publish(edition, by=publisher)
    assert refused()
    workflow.withdraw(item, by=publisher, note="x")
    workflow.redact(request_for([edition], publisher), by=second)
    assert NewsEdition.objects.get().title == "[removed]"


@pytest.mark.postgresql
def test_edition_that_is_needed_again_is_not_redacted(noon, author, publisher, second):
    item = make_news_item()
    edition = workflow.freeze(item, by=author)
    item.title = "Without it"
    item.save()
    request = request_for([edition], publisher)
    workflow.publish(edition, by=publisher)
    with pytest.raises(PublishingError, match="This version is live, scheduled or in review"):
        workflow.redact(request, by=second)
    assert NewsEdition.objects.get().title == "A patent is granted"


def test_edition_identical_to_the_draft_is_not_redacted(noon, author, publisher):
    edition = workflow.freeze(make_news_item(), by=author)
    with pytest.raises(PublishingError, match="The draft still contains this text"):
        request_for([edition], publisher)


@pytest.mark.postgresql
def test_preview_links_are_closed_and_say_no_longer_for_whom(
    item, ended, later, author, publisher, second
):
    workflow.redact(request_for(ended, publisher), by=second)
    link = PreviewLink.objects.get()
    assert (link.is_open(clock.now()), link.note) == (False, "[removed]")


@pytest.mark.postgresql
def test_no_word_is_left_in_what_a_copy_was_before(noon, client, author, publisher, second):
    item = make_news_item(title=f"{SECRET} was cured.")
    edition = workflow.freeze(item, by=author)
    copy = workflow.duplicate(item, by=author)
    again = workflow.duplicate(copy, by=author)
    for draft in (item, copy, again):
        draft.title = "A patient"
        workflow.write(draft, by=author)
    models = (DraftVersion, HistoryEntry)
    assert SECRET in all_text_of(DraftVersion)
    request = request_for([edition], publisher)
    client.force_login(second)
    page = client.get(f"/admin/news/newsitem/{item.pk}/redact/{request.pk}/").content.decode()
    assert [f"/newsitem/{each.pk}/change/" in page for each in (copy, again)] == [True, True]
    workflow.redact(request, by=second)
    assert SECRET not in all_text_of(*models)
    assert history.verify() == []


def test_versions_of_a_copy_from_before_the_erased_words_stay(noon, author, publisher, second):
    item = make_news_item()
    workflow.duplicate(item, by=author)
    workflow.freeze(item, by=author)
    # Unlike a copy, a translation follows.
    chinese = workflow.translate(item, language="zh-hans", by=author)
    for draft, title in ((item, f"{SECRET} was cured."), (chinese, f"{SECRET}已康复")):
        draft.title = title
        workflow.write(draft, by=author)
    edition = workflow.freeze(item, by=author)
    for draft in (item, chinese):
        draft.title = "A patient"
        workflow.write(draft, by=author)
    workflow.redact(request_for([edition], publisher), by=second)
    assert [each.content["title"] for each in DraftVersion.objects.all()] == [
        "Copy of A patent is granted"
    ]


@pytest.mark.postgresql
def test_no_word_is_left_in_email_that_waits(noon, person, author, publisher, second):
    item, other = make_news_item(title=f"{SECRET} was cured."), make_page()
    edition = workflow.freeze(item, by=author)
    receiver = person("rex", "Authors", email="rex@example.org")
    workflow.hand_over([item], giver=author, receiver=receiver, by=publisher)
    workflow.hand_over([other], giver=author, receiver=receiver, by=publisher)
    item.title = "A patient"
    workflow.write(item, by=author)
    workflow.redact(request_for([edition], publisher), by=second)
    [message] = Message.objects.all()
    assert (SECRET in message.text, str(other) in message.text) == (False, True)


@pytest.mark.postgresql
def test_preview_link_of_another_edition_stays_open(item, ended, later, author, publisher, second):
    other = workflow.share_preview(item.editions.last(), by=author, note="Dr. Li")
    workflow.redact(request_for(ended, publisher), by=second)
    other.refresh_from_db()
    assert other.is_open(clock.now())


def test_site_as_of_a_date_shows_no_redacted_word(
    client, item, ended, later, noon, publisher, second
):
    client.force_login(publisher)
    moment = noon + timedelta(minutes=30)
    then = f"/admin/as-of/{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
    paths = ("/news/2026/grant/", "/news/", "/news/feed/", "/sitemap.xml", "/news/category/patent/")
    assert SECRET in client.get(then + paths[0]).content.decode()
    workflow.redact(request_for(ended, publisher), by=second)
    for path in paths:
        response = client.get(then + path)
        assert response.status_code == (410 if path == paths[0] else 200)
        assert SECRET not in response.content.decode(), path
    assert "[removed]" in client.get(then + "/news/").content.decode()
    assert "This content was erased" in client.get(then + paths[0]).content.decode()


@pytest.mark.postgresql
def test_admin_shows_no_redacted_word(client, item, ended, later, author, publisher, second):
    workflow.redact(request_for(ended, publisher), by=second)
    client.force_login(author)
    news = f"/admin/news/newsitem/{item.pk}"
    paths = [f"{news}/history/", f"{news}/change/", "/admin/publishing/historyentry/", "/admin/"]
    for edition in ended:
        paths += [f"{news}/edition/{edition.pk}/", f"{news}/review/{edition.pk}/"]
        paths += [f"{news}/compare/?old={edition.pk}", f"{news}/links/{edition.pk}/"]
    for path in paths:
        response = client.get(path)
        assert response.status_code == (410 if "/edition/" in path else 200)
        assert SECRET not in response.content.decode(), path


def test_redacted_edition_cannot_be_restored(item, ended, later, author, publisher, second):
    workflow.redact(request_for(ended, publisher), by=second)
    edition = NewsEdition.objects.get(pk=ended[0].pk)
    with pytest.raises(PublishingError, match="content of this version was erased"):
        workflow.revert_draft_to(edition, by=author)


@pytest.mark.postgresql
def test_signal_is_sent_after_the_commit(
    item, ended, later, publisher, second, django_capture_on_commit_callbacks
):
    told = []

    def listen(sender, editions, **kwargs):
        told.append((sender, editions))

    signals.redacted.connect(listen)
    try:
        request = request_for(ended, publisher)
        with django_capture_on_commit_callbacks(execute=True):
            workflow.dry_run(workflow.redact, request, by=second)
        assert told == []
        with django_capture_on_commit_callbacks(execute=True):
            workflow.redact(request, by=second)
        assert told == [(NewsEdition, ended)]
    finally:
        signals.redacted.disconnect(listen)


@pytest.mark.postgresql
def test_page_keeps_its_layout_as_a_tombstone(noon, author, publisher, second):
    page = make_page(title=SECRET, layout="division", illustration="spring", menu_title=SECRET)
    edition = workflow.freeze(page, by=author)
    page.title = page.menu_title = "Somebody"
    page.save()
    workflow.redact(request_for([edition], publisher), by=second)
    edition.refresh_from_db()
    assert SECRET not in repr(edition.content())
    assert (edition.layout, edition.illustration) == ("division", "spring")
    assert history.verify() == []
