"""Ways in that attackers try: past the second factor, by codes and links used twice, by sessions
from before, by made-up fields and by what no form sends."""

import json
import threading

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tests.conftest import NOON
from tests.test_permissions import client_of, make_app
from tests.tianhe_site.accounts.factors.test_second_factor import CONFIRM, SECOND, code_of
from tests.tianhe_site.accounts.log_in.test_pages import ELSEWHERE
from tianhe_site.accounts.people import links
from tianhe_site.publishing import clock, workflow

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse"
NEW_PASSWORD = "lantern orbit mustard"
ADD_APP, DIGITS = "/admin/account/second-factor/app/", "9" * 5000


@pytest.fixture(autouse=True)
def _no_used_codes(db):
    cache.clear()


def enter_password(client, name="ann", **more):
    return client.post("/admin/login/", {"login": name, "password": PASSWORD, **more})


def is_in(client):
    return SESSION_KEY in client.session and client.get("/admin/").status_code == 200


def at_once(requests):
    """Send requests at the same time, each by its own client; return the responses."""
    found, begin = [], threading.Barrier(len(requests))

    def send(client, path, form):
        try:
            begin.wait()
            found.append(client.post(path, form))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=each) for each in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


# Past the second factor


def test_a_session_from_before_the_second_factor_does_not_get_past_it(client, author, settings):
    settings.SECOND_FACTOR = "required"
    thief = Client()
    enter_password(thief)
    enter_password(client)
    client.get(ADD_APP)
    secret = client.session["mfa.totp.secret"]
    assert client.post(ADD_APP, {"code": code_of(secret)}).status_code == 302
    assert is_in(client)
    assert not is_in(thief)
    assert thief.get("/admin/account/second-factor/recovery-codes/").status_code == 302


def test_someone_deactivated_amid_a_log_in_does_not_get_in(client, author):
    secret = make_app(author)
    enter_password(client)
    User.objects.filter(pk=author.pk).update(is_active=False)
    client.post(SECOND, {"code": code_of(secret)})
    assert not is_in(client)


def test_a_log_in_that_was_begun_with_a_former_password_does_not_get_in(client, author):
    secret = make_app(author)
    enter_password(client)
    author.set_password(NEW_PASSWORD)
    author.save()
    client.post(SECOND, {"code": code_of(secret)})
    assert not is_in(client)


def test_the_code_of_someone_else_is_no_second_factor(client, author, publisher):
    make_app(author)
    enter_password(client)
    client.post(SECOND, {"code": code_of(make_app(publisher))})
    assert not is_in(client)


def test_a_form_for_the_second_factor_names_nobody(client, author, publisher):
    make_app(author)
    secret = make_app(publisher)
    enter_password(client)
    form = {"code": code_of(secret), "user": publisher.pk, "login": "paul", "user_id": publisher.pk}
    client.post(SECOND, form)
    assert not is_in(client)


@pytest.mark.parametrize("next", [each for each in ELSEWHERE if "x" * 100 not in each])
def test_no_target_of_a_second_factor_or_confirmation_leads_elsewhere(client, author, next):
    secret = make_app(author)
    enter_password(client, next=next)
    response = client.post(f"{SECOND}", {"code": code_of(secret), "next": next})
    assert (response.status_code, response.headers["Location"]) == (302, "/admin/")
    response = client.post(CONFIRM, {"password": PASSWORD, "next": next})
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/admin/")


# Guessing


def guess(client, path, forms):
    """Return how many of these wrong answers were looked at."""
    return [client.post(path, form).status_code for form in forms].count(200)


def test_guessing_codes_is_slowed_down_as_guessing_passwords_is(client, author):
    make_app(author)
    enter_password(client)
    assert guess(client, SECOND, ({"code": f"{number:06}"} for number in range(30))) <= 12


@pytest.mark.parametrize(
    ("path", "field"),
    [(CONFIRM, "password"), ("/admin/account/password/", "oldpassword")],
)
def test_a_session_that_somebody_found_does_not_help_to_guess_the_password(
    client, author, path, field
):
    client.force_login(author)
    new = dict.fromkeys(("password1", "password2"), NEW_PASSWORD)
    assert guess(client, path, ({**new, field: f"wrong {number}"} for number in range(30))) <= 12


def test_whoever_forgot_learns_nothing_about_others(client, person, settings):
    settings.HAS_MAIL = True
    person("ann", email="ann@example.org")
    person("pia", email="pia@example.org", is_active=False)
    pages = []
    for address in ("ann@example.org", "pia@example.org", "nobody@example.org"):
        response = Client().post("/admin/login/forgot/", {"email": address}, follow=True)
        page = response.content.decode().replace(address, "")
        pages.append((response.redirect_chain, page.count("<p"), response.status_code))
    assert pages == [pages[0]] * 3


