"""Changing a password, choosing the first, and a link for who forgot it."""

import re
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core import mail
from django.core.signals import request_finished
from django.test import Client

from tests.conftest import NOON
from tianhe_site.accounts.passwords import reset_links
from tianhe_site.accounts.passwords.forms import new_password_attributes
from tianhe_site.outbox import after_response
from tianhe_site.publishing import clock
from tianhe_site.publishing.models import HistoryEntry

pytestmark = pytest.mark.django_db
FORGOT = "/admin/login/forgot/"
CHANGE = "/admin/account/password/"
RATE = "/admin/account/password/strength/"
NEW = "lantern orbit mustard reef"


@pytest.fixture(autouse=True)
def _with_mail(settings):
    settings.HAS_MAIL = True


@pytest.fixture
def ann(person):
    return person("ann", "Authors", email="Ann@example.com", first_name="Ann", last_name="Lee")


def at(**later):
    return clock.set_to(NOON + timedelta(**later))


def forgot(email="ann@example.com", client=None):
    return (client or Client()).post(FORGOT, {"email": email})


def link_in(message):
    return re.search(r"https?://[^/]+(/\S+)", message.body)[1]


def choose(client, link, password=NEW):
    """Open a link and choose a password there; return the answer."""
    opened = client.get(link, follow=True)
    if not opened.redirect_chain:
        return opened
    return client.post(opened.redirect_chain[-1][0], {"password1": password}, follow=True)


def errors(response):
    return [error for each in response.context["form"].errors.values() for error in each]


def may_log_in(name, password):
    client = Client()
    client.post("/admin/login/", {"login": name, "password": password})
    return SESSION_KEY in client.session


def text_of(response):
    return " ".join(re.sub("<[^>]*>", " ", response.content.decode()).split())


def test_who_forgot_a_password_chooses_another_through_a_link(client, ann):
    response = client.post(FORGOT, {"email": "ann@example.com"}, follow=True)
    assert response.redirect_chain == [("/admin/login/forgot/sent/", 302)]
    assert "If an account here has that address and a password" in text_of(response)
    (message,) = mail.outbox
    subject = "Choose a new password for 127.0.0.1"
    assert (message.to, message.subject) == (["Ann@example.com"], subject)
    assert "Hello Ann Lee," in message.body
    assert "your account (ann)" in message.body
    done = choose(client, link_in(message))
    assert done.redirect_chain == [("/admin/login/", 302)]
    assert text_of(done).count("Your password is changed.") == 1
    assert may_log_in("ann", NEW)
    assert not may_log_in("ann", "correct horse")


def test_the_audit_log_says_who_set_the_password(client, ann):
    forgot()
    choose(client, link_in(mail.outbox[0]))
    entry = HistoryEntry.objects.latest("id")
    assert (entry.verb, entry.actor_id) == ("set-password", ann.pk)


def test_the_link_opens_at_an_address_without_its_secret(client, ann):
    forgot()
    opened = client.get(link_in(mail.outbox[0]), follow=True)
    assert opened.redirect_chain[-1][0].endswith("-set-password/")
    assert reset_links.ResetTokens().make_token(ann) not in opened.content.decode()


def test_a_link_works_once(client, ann):
    forgot()
    link = link_in(mail.outbox[0])
    choose(client, link)
    again = choose(Client(), link, "another lantern orbit mustard")
    assert again.status_code == 404
    assert "Password links work once, for an hour." in text_of(again)
    assert may_log_in("ann", NEW)


@pytest.mark.parametrize(("minutes", "status"), [(59, 302), (61, 404)])
def test_a_link_works_for_an_hour(client, ann, minutes, status):
    with at():
        forgot()
    with at(minutes=minutes):
        assert client.get(link_in(mail.outbox[0])).status_code == status


def test_a_link_is_void_once_its_person_is_deactivated(client, ann):
    forgot()
    User.objects.filter(pk=ann.pk).update(is_active=False)
    assert client.get(link_in(mail.outbox[0])).status_code == 404


def test_who_guesses_links_is_refused_after_a_while(client, ann):
    statuses = [client.get(f"{FORGOT}1-abc-def/").status_code for _time in range(21)]
    assert statuses == [*[404] * 20, 429]


def test_a_weak_password_comes_back_with_a_reason(client, ann):
    forgot()
    response = choose(client, link_in(mail.outbox[0]), "tianhetianhe")
    assert errors(response) == ["It repeats itself. Use four or more unrelated words."]
    assert "tianhetianhe" not in response.content.decode()


