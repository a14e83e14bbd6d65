"""The security log: what is in it, what is not, and what people are told by email."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client

from tests.tianhe_site.accounts.pages_of_people import link_in, set_password
from tianhe_site.accounts import outgoing_mail, security_log
from tianhe_site.accounts.log_in import devices
from tianhe_site.accounts.models import SecurityEvent
from tianhe_site.accounts.people import links
from tianhe_site.accounts.security_log import MAX_FAILURES_PER_HOUR, MAX_PRUNED, mails
from tianhe_site.publishing import actor, clock

pytestmark = pytest.mark.django_db(transaction=True)

LOG_IN, CODE = "/admin/login/", "/admin/login/second-factor/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PASSWORD = "correct horse"
SECRET = "JBSWY3DPEHPK3PXP"
Kind = SecurityEvent.Kind


@pytest.fixture
def ann(noon, person):
    return person("ann", "Authors", email="ann@example.org")


@pytest.fixture
def app(ann):
    """Ann's authenticator app: a function that returns the code of now."""
    totp.TOTP.activate(ann, SECRET)
    return lambda: totp.format_hotp_value(
        totp.hotp_value(SECRET, next(totp.yield_hotp_counters_from_time()))
    )


@pytest.fixture
def firefox():
    return new_browser()


def new_browser(address="203.0.113.7"):
    return Client(REMOTE_ADDR=address, headers={"User-Agent": FIREFOX})


def enter(firefox, name="ann", password=PASSWORD):
    return firefox.post(LOG_IN, {"login": name, "password": password})


def logged():
    """Return the log, oldest first, as (what, who, note)."""
    events = SecurityEvent.objects.order_by("at", "pk")
    return [(event.kind, event.name, event.note) for event in events]


def log_of(user, kinds, at):
    SecurityEvent.objects.bulk_create(
        SecurityEvent(at=at, kind=kind, user=user, name=str(user or "")) for kind in kinds
    )


def test_a_log_in_is_there_with_time_person_address_and_device(noon, ann, firefox):
    enter(firefox)
    [event] = SecurityEvent.objects.all()
    assert (event.kind, event.user, event.name, event.note) == ("log_in", ann, "ann", "Password")
    assert (event.address, event.device) == ("203.0.113.7", FIREFOX)
    assert timedelta(0) <= event.at - noon < timedelta(seconds=1)


def test_each_step_of_a_log_in_is_named(ann, firefox, app):
    enter(firefox)
    assert logged() == []
    firefox.post(CODE, {"code": "000000"})
    firefox.post(CODE, {"code": app()})
    assert logged() == [
        ("factor_failed", "ann", "Authenticator app"),
        ("log_in", "ann", "Password + Authenticator app"),
    ]


def test_a_passkey_that_is_refused_is_there(ann, firefox, app):
    firefox.post("/admin/login/passkey/", {"credential": '{"id": "eA"}'})
    enter(firefox)
    firefox.post(CODE, {"credential": '{"id": "eA"}'})
    assert logged() == [("log_in_failed", "", "Passkey"), ("factor_failed", "ann", "Passkey")]


@pytest.mark.postgresql
def test_a_recovery_code_is_there_as_it_is_used(ann, firefox, app):
    codes = RecoveryCodes.activate(ann).get_unused_codes()
    enter(firefox)
    firefox.post(CODE, {"code": codes[0]})
    assert logged() == [
        ("recovery_code_used", "ann", f"Codes left: {len(codes) - 1}."),
        ("log_in", "ann", "Password + Recovery code"),
    ]
    [message] = mail.outbox
    assert message.subject == "Recovery code used: 127.0.0.1"


def test_a_failure_names_the_person_whose_name_or_address_was_typed(ann, firefox):
    enter(firefox, "ANN", "wrong")
    enter(firefox, "ann@example.org", "wrong")
    assert logged() == [("log_in_failed", "ann", "Password")] * 2


