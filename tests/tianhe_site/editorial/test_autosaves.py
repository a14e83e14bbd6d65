"""Autosave: what is typed and not saved is kept on the server, beside the draft."""

import uuid
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection

from news.models import NewsItem
from tests.factories import change, make_news_item, make_page, make_site_details, make_term
from tests.factories import news_form as filled_form
from tests.held_lock import held_lock
from tests.reading import text_of
from tianhe_site.editorial import autosaves
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.models import Autosave, HistoryEntry

pytestmark = pytest.mark.django_db

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ADD = "/admin/news/newsitem/add/"
ID, OTHER_ID = "0123456789abcdef", "fedcba9876543210"


@pytest.fixture
def item(noon, author):
    item = make_news_item(title="Saved")
    workflow.write(item, by=author)
    return item


@pytest.fixture
def writer(client, author):
    client.force_login(author)
    return client


def typed(item, **values):
    """Return what the form of `item` sends."""
    names = ("title", "slug", "summary", "dateline_place", "body")
    sent = {name: getattr(item, name) for name in names}
    others = {"date": "2026-03-02", "category": item.category_id, "company_announcement": "on"}
    return {**sent, **others, **values}


def autosave(client, item, **values):
    return client.post(
        change(item, "autosave"),
        typed(item, **values),
        headers={"Accept": "application/json"},
    )


def autosave_new(client, key, **values):
    data = {**filled_form(), "draft_key": key, **values}
    return client.post(f"{ADD}autosave/", data, headers={"Accept": "application/json"})


def titles_of_versions(item):
    found = item.draft_versions.order_by("id")
    return [(each.kind, each.content["title"], each.saved_by_name) for each in found]


def offer(client, address):
    """Return what a form offers to continue: time and address; None if it offers nothing."""
    found = client.get(address).context.get("autosave")
    return found and (found["saved_at"], found["continue_url"])


@pytest.mark.postgresql
def test_autosave_is_kept_beside_the_draft_and_changes_nothing_else(writer, item, noon):
    edition = workflow.submit(item, by=workflow.COMMAND_LINE)
    item.refresh_from_db()
    before = (vars(item) | {"_state": None}, HistoryEntry.objects.count())
    with clock.set_to(noon + MINUTE):
        answer = autosave(writer, item, title="Typed")
    assert (answer.status_code, answer.json()["saved_at"]) == (200, "12:01")
    item.refresh_from_db()
    edition.refresh_from_db()
    assert (vars(item) | {"_state": None}, HistoryEntry.objects.count()) == before
    assert edition.review == "waiting"
    assert titles_of_versions(item) == [("saved", "Saved", "ann")]
    found = Autosave.objects.get()
    assert (found.title, found.data["title"], found.item_id) == ("Typed", ["Typed"], item.pk)


@pytest.mark.postgresql
def test_who_may_only_add_keeps_nothing_beside_the_saved_draft_of_a_colleague(client, item, person):
    NewsItem.objects.update(draft_key=(key := uuid.uuid4()))
    adder = person("nora")
    adder.user_permissions.set([Permission.objects.get(codename="add_newsitem")])
    client.force_login(adder)
    assert autosave_new(client, key, title="Typed").status_code == 403
    assert not Autosave.objects.exists()


def test_each_person_has_one_autosave_per_draft(client, item, author, publisher):
    for user, title in ((author, "One"), (author, "Two"), (publisher, "Three")):
        client.force_login(user)
        assert autosave(client, item, title=title).status_code == 200
    assert autosaves.latest(author, item).title == "Two"
    assert autosaves.latest(publisher, item).title == "Three"
    assert Autosave.objects.count() == 2


def test_form_opened_again_offers_what_was_typed_to_the_person_alone(
    writer, client, item, noon, publisher
):
    assert offer(writer, change(item)) is None
    with clock.set_to(noon + MINUTE):
        autosave(writer, item, title="Typed")
    assert offer(writer, change(item)) == ("12:01", "?continue=1")
    assert "You have unsaved changes from 12:01." in text_of(writer.get(change(item)))
    client.force_login(publisher)
    assert offer(client, change(item)) is None


def test_what_the_draft_says_already_is_not_offered(writer, item):
    autosave(writer, item)
    assert offer(writer, change(item)) is None
    # What can't be read as it was typed isn't what the draft says.
    autosave(writer, item, date="soon")
    assert offer(writer, change(item)) is not None


