"""How many passwords can be tried: by name, by address, by someone known here, by many at once."""

import re
import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client

from tests.conftest import NOON
from tianhe_site.accounts.log_in import devices
from tianhe_site.accounts.models import SecurityEvent
from tianhe_site.publishing import clock
from tianhe_site.throttle import tries
from tianhe_site.throttle.models import Tries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _behind_a_proxy(settings):
    settings.PROXIES = 1


def log_in(client, name="ann", password="wrong horse", address="192.0.2.1"):
    form = {"login": name, "password": password}
    return client.post("/admin/login/", form, headers={"X-Forwarded-For": address})


def fail(times, client=None, **how):
    for _time in range(times):
        assert log_in(client or Client(), **how).status_code == 200


def known_browser():
    """Return a browser from which ann logged in, and out."""
    client = Client()
    assert log_in(client, password="correct horse").status_code == 302
    client.cookies.pop(settings.SESSION_COOKIE_NAME)
    return client


def message(response):
    return re.search(r"Too many tries[^<]*", response.content.decode())[0]


def at(**later):
    return clock.set_to(NOON + timedelta(**later))


@pytest.mark.postgresql
def test_after_too_many_tries_the_form_says_how_long_to_wait_and_keeps_the_name(client, author):
    with at():
        fail(6)
        response = log_in(client, password="correct horse")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "30")
    assert message(response) == (
        "Too many tries. Try again in 30 seconds, or log in with a passkey."
    )
    page = response.content.decode()
    assert 'value="ann"' in page
    assert "correct horse" not in page
    assert SESSION_KEY not in client.session


@pytest.mark.postgresql
def test_the_wait_doubles_up_to_a_quarter_of_an_hour_and_ends_by_itself(author):
    waits, moment = [], timedelta()
    with at():
        fail(5)
    for _time in range(8):
        with clock.set_to(NOON + moment):
            fail(1)
            wait = int(log_in(Client()).headers["Retry-After"])
        waits.append(wait)
        moment += timedelta(seconds=wait)
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]
    with at(hours=5):
        fail(5)


@pytest.mark.postgresql
def test_tries_while_waiting_prolong_nothing(author):
    with at():
        fail(6)
        assert [log_in(Client()).status_code for _time in range(20)] == [429] * 20
    with at(seconds=30):
        assert log_in(Client(), password="correct horse").status_code == 302


def test_a_try_that_succeeds_does_not_count(author):
    with at():
        fail(4)
        for _time in range(5):
            assert log_in(Client(), password="correct horse").status_code == 302
        fail(2)
        assert log_in(Client()).status_code == 429


@pytest.mark.postgresql
@pytest.mark.parametrize("name", ["ann", "bob"])
def test_nobody_learns_which_address_belongs_to_a_name_by_using_up_its_tries(person, name):
    person("ann", email="ann@example.com")
    with at():
        fail(6, name=name)
        assert log_in(Client(), name=name).status_code == 429
        fail(6, name=f"{name}@example.com")
        assert log_in(Client(), name=f"{name}@example.com").status_code == 429


@pytest.mark.parametrize("name", ["SAM", " sam ", "\N{LATIN SMALL LETTER LONG S}am"])
@pytest.mark.parametrize("is_known", [True, False])
def test_another_spelling_of_a_name_has_no_tries_of_its_own(person, name, is_known):
    person("sam" if is_known else "other")
    with at():
        fail(6, name="sam")
        assert log_in(Client(), name=name).status_code == 429


@pytest.mark.postgresql
def test_an_unknown_name_waits_as_a_known_one_does(author):
    with at():
        for name in ("ann", "nobody"):
            fail(6, name=name)
        known, unknown = (log_in(Client(), name=name) for name in ("ann", "nobody"))
        assert (known.status_code, known.headers["Retry-After"]) == (
            unknown.status_code,
            unknown.headers["Retry-After"],
        )
        assert message(known) == message(unknown)


def test_strangers_do_not_keep_someone_out_of_a_browser_they_used_before(author):
    with at():
        own = known_browser()
    with at(hours=1):
        fail(6)
        assert log_in(Client(), password="correct horse").status_code == 429
        assert log_in(own, password="correct horse").status_code == 302


