"""While someone else holds the lock: wait a moment, try again, and nothing typed is lost."""

import re
from datetime import timedelta
from html import unescape
from unittest import mock

import psycopg
import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError, connection
from django.http import HttpResponse

from news.models import Category, NewsItem
from tests.factories import change, make_image, make_news_item, news_form, second_person
from tests.held_lock import held_lock
from tianhe_site import busy
from tianhe_site.editorial import edit_conflicts
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.models import WatchedWord
from tianhe_site.rich_text import cleaning

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

MESSAGE = "Someone else is saving. Try again."
DRAFT_SAVED = "Draft saved. Readers see no change until it is published."
ADD = "/admin/news/newsitem/add/"
SOURCES = {"sources-0-title": "The register of patents", "sources-0-identifier": "EP1234567"}


def fields_of(response):
    """Return the fields in the forms of a page, by name."""
    text = response.content.decode()
    inputs = dict(re.findall(r'<input[^>]* name="([^"]+)"(?: value="([^"]*)")?', text))
    areas = dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', text, re.S))
    return {name: unescape(value) for name, value in {**inputs, **areas}.items()}


def said(response):
    """Return the status, the retry time, and whether the message is there."""
    text = unescape(response.content.decode())
    return response.status_code, response.headers.get("Retry-After"), MESSAGE in text


BUSY = (503, "5", True)


def test_script_that_saves_a_draft_is_told_to_try_again(client, publisher):
    item = make_news_item()
    client.force_login(publisher)
    typed = news_form()
    with held_lock():
        response = client.post(change(item), typed, headers={"Accept": "application/json"})
    assert said(response) == BUSY
    assert response.json() == {"error": MESSAGE}
    # The next page says nothing of it: its script knows the sentence.
    page = unescape(client.get(change(item)).content.decode())
    assert (page.count(MESSAGE), f'data-lock="{MESSAGE}"' in page) == (1, True)


def test_draft_form_comes_back_with_everything_typed(client, publisher):
    item = make_news_item()
    client.force_login(publisher)
    opened = fields_of(client.get(change(item)))
    typed = news_form(body="<p>Typed <em>now</em></p>", title="Typed", slug="grant", **SOURCES)
    typed.update({name: opened[name] for name in ("opened", "fingerprints")})
    with held_lock():
        response = client.post(change(item), typed)
        assert said(response) == BUSY
    kept = fields_of(response)
    assert {name: kept.get(name) for name in typed} == typed | {
        "category": None,
        "company_announcement": "",
    }
    assert re.search('name="company_announcement"[^>]* checked', response.content.decode())
    assert NewsItem.objects.get(pk=item.pk).title == "A patent is granted"
    assert client.post(change(item), typed).status_code == 302
    assert NewsItem.objects.get(pk=item.pk).title == "Typed"


def test_outdated_and_then_busy_form_still_asks_which_text_to_keep(client, publisher):
    item = make_news_item()
    client.force_login(publisher)
    typed = {**news_form(slug="grant"), "opened": "2026-03-02T00:00:00+00:00"}
    with held_lock():
        kept = fields_of(client.post(change(item), typed))
    assert kept["opened"] == typed["opened"] != edit_conflicts.version(item)


def test_form_for_a_new_draft_keeps_its_key(client, publisher):
    client.force_login(publisher)
    key = str(client.get(ADD).context["draft_key"])
    typed = news_form(draft_key=key, **SOURCES)
    with held_lock():
        response = client.post(ADD, typed)
        assert said(response) == BUSY
    assert fields_of(response)["draft_key"] == key
    assert not NewsItem.objects.filter(slug="sent-by-form").exists()


def test_action_page_keeps_its_note(client, publisher):
    item = make_news_item()
    client.force_login(publisher)
    with held_lock():
        response = client.post(change(item, "archive"), {"note": "Ask Ann"})
        assert said(response) == BUSY
    assert fields_of(response)["note"] == "Ask Ann"


def test_move_page_keeps_what_was_typed(client, publisher):
    item = make_news_item()
    client.force_login(publisher)
    typed = {"slug": "elsewhere", "reason": "It\nis shorter.", "planned": "", "_check": "1"}
    with held_lock():
        opened = client.get(change(item, "move"))
        response = client.post(change(item, "move"), typed)
        assert said(response) == BUSY
    assert opened.status_code == 200
    kept = fields_of(response)
    assert [kept[name] for name in ("slug", "reason")] == ["elsewhere", "It\nis shorter."]
    assert client.post(change(item, "move"), kept).status_code == 200