def test_form_that_continues_has_what_was_typed_as_it_was_typed(writer, item):
    opened = writer.get(change(item)).context
    sources = {"sources-0-title": "The register", "sources-0-url": "not an address"}
    autosave(
        writer,
        item,
        title="Typed",
        date="soon",
        body="<p>Words</p>",
        opened=opened["opened"],
        fingerprints=opened["fingerprints"],
        kept_id=ID,
        **sources,
    )
    page = writer.get(change(item), {"continue": "1"})
    form = page.context["adminform"].form
    assert [form[name].value() for name in ("title", "date", "body")] == [
        "Typed",
        "soon",
        "<p>Words</p>",
    ]
    assert form["sources"].value()[0]["url"] == "not an address"
    names = ("opened", "fingerprints", "continues")
    assert [page.context[name] for name in names] == [
        opened["opened"],
        opened["fingerprints"],
        ID,
    ]
    assert page.context.get("autosave") is None


def test_colleague_who_saved_meanwhile_is_not_overwritten_by_what_is_continued(
    writer, item, publisher
):
    opened = writer.get(change(item)).context
    autosave(writer, item, title="Typed", opened=opened["opened"])
    item.title = "By a colleague"
    workflow.write(item, by=publisher)
    page = writer.get(change(item), {"continue": "1"})
    data = typed(item, title="Typed", opened=page.context["opened"])
    answer = writer.post(change(item), data)
    assert "paul saved this draft" in text_of(answer)
    # Nothing was saved, so nothing is lost.
    assert autosaves.latest(answer.wsgi_request.user, item).title == "Typed"


def test_saving_a_form_ends_its_autosave(writer, item):
    autosave(writer, item, title="Typed", kept_id=ID)
    writer.post(change(item), typed(item, title="Typed on", kept_id=f"{ID}.{OTHER_ID}"))
    assert not Autosave.objects.exists()
    assert titles_of_versions(item) == [("saved", "Saved", "ann"), ("saved", "Typed on", "ann")]


def test_saving_another_form_keeps_what_was_typed_in_this_one(writer, item):
    autosave(writer, item, title="In one tab", kept_id=ID)
    writer.post(change(item), typed(item, title="In another", kept_id=OTHER_ID))
    assert not Autosave.objects.exists()
    assert titles_of_versions(item) == [
        ("saved", "Saved", "ann"),
        ("saved", "In another", "ann"),
        ("autosaved", "In one tab", "ann"),
    ]


def test_typing_in_another_form_keeps_what_was_typed_in_the_first(writer, item):
    autosave(writer, item, title="In one tab", kept_id=ID)
    autosave(writer, item, title="Once more", kept_id=ID)
    autosave(writer, item, title="In another", kept_id=OTHER_ID)
    assert Autosave.objects.get().title == "In another"
    assert titles_of_versions(item)[1:] == [("autosaved", "Once more", "ann")]
    # One that continues what was typed takes it over.
    autosave(writer, item, title="Continued", kept_id="aa", continues=OTHER_ID)
    assert len(titles_of_versions(item)) == 2


@pytest.mark.postgresql
def test_discarded_text_stays_as_a_version(writer, item):
    autosave(writer, item, title="Typed", body="<p>Words</p><script>bad()</script>")
    answer = writer.post(change(item, "autosave"), {"discard": "1"}, follow=True)
    assert "Unsaved changes discarded." in text_of(answer)
    assert not Autosave.objects.exists()
    version = item.draft_versions.latest("id")
    assert (version.kind, version.content["title"]) == ("autosaved", "Typed")
    assert version.content["body"] == "<p>Words</p>"
    assert offer(writer, change(item)) is None


@pytest.mark.postgresql
def test_what_nobody_continues_for_14_days_becomes_a_version(writer, item, noon, publisher):
    autosave(writer, item, title="Typed")
    key = uuid.uuid4()
    autosave_new(writer, key, title="Never saved")
    workflow.archive(item, by=publisher)
    other = make_news_item("other")
    with clock.set_to(noon + 14 * DAY):
        autosave(writer, other, title="Later")
        assert Autosave.objects.count() == 3
    with clock.set_to(noon + 14 * DAY + MINUTE):
        autosave(writer, other, title="Later still")
    assert Autosave.objects.get().title == "Later still"
    assert titles_of_versions(item)[1:] == [("autosaved", "Typed", "ann")]


