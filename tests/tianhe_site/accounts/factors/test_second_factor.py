"""Second factors through the pages: set up, logged in with, lost, and asked for again."""

import json
import re
import time
from urllib.parse import urljoin

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from fido2.utils import websafe_encode

from tianhe_site.accounts.factors import encryption
from tianhe_site.throttle import readers

pytestmark = pytest.mark.django_db

SET_UP = "/admin/account/second-factor/"
APP = f"{SET_UP}app/"
CODES = f"{SET_UP}recovery-codes/"
SECOND = "/admin/login/second-factor/"
CONFIRM = "/admin/account/confirm/"


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR = "required"


@pytest.fixture(autouse=True)
def _no_used_codes(db):
    cache.clear()


@pytest.fixture
def secret(author):
    """The secret of the author's authenticator app."""
    secret = generate_totp_secret()
    data = {"secret": encryption.encrypt(secret)}
    Authenticator.objects.create(user=author, type=Authenticator.Type.TOTP, data=data)
    return secret


@pytest.fixture
def codes(author, secret):
    """The author's recovery codes."""
    seed = encryption.encrypt("seed")
    data = {"seed": seed, "used_mask": 0}
    kind = Authenticator.Type.RECOVERY_CODES
    return Authenticator.objects.create(user=author, type=kind, data=data).wrap().generate_codes()