def test_a_link_in_an_email_names_the_site_whatever_host_was_asked(client, person, settings):
    settings.HAS_MAIL, settings.ALLOWED_HOSTS = True, ["*"]
    person("ann", email="ann@example.org")
    host = {"host": "evil.example", "x-forwarded-host": "evil.example"}
    client.post("/admin/login/forgot/", {"email": "ann@example.org"}, headers=host)
    assert len(mail.outbox) == 1
    assert f"{settings.SITE_URL}/admin/login/" in mail.outbox[0].body
    assert "evil.example" not in str(mail.outbox[0].message())


# At the same moment


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_one_recovery_code_sent_twice_at_once_lets_one_in(author):
    make_app(author)
    code = RecoveryCodes.activate(author).generate_codes()[0]
    clients = [Client(raise_request_exception=False) for _time in range(4)]
    for each in clients:
        enter_password(each)
    responses = at_once([(each, SECOND, {"code": code}) for each in clients])
    assert [each.status_code for each in responses].count(302) == 1
    assert [is_in(each) for each in clients].count(True) == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_one_code_of_an_app_sent_twice_at_once_lets_one_in(author):
    secret = make_app(author)
    clients = [Client(raise_request_exception=False) for _time in range(4)]
    for each in clients:
        enter_password(each)
    code = code_of(secret)
    at_once([(each, SECOND, {"code": code}) for each in clients])
    assert [is_in(each) for each in clients].count(True) == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_one_link_sent_twice_at_once_sets_one_password(person):
    user = person("ann", "Authors")
    link = links.create(user, links.Kind.PASSWORD, by=workflow.COMMAND_LINE)
    path = "/" + link.address.split("/", 3)[3]
    clients = [Client(raise_request_exception=False) for _time in range(4)]
    forms = [
        {"password1": f"{NEW_PASSWORD} {word}"} for word in ("apple", "pears", "plums", "grape")
    ]
    responses = at_once([(each, path, form) for each, form in zip(clients, forms, strict=True)])
    assert sorted(each.status_code for each in responses) == [302, 410, 410, 410]
    user.refresh_from_db()
    good = [user.check_password(form["password1"]) for form in forms]
    assert good.count(True) == 1
    assert [is_in(each) for each in clients].count(True) == 1


# What no form sends


def test_a_link_for_a_password_gives_no_rights(client, person):
    user = person("ann", "Authors")
    link = links.create(user, links.Kind.PASSWORD, by=workflow.COMMAND_LINE)
    form = {"password1": NEW_PASSWORD}
    extra = {"is_superuser": "on", "is_staff": "on", "role": "administrator", "groups": "1"}
    client.post("/" + link.address.split("/", 3)[3], {**form, **extra, "username": "root"})
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)
    groups = list(user.groups.values_list("name", flat=True))
    assert (user.username, user.is_superuser, groups) == ("ann", False, ["Authors"])


ODD = [
    "",
    "\x00",
    "ann\x00",
    "x" * 100_000,
    "\ud800".encode("utf-8", "surrogatepass"),
    DIGITS,
    "[" * 9000,
]


@pytest.mark.parametrize("value", ODD, ids=range(len(ODD)))
def test_odd_names_passwords_and_codes_are_no_error(author, value):
    make_app(author)
    client = Client(raise_request_exception=False)
    forms = [
        ("/admin/login/", {"login": value, "password": PASSWORD}),
        ("/admin/login/", {"login": "ann", "password": value}),
        ("/admin/login/forgot/", {"email": value}),
        ("/admin/login/passkey/", {"credential": value}),
        (
            "/admin/login/passkey/",
            {"credential": json.dumps({"response": {"userHandle": "9" * 30}})},
        ),
    ]
    found = [(path, client.post(path, form).status_code) for path, form in forms]
    enter_password(client)
    for form in ({"code": value}, {"credential": value}):
        found.append((SECOND, client.post(SECOND, form).status_code))
    client.force_login(author)
    for path in (CONFIRM, f"{CONFIRM}code/", f"{CONFIRM}passkey/", ADD_APP):
        form = {"password": value, "code": value, "credential": value, "name": value}
        found.append((path, client.post(path, form).status_code))
    assert [each for each in found if each[1] >= 500] == []


@pytest.mark.parametrize("number", ["0", "9" * 20, DIGITS])
def test_rows_with_impossible_numbers_are_not_found(client, administrator, number):
    client.force_login(administrator)
    passkeys = "/admin/account/second-factor/passkeys"
    for path in (f"{passkeys}/{number}/", f"{passkeys}/{number}/remove/"):
        assert client.get(path, follow=True).status_code == 404
    for page in ("change", "sessions", "invite", "deactivate", "history"):
        response = client.get(f"/admin/auth/user/{number}/{page}/", follow=True)
        assert response.status_code in (200, 404), page
    assert client.post("/admin/account/sessions/", {"session": number}).status_code == 302
    assert client.get(f"/admin/login/link/{number}/").status_code == 404