@pytest.mark.parametrize("name", ["nobody", "gone", "invited", "reader"])
def test_who_gets_no_mail_gets_the_same_answer(person, name):
    person("gone", email="gone@example.com", is_active=False)
    person("invited", email="invited@example.com", password=make_password(None))
    person("reader", email="reader@example.com", is_staff=False)
    person("ann", email="ann@example.com")
    known, other = forgot(), forgot(f"{name}@example.com")
    assert (known.status_code, known.headers["Location"]) == (
        other.status_code,
        other.headers["Location"],
    )
    assert known.content == other.content
    assert [message.to for message in mail.outbox] == [["ann@example.com"]]


def test_the_account_is_looked_for_only_once_the_answer_is_out(ann):
    looked = []

    def look(email, *, request):
        looked.append(email)
        return []

    request_finished.disconnect(after_response._finish)
    try:
        with mock.patch.object(reset_links, "messages_for", look):
            forgot()
            assert looked == []
            after_response._finish(None)
    finally:
        request_finished.connect(after_response._finish)
    assert looked == ["ann@example.com"]


def test_nobody_floods_a_mailbox_or_learns_from_it_who_is_known(ann):
    with at():
        for email in ("ann@example.com", "nobody@example.com"):
            assert [forgot(email).status_code for _time in range(5)] == [302] * 4 + [429]
        response = forgot("ANN@example.com")
    assert response.headers["Retry-After"] == "300"
    assert "Too many tries. Try again in 5 minutes." in text_of(response)
    assert 'value="ann@example.com"' in response.content.decode().lower()
    assert len(mail.outbox) == 4


def test_without_mail_the_page_says_whom_to_ask(client, ann, settings):
    settings.HAS_MAIL = False
    for response in (client.get(FORGOT), client.post(FORGOT, {"email": "ann@example.com"})):
        assert "Ask an administrator for a link" in text_of(response)
        assert 'name="email"' not in response.content.decode()
    assert mail.outbox == []


def test_a_person_changes_their_password_and_stays_logged_in(client, ann):
    client.force_login(ann)
    response = client.post(CHANGE, {"oldpassword": "correct horse", "password1": NEW}, follow=True)
    assert response.status_code == 200
    assert "Your password is changed." in text_of(response)
    assert may_log_in("ann", NEW)
    assert client.get("/admin/").status_code == 200
    entry = HistoryEntry.objects.latest("id")
    assert (entry.verb, entry.actor_id) == ("set-password", ann.pk)


def test_a_wrong_current_password_is_refused_and_counted(client, ann):
    client.force_login(ann)
    form = {"oldpassword": "wrong horse", "password1": NEW}
    with at():
        answers = [client.post(CHANGE, form) for _time in range(7)]
    assert [answer.status_code for answer in answers] == [*[200] * 6, 429]
    assert errors(answers[0]) == ["That isn't your current password. Try again."]
    assert NEW not in answers[0].content.decode()


def test_a_password_manager_finds_its_way(client, ann):
    client.force_login(ann)
    page = client.get(CHANGE).content.decode()
    inputs = re.findall(r"<input[^>]*>", page)
    hints = [re.search(r'autocomplete="([^"]*)"', each) for each in inputs]
    assert [hint[1] for hint in hints if hint] == ["username", "current-password", "new-password"]
    # A browser would cut off what is pasted.
    assert "maxlength" not in page
    assert not re.search(r"onpaste|oncopy|autocomplete=.off", page)


def test_no_script_meddles_with_paste_into_a_password():
    for path in Path("static/js/admin/passwords").glob("*.js"):
        assert "paste" not in path.read_text()


def rate(client, password, person):
    return client.post(RATE, {"password": password, "person": person})


@pytest.mark.parametrize(
    ("password", "word", "advice"),
    [
        ("short", "Not yet", "Use at least 12 characters. This has 5."),
        ("tianhetianhe", "Weak", "It repeats itself. Use four or more unrelated words."),
        (
            "ann lee 2026 ann",
            "Weak",
            "It's built on what anyone would try here: ann, lee. Use four or more unrelated words.",
        ),
        (NEW, "Strong", ""),
    ],
)
def test_the_strength_of_a_password_is_said_in_words(client, ann, password, word, advice):
    person = new_password_attributes(ann)["data-person"]
    response = rate(client, password, person)
    assert response.json() == {"word": word, "advice": advice, "strong": word == "Strong"}
    assert "no-store" in response.headers["Cache-Control"]


def test_strangers_get_no_password_rated(client, ann):
    response = rate(client, NEW, "1:forged")
    assert (response.status_code, response.json()) == (
        403,
        {"error": "This page has been open for too long. Load it again."},
    )


def test_rating_has_a_limit(client, ann):
    person = new_password_attributes(ann)["data-person"]
    with at():
        statuses = [rate(client, "short", person).status_code for _time in range(61)]
    assert statuses == [*[200] * 60, 429]


def test_who_guesses_one_time_links_is_refused_after_a_while(client):
    statuses = [client.get("/admin/login/link/wrong/").status_code for _time in range(21)]
    assert statuses == [*[404] * 20, 429]