def code_of(secret, *, minutes=0):
    """Return what an app shows whose clock is off by so many minutes."""
    return format_hotp_value(hotp_value(secret, int(time.time() + minutes * 60) // 30))


def log_in(client, *, next="", password="correct horse"):
    data = {"login": "ann", "password": password, "next": next}
    return client.post("/admin/login/", data)


def enter(client, code):
    return client.post(SECOND, {"code": code})


def errors_of(response):
    found = re.findall(
        r'<ul class="errorlist"[^>]*><li>(.*?)</li>|errornote" role="alert">(.*?)</p>',
        response.content.decode(),
        re.S,
    )
    return [(a or b).replace("&#x27;", "'") for a, b in found]


def messages_of(response):
    return [str(each) for each in response.context["messages"]]


def is_in(client):
    return SESSION_KEY in client.session


def test_a_code_of_the_app_is_asked_for_after_the_password_and_leads_on(client, secret):
    response = log_in(client, next="/admin/claims/")
    assert (response.status_code, response["Location"], is_in(client)) == (302, SECOND, False)
    response = enter(client, code_of(secret))
    assert (response["Location"], is_in(client)) == ("/admin/claims/", True)


@pytest.mark.parametrize("written", ["{} {}", " {}{} ", "{}-{}"])
def test_a_code_is_accepted_however_it_is_written(client, secret, written):
    log_in(client)
    code = code_of(secret)
    assert enter(client, written.format(code[:3], code[3:])).status_code == 302


@pytest.mark.parametrize("minutes", [-1, 1])
def test_a_clock_that_is_off_by_a_minute_does_no_harm(client, secret, minutes):
    log_in(client)
    assert enter(client, code_of(secret, minutes=minutes)).status_code == 302


def test_a_clock_that_is_slow_by_more_is_named_as_the_cause(client, secret):
    log_in(client)
    response = enter(client, code_of(secret, minutes=-10))
    assert errors_of(response) == [
        "Your phone's clock is off by about 10 minutes. Set it, and enter a new code."
    ]
    assert not is_in(client)


@pytest.mark.parametrize("minutes", [3, 10, 59])
def test_a_stranger_is_not_told_that_a_code_will_be_right(client, secret, minutes):
    log_in(client)
    assert errors_of(enter(client, code_of(secret, minutes=minutes))) == [
        "This code isn't right. Enter the one that your app shows now, and check that your phone's "
        "clock is right."
    ]


@pytest.mark.parametrize("minutes", [-10, 10])
def test_whoever_sets_an_app_up_learns_that_its_clock_is_off(client, author, minutes):
    log_in(client)
    client.get(APP)
    secret = client.session["mfa.totp.secret"]
    response = client.post(APP, {"code": code_of(secret, minutes=minutes)})
    assert errors_of(response) == [
        "Your phone's clock is off by about 10 minutes. Set it, and enter a new code."
    ]


def test_a_wrong_code_says_what_to_do(client, secret):
    log_in(client)
    right = {code_of(secret, minutes=half / 2) for half in range(-121, 122)}
    wrong = next(code for code in ("000000", "000001", "000002") if code not in right)
    assert errors_of(enter(client, wrong)) == [
        "This code isn't right. Enter the one that your app shows now, and check that your phone's "
        "clock is right."
    ]
    assert errors_of(enter(client, "12345")) == ["Enter the 6 digits that your app shows now."]


def test_a_code_works_once(client, client_elsewhere, secret):
    log_in(client)
    log_in(client_elsewhere)
    code = code_of(secret)
    assert enter(client, code).status_code == 302
    assert errors_of(enter(client_elsewhere, code)) == [
        "This code was used already. Wait for the next one."
    ]


@pytest.fixture
def client_elsewhere():
    return Client()


def test_a_recovery_code_lets_its_owner_in_once_and_says_how_many_are_left(client, codes):
    log_in(client)
    response = client.post(SECOND, {"code": codes[0]}, follow=True)
    assert messages_of(response) == ["You have 9 recovery codes left."]
    client.logout()
    log_in(client)
    assert errors_of(enter(client, codes[0])) == [
        "This recovery code isn't right, or was used already. Try another one."
    ]


def test_a_log_in_that_took_too_long_says_so_and_keeps_where_it_led(client, secret):
    log_in(client, next="/admin/claims/")
    session = client.session
    session["account_login"]["initiated_at"] -= 3600
    session.save()
    response = client.post(SECOND, {"code": code_of(secret)}, follow=True)
    assert response.redirect_chain == [("/admin/login/?next=%2Fadmin%2Fclaims%2F", 302)]
    assert messages_of(response) == ["Your log-in wasn't finished in time. Log in again."]


def test_someone_without_a_log_in_is_led_to_it_without_a_session(client, db):
    response = client.get(SECOND)
    assert (response["Location"], response.cookies.keys()) == ("/admin/login/", set())


def test_a_log_in_can_be_left_for_another_account(client, secret):
    log_in(client)
    assert client.get("/admin/login/")["Location"] == SECOND
    client.post("/admin/logout/")
    assert client.get("/admin/login/").status_code == 200


def test_secrets_are_not_in_the_database(client, codes, secret):
    stored = json.dumps([each.data for each in Authenticator.objects.all()])
    assert secret not in stored
    assert "seed" not in stored.replace('"seed":', "")


def test_a_secret_is_read_with_a_former_key(client, settings, secret):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key " * 5
    log_in(client)
    assert enter(client, code_of(secret)).status_code == 302


def test_a_secret_that_cannot_be_read_is_no_error_and_names_the_way_on(client, settings, codes):
    settings.SECRET_KEY = "another key " * 5
    log_in(client)
    assert errors_of(enter(client, "123456")) == [
        "The key of your authenticator app can't be read any more. Use another way, or ask an "
        "administrator to reset your second factor."
    ]
    assert enter(client, codes[0]).status_code == 200


def test_recovery_codes_that_cannot_be_read_lead_to_new_ones(client, settings, author, codes):
    log_in(client)
    enter(client, codes[0])
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key " * 5, []
    client.force_login(author)
    client.post(CONFIRM, {"password": "correct horse"})
    response = client.get(CODES, follow=True)
    assert response.redirect_chain == [(f"{CODES}new/", 302)]
    assert messages_of(response) == ["Your recovery codes can't be read any more. Create new ones."]


def secret_on(page):
    text = re.search(r'<code class="factor-key">(.*?)</code>', page.content.decode())[1]
    return text.replace(" ", "")


def test_staff_without_a_factor_set_one_up_first_and_then_go_on(client, author, required):
    log_in(client)
    response = client.get("/admin/claims/?page=2", follow=True)
    assert response.redirect_chain == [(SET_UP, 302)]
    assert "Add a second factor to continue." in response.content.decode()
    page = client.get(APP)
    assert "<svg" in page.content.decode()
    assert secret_on(client.get(APP)) == secret_on(page)
    response = client.post(APP, {"code": code_of(secret_on(page))}, follow=True)
    assert response.redirect_chain == [(CODES, 302)]
    text = response.content.decode()
    assert len(re.findall(r"<code>\d{4} \d{4}</code>", text)) == 10
    assert 'href="/admin/claims/?page=2"' in text
    assert client.get("/admin/claims/?page=2").status_code == 200
    assert 'href="/admin/claims/?page=2"' not in client.get(CODES).content.decode()


def test_a_code_that_set_up_the_app_does_not_log_in(client, author):
    log_in(client)
    code = code_of(secret_on(client.get(APP)))
    client.post(APP, {"code": code})
    client.post("/admin/logout/")
    log_in(client)
    assert errors_of(enter(client, code)) == ["This code was used already. Wait for the next one."]


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/news/newsitem/", "/admin/auth/user/", "/preview/x/"]
)
def test_no_page_for_staff_opens_without_a_factor(client, administrator, required, path):
    client.force_login(administrator)
    assert client.get(path)["Location"] == SET_UP
    assert client.post(path)["Location"] == SET_UP


@pytest.mark.parametrize("path", [SET_UP, "profile/", "password/", "sessions/"])
def test_no_link_leads_back_to_the_set_up_before_there_is_a_factor(
    client, administrator, required, path
):
    client.force_login(administrator)
    content = client.get(urljoin("/admin/account/", path)).content.decode()
    links = set(re.findall(r'<a[^>]* href="(/admin/[^"]*)"', content))
    assert SET_UP in links
    assert {each for each in links if client.get(each).headers.get("Location") == SET_UP} == set()
    assert 'id="nav-sidebar"' not in content


def test_with_a_factor_the_links_are_there(client, author, required, secret):
    client.force_login(author)
    content = client.get(SET_UP).content.decode()
    assert '<a class="side-bar-mark" href="/admin/">' in content
    assert 'id="nav-sidebar"' in content


def test_a_factor_that_was_reset_counts_at_once(client, author, required, secret):
    client.force_login(author)
    assert client.get("/admin/").status_code == 200
    Authenticator.objects.all().delete()
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    client.force_login(author)
    assert client.get("/admin/")["Location"] == SET_UP


def test_where_it_is_optional_nobody_is_led_there(client, author):
    client.force_login(author)
    assert client.get("/admin/").status_code == 200
    assert "Add a passkey" in client.get(SET_UP).content.decode()


def test_it_costs_staff_one_query(client, author, secret, settings):
    client.force_login(author)
    client.get("/admin/claims/")
    counts = {}
    for settings.SECOND_FACTOR in ("optional", "required"):
        with CaptureQueriesContext(connection) as queries:
            client.get("/admin/claims/")
        counts[settings.SECOND_FACTOR] = len(queries)
    assert counts["required"] == counts["optional"] + 1


def test_it_costs_visitors_none(client, required, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        client.get("/admin/")


def test_the_last_factor_stays_where_one_is_required(client, author, required, secret):
    client.force_login(author)
    client.post(CONFIRM, {"password": "correct horse"})
    page = client.get(SET_UP).content.decode()
    assert f"{APP}remove/" not in page
    assert "To remove your only second factor, add another one first." in page
    response = client.post(f"{APP}remove/")
    assert errors_of(response) == [
        "This is your only second factor, and you need one to work here. Add another one first."
    ]
    assert Authenticator.objects.count() == 1


def test_where_it_is_optional_the_last_factor_can_go_and_takes_the_codes_along(
    client, author, codes
):
    client.force_login(author)
    client.post(CONFIRM, {"password": "correct horse"})
    assert client.post(f"{APP}remove/")["Location"] == SET_UP
    assert not Authenticator.objects.exists()


def test_new_codes_replace_the_old_ones(client, author, codes):
    log_in(client)
    enter(client, codes[0])
    assert "You have 9 codes left." in " ".join(client.get(SET_UP).content.decode().split())
    client.post(f"{CODES}new/")
    assert "You have 10 codes left." in " ".join(client.get(SET_UP).content.decode().split())
    download = client.get(f"{CODES}download/")
    assert download["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    new = re.findall(r"^\d{8}$", download.content.decode(), re.M)
    assert (len(new), set(new) & set(codes)) == (10, set())


def test_codes_without_a_factor_lead_to_one(client, author):
    client.force_login(author)
    for path in (CODES, f"{CODES}download/", f"{CODES}new/"):
        assert client.get(path, follow=True).redirect_chain[-1] == (SET_UP, 302)


# Data of an authenticator with an extension of lists within lists.
NESTED = websafe_encode(bytes(32) + b"\x85" + bytes(4) + b"\x81" * 50_000)
HERE = websafe_encode(b'{"type": "webauthn.get", "challenge": "AA", "origin": "http://testserver"}')
MADE_UP = [
    "",
    "{",
    "null",
    "[]",
    '"x"',
    "{}",
    "[" * 5000,
    '{"id": 1, "rawId": 2, "response": 3, "type": 4}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
    *(
        json.dumps(
            {
                "id": "AA",
                "rawId": "AA",
                "type": "public-key",
                "clientExtensionResults": {},
                "response": {
                    "clientDataJSON": data,
                    "attestationObject": part,
                    "authenticatorData": part,
                    "signature": part,
                    "userHandle": handle,
                },
            }
        )
        for data in ("", "e30", "bnVsbA", websafe_encode(b"[" * 50_000), HERE)
        for part in ("", "oA", "n5-fn5-f", "A" * 60, NESTED)
        for handle in ("MQ", None, 5)
    ),
]


def test_a_made_up_passkey_lets_nobody_in(client, author):
    for credential in MADE_UP:
        readers.PASSKEYS.clear()
        client.get("/admin/login/passkey/", headers={"Accept": "application/json"})
        response = client.post("/admin/login/passkey/", {"credential": credential}, follow=True)
        assert response.redirect_chain == [("/admin/login/", 302)], credential
        assert messages_of(response) == [
            "That passkey isn't known here, or this page was open for too long. Try again, or use "
            "another way."
        ]
    assert not is_in(client)


def test_a_made_up_passkey_is_no_second_factor(client, secret):
    log_in(client)
    for credential in MADE_UP:
        client.get(SECOND)
        assert client.post(SECOND, {"credential": credential}).status_code == 200, credential
    assert not is_in(client)


def test_a_made_up_passkey_is_not_added(client, author):
    log_in(client)
    for credential in MADE_UP:
        client.get(f"{SET_UP}passkeys/add/")
        data = {"name": "Laptop", "credential": credential}
        response = client.post(f"{SET_UP}passkeys/add/", data)
        assert (response.status_code, bool(errors_of(response))) == (200, True), credential
        assert 'value="Laptop"' in response.content.decode()
    assert not Authenticator.objects.exists()