def paths_that_ask(by):
    """Return the addresses of confirmation pages, one for each kind of action; `by` may do
    everything."""
    draft, live, old = make_news_item("draft"), make_news_item("live"), make_news_item("old")
    scheduled, archived = make_news_item("scheduled"), make_news_item("archived")
    first = workflow.publish_draft(live, by=by)
    workflow.publish_draft(scheduled, by=by, at=clock.now() + timedelta(days=1))
    workflow.archive(archived, by=by)
    submitted = workflow.submit(make_news_item("submitted"), by=by)
    redacted = workflow.freeze(old, by=by)
    old.body = "<p>Without it</p>"
    workflow.write(old, by=by)
    request = workflow.ask_redaction([redacted], by=by, reason="Personal data.")
    return [
        *(change(draft, verb) for verb in ("submit", "publish", "schedule", "archive")),
        *(change(live, verb) for verb in ("withdraw", "times", "move", f"revert/{first.pk}")),
        change(scheduled, "cancel"),
        change(archived, "restore"),
        *(change(submitted.item, f"{verb}/{submitted.pk}") for verb in ("review", "take-back")),
        change(old, f"redact/{request.pk}"),
    ]


def test_action_page_does_not_wait_for_a_save(client, administrator, person):
    paths = paths_that_ask(person("other", is_superuser=True))
    client.force_login(administrator)
    with held_lock():
        answers = {path: client.get(path).status_code for path in paths}
    assert answers == dict.fromkeys(paths, 200)


def test_request_page_does_not_wait_for_a_save(client, author, publisher):
    word = WatchedWord.objects.create(word="cure")
    request = workflow.ask_to_remove_word(word, by=publisher, reason="Not ours.")
    client.force_login(second_person())
    with held_lock():
        response = client.get(f"/admin/requests/{request.pk}/")
    assert response.status_code == 200


@pytest.mark.parametrize("model", ["category", "image"])
def test_every_other_form_comes_back_too(client, administrator, model):
    names = {"category": "name", "image": "title"}
    row = make_news_item().category if model == "category" else make_image()
    client.force_login(administrator)
    typed = {**fields_of(client.get(change(row))), names[model]: "Typed", "slug": "typed"}
    with held_lock():
        response = client.post(change(row), typed)
        assert said(response) == BUSY
    assert fields_of(response)[names[model]] == "Typed"


def test_page_without_its_own_form_can_be_sent_again_unchanged(client, administrator):
    category = Category.objects.create(name="Old", slug="old")
    client.force_login(administrator)
    path = change(category, "delete")
    with held_lock():
        response = client.post(path, {"post": "yes", "note": "a\n\n<b>"})
    assert response.status_code == 503
    kept = fields_of(response)
    del kept["csrfmiddlewaretoken"]
    assert kept == {"post": "yes", "note": "a\n\n<b>"}
    assert client.post(path, kept).status_code == 302
    assert not Category.objects.filter(pk=category.pk).exists()


def test_scripts_are_answered_in_json(client, publisher):
    image = make_image(description="")
    client.force_login(publisher)
    path = change(image, "describe")
    with held_lock():
        response = client.post(
            path,
            {"language": "en", "description": "A bench."},
            headers={"Accept": "application/json"},
        )
    assert (response.status_code, response.json()) == (503, {"error": MESSAGE})


def test_login_does_not_wait_and_never_returns_the_password(client, publisher):
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite has one lock for all that is written.")
    typed = {"login": "paul", "password": "correct horse", "next": "/admin/"}
    with held_lock():
        response = client.post("/admin/login/", typed)
    text = response.content.decode()
    assert response.status_code == 503
    assert MESSAGE in text
    assert "correct horse" not in text
    assert client.post("/admin/login/", typed).status_code == 302


def test_page_that_is_only_read_waits_for_no_save_to_forget_its_message(client, publisher):
    item = make_news_item()
    client.force_login(publisher)
    client.post(change(item), {**news_form(slug="grant"), "title": "Typed"})
    with held_lock():
        answers = [client.get(change(item)), client.get(change(item))]
        missing = client.get("/admin/news/newsitem/999/change/")
    assert [(each.status_code, DRAFT_SAVED in each.text) for each in answers] == [
        (200, True),
        # On PostgreSQL a session is no part of the lock.
        (200, connection.vendor == "sqlite"),
    ]
    assert missing.status_code == 302
    assert [DRAFT_SAVED in client.get(change(item)).text for _time in range(2)] == [
        connection.vendor == "sqlite",
        False,
    ]