def test_no_password_and_no_code_is_kept_in_a_session(client, author):
    make_app(author)
    enter_password(client)
    client.post(SECOND, {"code": "135790"})
    client.force_login(author)
    secret = dict.fromkeys(("oldpassword", "password", "password1", "password2"), "secret canary")
    for path in ("/admin/account/password/", "/admin/account/profile/email/", ADD_APP, CONFIRM):
        client.post(path, {**secret, "code": "135790", "email": "x@example.org"})
    kept = str([session.get_decoded() for session in Session.objects.all()])
    assert "canary" not in kept
    assert PASSWORD not in kept
    assert "135790" not in kept


def test_a_passkey_of_someone_else_stays(client, author, publisher):
    theirs = Authenticator.objects.create(
        user=publisher, type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": {}}
    )
    enter_password(client)
    path = f"/admin/account/second-factor/passkeys/{theirs.pk}/"
    assert client.post(f"{path}remove/").status_code == 404
    assert client.post(path, {"name": "Mine"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.data["name"] == "Key"


SCRIPT = "<script>alert('canary')</script>"


def test_names_of_devices_and_passkeys_are_escaped_wherever_they_are_shown(client, administrator):
    Authenticator.objects.create(
        user=administrator,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": SCRIPT, "credential": {}},
    )
    client.post("/admin/login/", {"login": SCRIPT, "password": "x"}, headers={"user-agent": SCRIPT})
    client = client_of(administrator, is_confirmed=True)
    client.get("/admin/", headers={"user-agent": SCRIPT})
    for path in (
        *("/admin/", "/admin/auth/user/", f"/admin/auth/user/{administrator.pk}/change/"),
        *("/admin/accounts/securityevent/", f"/admin/auth/user/{administrator.pk}/sessions/"),
        *("/admin/account/second-factor/", "/admin/account/sessions/", "/admin/account/profile/"),
    ):
        response = client.get(path, follow=True)
        assert response.status_code == 200, path
        assert SCRIPT not in response.content.decode(), path


@pytest.mark.parametrize(
    "path",
    [
        "/admin/account/../auth/user/",
        "/admin/account/%2e%2e/auth/user/",
        "/admin/login/..%2fauth/user/",
        "/admin//auth/user/",
        "/admin/./auth/user/",
        "//admin/auth/user/",
        "/admin/account;/auth/user/",
        "/admin/jsi18n/../auth/user/",
        "/admin/auth/user?/admin/account/",
        "/ADMIN/auth/user/",
    ],
)
def test_no_spelling_of_an_address_gets_around_the_second_factor(
    client, administrator, settings, path
):
    settings.SECOND_FACTOR = "required"
    enter_password(client, "root")
    response = client.get(path, follow=True)
    is_set_up = response.request["PATH_INFO"] == "/admin/account/second-factor/"
    assert is_set_up or response.status_code == 404


# What a stranger leaves behind

PASSKEY = "/admin/login/passkey/"
JSON = {"Accept": "application/json"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_who_ask_for_passkeys_do_not_fill_the_table_of_sessions(author, settings, method):
    settings.PROXIES = 1
    headers = {**JSON, "X-Forwarded-For": "192.0.2.7"}
    with clock.set_to(NOON):
        answers = [
            getattr(Client(), method)(PASSKEY, {"credential": "{}"}, headers=headers).status_code
            for _time in range(70)
        ]
        elsewhere = Client().get(PASSKEY, headers={**JSON, "X-Forwarded-For": "192.0.2.8"})
    assert 429 not in answers[:60]
    assert set(answers[60:]) == {429}
    assert elsewhere.status_code == 200
    assert Session.objects.count() <= 61


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_made_up_session_begins_none(client, author, settings, method):
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    response = getattr(client, method)(SECOND, {"code": "123456"})
    assert (response.status_code, response.headers["Location"]) == (302, "/admin/login/")
    assert not Session.objects.exists()


@pytest.mark.parametrize("headers", [JSON, {"X-Requested-With": "XMLHttpRequest"}])
@pytest.mark.parametrize("password", [PASSWORD, "wrong horse"])
def test_no_answer_to_a_script_repeats_the_password(client, author, headers, password):
    make_app(author)
    form = {"login": "ann", "password": password}
    response = client.post("/admin/login/", form, headers=headers)
    assert password not in response.content.decode()