@pytest.mark.postgresql
def test_new_form_is_autosaved_offered_and_saved(writer, noon, author):
    key = uuid.uuid4()
    assert autosave_new(writer, key, title="Typed", summary="").status_code == 200
    assert not NewsItem.objects.filter(title="Typed").exists()
    [found] = autosaves.unsaved_by(author)
    assert (found.title, found.kind, found.draft_key) == ("Typed", "news.newsitem", key)
    address = f"{ADD}?draft_key={key}"
    assert offer(writer, address) == ("12:00", f"?draft_key={key}&continue=1")
    page = writer.get(f"{address}&continue=1")
    assert page.context["adminform"].form["title"].value() == "Typed"
    writer.post(ADD, {**filled_form(title="Typed"), "draft_key": key})
    assert not Autosave.objects.exists()
    # One that was under way while the form was saved is about the draft.
    autosave_new(writer, key, title="Late")
    assert autosaves.latest(author, NewsItem.objects.get(title="Typed")).title == "Late"
    assert list(autosaves.unsaved_by(author)) == []


def test_new_form_that_is_discarded_is_gone(writer, noon, author):
    key = uuid.uuid4()
    autosave_new(writer, key, title="Typed")
    autosave_new(writer, key, discard="1")
    assert not Autosave.objects.exists()


def test_what_was_typed_can_be_read_without_saving_it(writer, item, rf, author):
    autosave(writer, item, title="Typed", date="soon", body="<p>Words</p>")
    request = rf.get("/")
    request.user = author
    draft = autosaves.draft_from(autosaves.latest(author, item), admin_of(item), request)
    assert (draft.pk, draft.title, draft.body, draft.date) == (
        item.pk,
        "Typed",
        "<p>Words</p>",
        item.date,
    )
    item.refresh_from_db()
    assert item.title == "Saved"


def admin_of(item):
    return admin.site.get_model_admin(type(item))


@pytest.mark.postgresql
@pytest.mark.parametrize("make", [make_page, make_term, make_site_details])
def test_every_section_is_autosaved_and_offered(client, noon, administrator, make):
    item = make()
    client.force_login(administrator)
    data = {"title": "Typed", "name": "Typed"}
    assert client.post(change(item, "autosave"), data).status_code == 200
    assert offer(client, change(item)) is not None
    assert client.get(change(item), {"continue": "1"}).status_code == 200


def test_autosave_is_refused_with_a_sentence(client, writer, item, reviewer, publisher):
    missing = client.post(change(NewsItem(pk=999), "autosave"), {})
    assert (missing.status_code, "error" in missing.json()) == (404, True)
    assert autosave_new(writer, "no key").status_code == 404
    long = autosave(writer, item, body="x" * 1_500_000)
    assert (long.status_code, long.json()["error"]) == (
        413,
        "The text is too long to be kept. Shorten it.",
    )
    workflow.archive(item, by=publisher)
    archived = autosave(writer, item)
    assert (archived.status_code, archived.json()["error"]) == (
        409,
        "Someone archived this draft or moved it to the trash. Restore it first.",
    )
    client.force_login(reviewer)
    assert autosave(client, item).status_code == 403
    assert not Autosave.objects.exists()


@pytest.mark.postgresql
def test_text_that_no_database_stores_is_kept_without_it(writer, item):
    assert autosave(writer, item, title="Ty\x00ped", **{"x\x00": "1"}).status_code == 200
    assert autosaves.latest(writer.get("/admin/").wsgi_request.user, item).title == "Typed"


@pytest.mark.postgresql
def test_autosave_needs_no_more_queries_with_more_drafts(
    writer, item, django_assert_max_num_queries
):
    autosave(writer, item, title="Typed")
    for number in range(3):
        autosave(writer, make_news_item(f"other-{number}"))
    with django_assert_max_num_queries(14):
        autosave(writer, item, title="Typed on")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_autosave_waits_only_a_moment_for_someone_who_saves(writer, item):
    with held_lock():
        answer = autosave(writer, item, title="Typed")
    if connection.vendor == "sqlite":
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert answer.json() == {"error": "Someone else is saving. Try again."}
    else:
        assert answer.status_code == 200