def test_statement_that_takes_too_long_is_no_one_elses_save(client, publisher):
    client.force_login(publisher)
    slow = OperationalError("canceling statement due to statement timeout")
    slow.__cause__ = psycopg.errors.QueryCanceled()
    with mock.patch.object(workflow, "write", side_effect=slow):
        response = client.post(ADD, news_form())
    text = unescape(response.content.decode())
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    # The script of the form knows the other sentence.
    assert (text.count(MESSAGE), f'data-lock="{MESSAGE}"' in text) == (1, True)
    assert "The site is busy right now. Try again in a few seconds." in text


@pytest.mark.parametrize("where", ["a verb", "a form", "a script", "a page without a form"])
def test_log_says_what_a_person_waited_for(client, administrator, caplog, where):
    if where == "a script" and connection.vendor != "sqlite":
        pytest.skip("Only SQLite has one lock for all that is written.")
    item, category = make_news_item(), Category.objects.create(name="Old", slug="old")
    client.force_login(administrator)
    path, sent = {
        "a verb": (change(item, "archive"), {"note": "x"}),
        "a form": (change(item), news_form()),
        "a script": (change(item, "autosave"), news_form()),
        "a page without a form": (change(category, "delete"), {"post": "yes"}),
    }[where]
    with held_lock():
        assert client.post(path, sent).status_code == 503
    [noted] = [each for each in caplog.records if each.name == "tianhe.busy"]
    assert re.search("database is locked|lock timeout", noted.getMessage())
    assert noted.exc_info


def test_session_that_cannot_be_saved_is_not_treated_as_deleted(rf, publisher):
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite has one lock for all that is written.")
    session = SessionStore()
    session.create()
    request = rf.get("/admin/")
    request.COOKIES["session"] = session.session_key

    def view(request):
        request.session["changed"] = True
        return HttpResponse("ok")

    with mock.patch("django.conf.settings.SESSION_COOKIE_NAME", "session"), held_lock():
        response = busy.BusySessionMiddleware(view)(request)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")


def test_nothing_is_parsed_while_the_lock_is_held(client, publisher):
    item = make_news_item()
    client.force_login(publisher)
    parser, held = cleaning.nh3.clean, []

    def parse(*args, **kwargs):
        held.append(connection.in_atomic_block)
        return parser(*args, **kwargs)

    typed = {**news_form(slug="grant", body="<p>Typed</p>"), **SOURCES}
    with mock.patch.object(cleaning.nh3, "clean", parse):
        assert client.post(change(item), typed).status_code == 302
    assert held
    assert not any(held)


def test_invalid_form_never_takes_the_lock(client, publisher):
    item = make_news_item()
    client.force_login(publisher)
    typed = news_form(body="<div>" * 20_000)
    with held_lock():
        response = client.post(change(item), typed)
    assert response.status_code == 200
    assert "too many nested levels" in response.content.decode()


def test_save_during_a_wait_for_the_lock_is_not_overwritten(client, publisher):
    item = make_news_item()
    client.force_login(publisher)
    opened = fields_of(client.get(change(item)))
    typed = {**news_form(slug="grant", title="Mine"), "opened": opened["opened"]}
    publishing_lock = workflow.publishing_lock

    def late():
        with mock.patch.object(workflow, "publishing_lock", publishing_lock):
            client.post(change(item), {**typed, "title": "Theirs"})
        return publishing_lock()

    with mock.patch.object(workflow, "publishing_lock", late):
        response = client.post(change(item), typed)
    assert response.status_code == 200
    assert "saved this draft at" in response.content.decode()
    assert NewsItem.objects.get(pk=item.pk).title == "Theirs"


def test_page_says_that_the_database_is_away_and_keeps_what_was_typed(client, publisher):
    client.force_login(publisher)
    typed = news_form(title="Typed <now>")
    lost = OperationalError("the connection is lost")
    lost.__cause__ = psycopg.OperationalError("the connection is lost")
    with mock.patch.object(workflow, "write", side_effect=lost):
        response = client.post(ADD, typed)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert "The database can't be reached. Try again in a minute." in unescape(
        response.content.decode()
    )
    kept = fields_of(response)
    assert {name: kept[name] for name in typed} == {n: str(value) for n, value in typed.items()}