def test_a_known_browser_has_a_limit_of_its_own(author):
    with at():
        own = known_browser()
        fail(11, client=own)
        assert log_in(own).status_code == 429


def test_a_browser_known_for_one_account_is_a_stranger_to_others(author, publisher):
    with at():
        own = known_browser()
        fail(6, client=own, name="paul")
        assert log_in(own, name="paul").status_code == 429


def test_a_cookie_that_nobody_signed_says_nothing(author):
    forged = Client()
    forged.cookies[devices.COOKIE] = '{"1": "abcd"}'
    with at():
        fail(6, client=forged)
        assert log_in(forged).status_code == 429


@pytest.mark.postgresql
def test_an_address_that_tries_many_names_has_to_wait(author):
    with at():
        for number in range(31):
            fail(1, name=f"name{number}")
        response = log_in(Client(), password="correct horse")
        assert (response.status_code, response.headers["Retry-After"]) == (429, "10")
        assert log_in(Client(), password="correct horse", address="192.0.2.2").status_code == 302


def test_ipv6_addresses_count_by_what_a_subscriber_gets(author):
    with at():
        for number in range(31):
            fail(1, name=f"name{number}", address=f"2001:db8:1:2::{number:x}")
        addresses = ("2001:db8:1:2:ffff::1", "2001:db8:1:3::1")
        answers = [log_in(Client(), name="other", address=address) for address in addresses]
        assert [answer.status_code for answer in answers] == [429, 200]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_many_tries_at_once_are_no_more_than_one_after_another(author):
    statuses, start = [], threading.Barrier(8)

    def try_once():
        start.wait()
        try:
            with at():
                statuses.append(log_in(Client()).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=try_once) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [*[200] * 6, 429, 429]


@pytest.mark.postgresql
def test_the_table_names_nobody(author):
    fail(1)
    keys = [row.key for row in Tries.objects.all()]
    assert len(keys) == 2
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in keys)


@pytest.mark.postgresql
def test_rows_that_say_nothing_any_more_are_deleted_as_others_are_made(author, monkeypatch):
    monkeypatch.setattr(tries, "ROWS_BETWEEN_CLEANUPS", 1)
    with at():
        fail(3, name="nobody")
    with at(days=2):
        fail(1)
    assert set(Tries.objects.values_list("last_at", flat=True)) == {NOON + timedelta(days=2)}


@pytest.mark.postgresql
def test_made_up_names_do_not_fill_the_table(author, monkeypatch):
    monkeypatch.setattr(tries, "ROWS_BETWEEN_CLEANUPS", 1)
    monkeypatch.setattr(tries, "MAX_ROWS", 10)
    for number in range(20):
        with at(seconds=number):
            fail(1, name=f"name{number}", address=f"192.0.2.{number}")
    assert Tries.objects.count() <= 12


@pytest.mark.postgresql
def test_the_security_log_says_once_that_log_ins_are_blocked(author):
    with at():
        fail(6)
        for _time in range(5):
            log_in(Client())
    kinds = SecurityEvent.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds).count("log_in_blocked") == 1
    assert SecurityEvent.objects.get(kind="log_in_blocked").user == author


@pytest.mark.parametrize("password", ["correct horse", "wrong horse"])
def test_an_email_address_that_two_share_logs_in_neither_and_says_how(person, password):
    for name in ("ann", "paul"):
        person(name, email="office@example.org")
    pages = [
        log_in(Client(), name=name, password=password).content.decode()
        for name in ("office@example.org", "nobody@example.org")
    ]
    for page in pages:
        assert "If colleagues use the same email, log in with your username." in page
    assert log_in(Client(), name="paul", password="correct horse").status_code == 302


def test_a_username_wins_over_the_email_address_of_another(person):
    person("ann", email="wei@example.org", password=make_password("of ann herself"))
    wei = person("Wei@example.org")
    for typed in ("Wei@example.org", "wei@example.org", "WEI@EXAMPLE.ORG"):
        client = Client()
        log_in(client, name=typed, password="of ann herself")
        assert SESSION_KEY not in client.session
        log_in(client, name=typed, password="correct horse")
        assert client.session[SESSION_KEY] == str(wei.pk)