def test_a_deactivated_account_is_told_apart(ann, firefox):
    ann.is_active = False
    ann.save()
    enter(firefox)
    assert logged() == [("log_in_failed", "ann", "Password. The account is deactivated.")]


def test_what_was_typed_where_nobody_has_the_name_is_not_kept(ann, firefox):
    secret = "My-Secret-Passw0rd"
    for name in (secret, secret, "another"):
        enter(firefox, name, "whatever")
    names = [name for _kind, name, _note in logged()]
    assert names[0] == names[1] != names[2]
    assert all(len(name) == len("Nobody (0000)") for name in names)
    assert all(secret not in str(row) for row in SecurityEvent.objects.values_list())


@pytest.mark.postgresql
def test_no_password_and_no_code_is_in_the_log(ann, firefox, app):
    code = app()
    enter(firefox, password="a wrong password")
    enter(firefox)
    firefox.post(CODE, {"code": "987654"})
    firefox.post(CODE, {"code": code})
    rows = str(list(SecurityEvent.objects.values()))
    for secret in ("a wrong password", PASSWORD, "987654", code, SECRET):
        assert secret not in rows


def test_a_log_out_is_there(ann, firefox):
    enter(firefox)
    firefox.post("/admin/logout/")
    assert [kind for kind, *_rest in logged()] == ["log_in", "log_out"]


@pytest.mark.postgresql
def test_factors_that_come_and_go_are_there_and_told_to_the_person(ann, firefox):
    enter(firefox)
    firefox.get("/admin/account/second-factor/app/")
    secret = firefox.session["mfa.totp.secret"]
    code = totp.format_hotp_value(
        totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()))
    )
    firefox.post("/admin/account/second-factor/app/", {"code": code})
    assert Authenticator.objects.filter(user=ann, type="totp").exists()
    firefox.post("/admin/account/confirm/", {"password": PASSWORD})
    firefox.post("/admin/account/second-factor/app/remove/")
    assert logged()[1:] == [
        ("factor_added", "ann", "Authenticator app"),
        ("recovery_codes", "ann", ""),
        ("confirmed", "ann", "Password"),
        ("factor_removed", "ann", "Authenticator app"),
        ("factor_removed", "ann", "Recovery code"),
    ]
    assert [message.subject for message in mail.outbox] == [
        "Second factor added: 127.0.0.1",
        "Second factor removed: 127.0.0.1",
        "Second factor removed: 127.0.0.1",
    ]


def test_a_failure_to_confirm_is_no_failed_log_in(ann, firefox):
    enter(firefox)
    firefox.post("/admin/account/confirm/", {"password": "wrong"})
    assert logged()[1:] == [("confirm_failed", "ann", "Password")]


def test_a_password_is_logged_and_told_whoever_changes_it(ann, administrator):
    ann.set_password("Another long one 4")
    ann.save()
    with actor.acting(administrator):
        ann.set_password("Yet another one 9")
        ann.save()
    assert logged() == [
        ("password_changed", "ann", "By command line."),
        ("password_changed", "ann", "By root."),
    ]
    assert [message.to for message in mail.outbox] == [["ann@example.org"]] * 2
    assert "By root." in mail.outbox[1].body
    assert "Another long one" not in str([message.body for message in mail.outbox])


def test_a_first_password_is_logged_as_such_and_told_to_nobody(firefox, noon, person):
    bo = person("bo", "Authors", password="!", email="bo@example.org")
    first = links.create(bo, links.Kind.INVITATION, by=actor.COMMAND_LINE)
    set_password(firefox, link_in(first.address), "A long enough phrase 7")
    kinds = [kind for kind, _who, _note in logged()]
    assert kinds == ["password_link_sent", "password_chosen", "log_in"]
    assert mail.outbox == []
    second = links.create(bo, links.Kind.PASSWORD, by=actor.COMMAND_LINE)
    set_password(firefox, link_in(second.address), "Another long enough 8")
    assert sorted(message.subject for message in mail.outbox) == [
        "Log-in from a new device: 127.0.0.1",
        "Password changed: 127.0.0.1",
    ]


