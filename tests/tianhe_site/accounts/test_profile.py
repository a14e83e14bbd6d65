"""One's own profile: name, address, which email one gets, what happened lately."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

from tests.factories import make_news_item, make_page
from tests.reading import errors, text_of
from tianhe_site.accounts.models import SecurityEvent
from tianhe_site.publishing import clock, history, workflow
from tianhe_site.publishing.models import HistoryEntry

pytestmark = pytest.mark.django_db(transaction=True)

PROFILE, EMAIL = "/admin/account/profile/", "/admin/account/profile/email/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SECRET = "JBSWY3DPEHPK3PXP"
FORM = {"name": "Ann Lee", "language": "en", "email_reviews": "on", "email_requests": "on"}


@pytest.fixture
def ann(noon, person):
    return person("ann", "Authors", email="ann@example.org")


@pytest.fixture
def firefox(ann):
    client = Client(REMOTE_ADDR="203.0.113.7", headers={"User-Agent": FIREFOX})
    client.force_login(ann)
    return client


def recorded():
    """Return the audit log, oldest first, as (who, verb, changes)."""
    return [
        (entry.actor_name, entry.verb, entry.touched.get("changes"))
        for entry in HistoryEntry.objects.order_by("id")
    ]


def test_a_person_changes_their_name_and_the_audit_log_has_it(firefox, ann):
    page = firefox.post(PROFILE, FORM, follow=True)
    assert "Your profile is saved." in text_of(page)
    ann.refresh_from_db()
    assert ann.get_full_name() == "Ann Lee"
    changes = {"first_name": ["", "Ann Lee"]}
    assert recorded() == [("ann", "change", changes)]
    assert history.verify() == []


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": " "}, "Enter the name that colleagues should see."),
        ({"name": "a" * 151}, "Shorten it to 150 or fewer."),
    ],
)
def test_a_name_that_does_not_do_says_why_and_comes_back(firefox, ann, values, message):
    User.objects.filter(pk=ann.pk).update(first_name="Ann")
    page = firefox.post(PROFILE, FORM | values)
    [error] = errors(page)
    assert message in error
    assert page.context["form"]["name"].value() == values["name"]
    assert recorded() == []


def test_who_takes_a_colleagues_name_is_asked(firefox, ann, person):
    person("bo", "Reviewers", first_name="Bo Li")
    page = firefox.post(PROFILE, FORM | {"name": "Bo Li"})
    assert errors(page) == [
        "There's already someone of this name: bo, Reviewer. If this is another person, submit "
        "again."
    ]
    assert '<input type="hidden" name="confirmed_name" value="Bo Li"' in page.content.decode()
    firefox.post(PROFILE, FORM | {"name": "Bo Li", "confirmed_name": "Bo Li"})
    ann.refresh_from_db()
    assert ann.get_full_name() == "Bo Li"


def test_a_form_that_sends_more_than_it_asks_changes_no_rights(firefox, ann):
    more = {"is_superuser": "on", "username": "root", "email": "x@example.org", "groups": "3"}
    firefox.post(PROFILE, FORM | more)
    ann.refresh_from_db()
    assert (ann.username, ann.email, ann.is_superuser) == ("ann", "ann@example.org", False)


@pytest.mark.parametrize(
    ("wanted", "subjects"),
    [
        (["email_reviews", "email_requests"], ["For review", "Approval needed"]),
        (["email_reviews"], ["For review"]),
        (["email_requests"], ["Approval needed"]),
        ([], []),
    ],
)
def test_people_get_the_email_that_they_want(noon, person, publisher, wanted, subjects):
    rita = person("rita", "Reviewers", email="rita@example.org")
    client = Client()
    client.force_login(rita)
    client.post(PROFILE, {"name": "Rita", "language": "en", **dict.fromkeys(wanted, "on")})
    shown = client.get(PROFILE).context["preferences"].notifications()
    assert [each.name for each in shown if each.name in FORM and each.value()] == wanted
    workflow.submit(make_news_item(), by=publisher)
    page = make_page("therapy", needs_second_person=True)
    workflow.import_edition(page, by=workflow.COMMAND_LINE, live_from=clock.now())
    workflow.ask_move({page: {"slug": "archive"}}, by=publisher, reason="Why not.")
    assert [each.subject.split(":")[0] for each in mail.outbox] == subjects


def test_a_new_address_is_told_to_the_old_one_and_recorded(firefox, ann):
    page = firefox.post(EMAIL, {"email": "lee@example.org"}, follow=True)
    assert page.redirect_chain == [(PROFILE, 302)]
    ann.refresh_from_db()
    assert ann.email == "lee@example.org"
    assert recorded() == [("ann", "change", {"email": ["ann@example.org", "lee@example.org"]})]
    assert [message.to for message in mail.outbox] == [["ann@example.org"], ["lee@example.org"]]
    assert mail.outbox[0].body == (
        "The email address of your account was changed to lee@example.org.\n\n"
        "Account: ann\n"
        "When: 2 March 2026 12:00 (New York), 3 March 2026 01:00 (Jinan)\n"
        "IP address: 203.0.113.7\n"
        "Browser: Firefox on Linux\n\n"
        "If it was you, you don't need to do anything.\n\n"
        "If it wasn't you, tell an administrator now, and end sessions that you don't "
        "recognize:\n\n"
        "http://127.0.0.1:8000/admin/account/sessions/"
    )


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("BOB@example.org", "'bob' already uses this email address."),
        ("no address", "Enter a valid email address."),
        ("", "This field is required."),
    ],
)
def test_an_address_that_does_not_do_says_why_and_comes_back(
    firefox, ann, person, address, message
):
    person("bob", email="bob@example.org")
    page = firefox.post(EMAIL, {"email": address} if address else {"email": " "})
    [error] = errors(page)
    assert error.startswith(message)
    assert address in page.content.decode()
    ann.refresh_from_db()
    assert ann.email == "ann@example.org"
    assert mail.outbox == []


def test_a_new_address_asks_who_it_is_and_loses_nothing_typed(firefox, ann):
    totp.TOTP.activate(ann, SECRET)
    # The first factor ended all sessions.
    firefox.force_login(ann)
    asked = firefox.get(EMAIL)
    assert asked.headers["Location"].startswith("/admin/account/confirm/")
    page = firefox.post(EMAIL, {"email": "lee@example.org"})
    counter = next(totp.yield_hotp_counters_from_time())
    code = totp.format_hotp_value(totp.hotp_value(SECRET, counter))
    answered = firefox.post(page.headers["Location"], {"code": code, "next": EMAIL})
    firefox.get(answered.headers["Location"])
    ann.refresh_from_db()
    assert ann.email == "lee@example.org"


def test_the_profile_shows_ones_own_last_events_only(firefox, ann, person):
    bob = person("bob")
    for user, kind, days in [(ann, "log_in", 2), (ann, "log_out", 1), (bob, "log_in_failed", 1)]:
        SecurityEvent.objects.create(
            at=clock.now() - timedelta(days=days),
            kind=kind,
            user=user,
            name=str(user),
            address="203.0.113.7",
            device=FIREFOX,
            note="Password" if kind == "log_in" else "",
        )
    text = text_of(firefox.get(PROFILE)).partition("Recent activity ")[2]
    first = "Logged out 1 March 2026 12:00 (New York), 2 March 2026 01:00 (Jinan), 203.0.113.7, "
    second = (
        "Logged in Password 28 February 2026 12:00 (New York), 1 March 2026 01:00 (Jinan), "
        "203.0.113.7, Firefox on Linux"
    )
    assert text.startswith(f"{first}Firefox on Linux {second} Don't recognize something?")


def test_one_gets_to_the_profile_from_every_page_of_the_admin(firefox):
    assert f'href="{PROFILE}"' in firefox.get("/admin/").content.decode()


def test_nobody_sees_a_profile_without_logging_in(client, db):
    for path in (PROFILE, EMAIL):
        assert client.get(path).headers["Location"].startswith("/admin/login/")