@pytest.mark.postgresql
def test_a_link_to_choose_a_password_is_there_and_not_in_the_log(
    ann, firefox, administrator, settings
):
    settings.HAS_MAIL = True
    firefox.post("/admin/login/forgot/", {"email": "ann@example.org"})
    firefox.post("/admin/login/forgot/", {"email": "nobody@example.org"})
    with actor.acting(administrator):
        link = links.create(ann, links.Kind.PASSWORD, by=administrator)
    assert logged() == [
        ("password_link_sent", "ann", ""),
        ("password_link_sent", "ann", "Password link. By root."),
    ]
    [event, _other] = SecurityEvent.objects.order_by("pk")
    assert (event.address, event.device) == ("203.0.113.7", FIREFOX)
    secrets = [
        address.rstrip("/").split("/")[-1] for address in (link.address, mail.outbox[0].body)
    ]
    assert not any(secret in str(SecurityEvent.objects.values_list()) for secret in secrets)


def test_a_session_that_somebody_else_ends_is_logged_with_their_name_and_told(
    ann, firefox, administrator
):
    enter(firefox)
    with actor.acting(administrator):
        ann.is_active = False
        ann.save()
    assert logged()[1:] == [("session_ended", "ann", "Account deactivated. By root.")]
    [message] = mail.outbox
    assert message.subject == "Logged out by someone else: 127.0.0.1"
    assert "Account deactivated. By root." in message.body


def test_a_log_in_with_a_known_browser_is_not_told(ann, firefox):
    enter(firefox)
    firefox.post("/admin/logout/")
    enter(firefox)
    assert [kind for kind, *_rest in logged()] == ["log_in", "log_out", "log_in"]
    assert mail.outbox == []


def test_a_log_in_with_a_new_browser_is_told_with_place_and_a_way_on(ann, example_site):
    enter(new_browser())
    enter(new_browser("198.51.100.9"))
    assert [kind for kind, *_rest in logged()] == ["log_in", "new_device"]
    [message] = mail.outbox
    assert message.to == ["ann@example.org"]
    assert message.body == (
        "Someone logged in to your account from a browser that you haven't used here before.\n\n"
        "Account: ann\n"
        "When: 2 March 2026 12:00 (New York), 3 March 2026 01:00 (Jinan)\n"
        "IP address: 198.51.100.9\n"
        "Browser: Firefox on Linux\n\n"
        "If it was you, you don't need to do anything.\n\n"
        "If it wasn't you, tell an administrator now, and end sessions that you don't "
        "recognize:\n\n"
        "https://www.example.org/admin/account/sessions/"
    )


def test_a_browser_is_known_for_those_who_used_it_only(ann, firefox, person):
    bob = person("bob", email="bob@example.org")
    log_of(bob, [Kind.LOG_IN], clock.now())
    enter(firefox)
    firefox.post("/admin/logout/")
    enter(firefox, "bob")
    firefox.post("/admin/logout/")
    enter(firefox)
    assert [(kind, name) for kind, name, _note in logged() if kind != "log_out"] == [
        ("log_in", "bob"),
        ("log_in", "ann"),
        ("new_device", "bob"),
        ("log_in", "ann"),
    ]


@pytest.mark.postgresql
def test_after_a_new_password_only_the_browser_that_it_was_set_in_is_known(ann, firefox):
    thief = new_browser()
    enter(thief)
    enter(firefox)
    new = "four wet lamps under Saturn"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    firefox.post("/admin/account/password/", form)
    firefox.post("/admin/logout/")
    SecurityEvent.objects.all().delete()
    log_of(ann, [Kind.LOG_IN], clock.now())
    enter(firefox, password=new)
    enter(thief, password=new)
    assert [kind for kind, *_rest in logged()] == ["log_in", "log_in", "new_device"]


@pytest.mark.parametrize("value", ["", "x", "WzFd:1abc:forged", "é"])
def test_a_forged_device_cookie_is_no_known_browser(ann, firefox, value):
    log_of(ann, [Kind.LOG_IN], clock.now())
    firefox.cookies[devices.COOKIE] = value
    enter(firefox)
    assert logged()[-1][0] == "new_device"


def test_a_burst_of_failures_is_told_once(ann, firefox):
    log_of(ann, [Kind.LOG_IN_FAILED] * (mails.BURST - 2), clock.now())
    enter(firefox, password="wrong")
    assert mail.outbox == []
    enter(firefox, password="wrong")
    enter(firefox, password="wrong")
    [message] = mail.outbox
    assert message.subject == "Someone is trying to log in to your account: 127.0.0.1"
    assert "They didn't get in." in message.body
    assert [kind for kind, *_rest in logged()].count("warned") == 1


def test_the_message_says_if_the_password_is_known(ann, firefox, app):
    log_of(ann, [Kind.FACTOR_FAILED] * (mails.BURST - 1), clock.now())
    enter(firefox)
    firefox.post(CODE, {"code": "000000"})
    assert "They know your password" in mail.outbox[0].body


def test_a_flood_of_failures_adds_no_more_rows_than_its_limit(ann, firefox):
    log_of(None, [Kind.LOG_IN_FAILED] * (MAX_FAILURES_PER_HOUR - 1), clock.now())
    for each in range(3):
        enter(firefox, f"nobody {each}")
    assert SecurityEvent.objects.count() == MAX_FAILURES_PER_HOUR
    assert logged()[-1][2] == "Password More within an hour aren't recorded."
    # It hides neither what happens to a person nor who gets in.
    enter(firefox, password="wrong")
    enter(firefox)
    assert [kind for kind, *_rest in logged()][-2:] == ["log_in_failed", "log_in"]


@pytest.mark.postgresql
def test_old_entries_go_as_new_ones_come(ann, firefox, settings):
    settings.SECURITY_LOG_DAYS = 30
    log_of(ann, [Kind.LOG_OUT] * (MAX_PRUNED + 1), clock.now() - timedelta(days=30))
    log_of(ann, [Kind.LOG_OUT], clock.now() - timedelta(days=29))
    assert security_log.kept().count() == 1
    enter(firefox)
    assert SecurityEvent.objects.count() == 3
    enter(new_browser(), password="wrong")
    assert [kind for kind, *_rest in logged()] == ["log_out", "log_in", "log_in_failed"]


def test_what_happens_outside_a_request_has_no_address(ann):
    security_log.note(Kind.FACTORS_RESET, user=ann, note="By the command line.")
    [event] = SecurityEvent.objects.all()
    assert (event.address, event.device, event.note) == (None, "", "By the command line.")


def test_mail_leaves_after_the_answer(ann, firefox, monkeypatch):
    """The answer is complete before a mail server is asked for anything."""
    order = []
    send = outgoing_mail._send
    monkeypatch.setattr(
        outgoing_mail, "_send", lambda messages: (order.append("mail"), send(messages))
    )
    log_of(ann, [Kind.LOG_IN], clock.now())
    handler = firefox.handler.get_response
    monkeypatch.setattr(
        firefox.handler,
        "get_response",
        lambda request: (handler(request), order.append("answer"))[0],
    )
    enter(firefox)
    assert order == ["answer", "mail"]


def test_a_mail_server_that_is_down_fails_no_log_in(ann, firefox, settings, caplog):
    log_of(ann, [Kind.LOG_IN], clock.now())
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    assert enter(firefox).headers["Location"] == "/admin/"
    assert "A message to staff wasn't sent." in caplog.text
    assert "ann@example.org" not in caplog.text


def test_nothing_is_sent_to_an_account_without_an_address(noon, person, firefox):
    log_of(person("bob"), [Kind.LOG_IN], clock.now())
    enter(firefox, "bob")
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/142.0.0.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        ("curl/8.0", "Unknown device"),
        ("", "Unknown device"),
    ],
)
def test_a_browser_is_described_in_words(user_agent, words):
    assert devices.describe(user_agent) == words
