"""How passwords are hashed: how often, how many at a time, and those of earlier releases."""

import fcntl
import os
from collections import Counter
from contextlib import ExitStack
from unittest import mock

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.contrib.auth.models import User
from django.test import Client

from tests.factories import made_before
from tianhe_site.accounts.passwords import hashing
from tianhe_site.accounts.people import links
from tianhe_site.publishing.models import HistoryEntry

pytestmark = pytest.mark.django_db
OLD = "pbkdf2_sha256"


@pytest.fixture(autouse=True)
def _production_hashers(settings, monkeypatch, tmp_path):
    """The hashers of the site, but quick."""
    settings.PASSWORD_HASHERS = [
        "tianhe_site.accounts.passwords.hashing.Argon2Hasher",
        "tianhe_site.accounts.passwords.hashing.OldHasher",
    ]
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(hashing.Argon2Hasher, "memory_cost", 64)
    monkeypatch.setattr(hashing.OldHasher, "iterations", 2)
    monkeypatch.setattr(hashing, "SECONDS_TO_WAIT", 0)


@pytest.fixture
def hashes(monkeypatch):
    """What has been hashed, by algorithm."""
    counts = Counter()
    turn = hashing.turn

    def counted():
        # PBKDF2 checks by hashing: one turn within the other.
        counts["hashes"] += not getattr(hashing._held, "has_turn", False)
        return turn()

    monkeypatch.setattr(hashing, "turn", counted)
    return counts


@pytest.fixture
def no_limit(monkeypatch):
    """Let anybody try as often as they like."""
    monkeypatch.setattr("tianhe_site.throttle.tries.take", lambda counters, at: 0)


def log_in(name, password, client=None):
    return (client or Client()).post("/admin/login/", {"login": name, "password": password})


@pytest.fixture
def people(person):
    """One of each kind of account."""
    made_before(User, username="ann", email="ann@example.com", is_staff=True, password="x")
    User.objects.filter(username="ann").update(password=make_password("correct horse"))
    person("gone", is_active=False, password=make_password("correct horse"))
    person("invited", password=make_password(None))
    person("old", password=make_password("correct horse", hasher=OLD))
    person("odd", password="")


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("ann", "wrong horse"),
        ("ANN", "wrong horse"),
        ("ann@example.com", "wrong horse"),
        ("nobody", "wrong horse"),
        ("nobody@example.com", "wrong horse"),
        ("n" * 1_000_000, "wrong horse"),
        ("gone", "wrong horse"),
        ("gone", "correct horse"),
        ("invited", "wrong horse"),
        ("old", "wrong horse"),
        ("odd", "wrong horse"),
    ],
)
def test_whatever_is_wrong_takes_one_hash_and_gets_the_same_answer(hashes, people, name, password):
    hashes.clear()
    response = log_in(name, password)
    assert (response.status_code, dict(hashes)) == (200, {"hashes": 1})
    assert "and password don&#x27;t match." in response.content.decode()
    assert response.wsgi_request.user.is_anonymous


def test_an_unknown_name_always_takes_the_hash_of_the_same_account(people, no_limit):
    taken = []

    def check(password, encoded):
        taken.append(encoded)
        return False

    names = [f"name{number}" for number in range(20)]
    with mock.patch("tianhe_site.accounts.log_in.authentication.check_password", check):
        for name in [*names, *names]:
            log_in(name, "wrong horse")
    assert taken[:20] == taken[20:]
    assert {identify_hasher(encoded).algorithm for encoded in taken} == {"argon2", OLD}


def test_an_old_hash_still_opens_and_is_replaced_without_a_word_in_the_audit_log(people):
    entries = HistoryEntry.objects.count()
    assert log_in("old", "correct horse").status_code == 302
    old = User.objects.get(username="old")
    assert identify_hasher(old.password).algorithm == "argon2"
    assert log_in("old", "correct horse").status_code == 302
    assert HistoryEntry.objects.count() == entries


def test_a_password_is_the_same_from_every_keyboard(people):
    User.objects.filter(username="ann").update(password=make_password("caf\u00e9 \uff21\uff22"))
    assert log_in("ann", "cafe\u0301 AB").status_code == 302


def test_old_passwords_count_as_they_were_typed(people):
    encoded = make_password("cafe\u0301", hasher=OLD)
    assert (check_password("cafe\u0301", encoded), check_password("caf\u00e9", encoded)) == (
        True,
        False,
    )


@pytest.fixture
def crowded():
    """Others hash as many passwords as may be at a time, in another process for all we know."""
    files = [hashing._open(number) for number in range(hashing.MAX_AT_ONCE)]
    for file in files:
        fcntl.flock(file, fcntl.LOCK_EX)
    yield
    for file in files:
        os.close(file)


@pytest.mark.parametrize("name", ["ann", "nobody"])
def test_who_would_have_to_wait_for_long_is_asked_to_come_again(people, request, name):
    request.getfixturevalue("crowded")
    response = log_in(name, "correct horse")
    page = response.content.decode()
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "Many people are logging in right now. Try again in a few seconds." in page
    assert f'value="{name}"' in page
    assert "correct horse" not in page


def test_a_page_that_could_not_hash_a_new_password_says_why(client, person, request):
    user = person("ann")
    link = links.create(user, links.Kind.PASSWORD, by=user)
    request.getfixturevalue("crowded")
    response = client.post(link.address, {"password1": "lantern orbit mustard"})
    assert response.status_code == 503
    page = response.content.decode()
    assert "Many people are logging in right now. Try again in a few seconds." in page
    assert "Someone else is saving" not in page


def test_coming_again_costs_no_try(people, request):
    request.getfixturevalue("crowded")
    assert {log_in("ann", "correct horse").status_code for _time in range(10)} == {503}


def test_no_more_hash_at_a_time_than_half_of_the_processors_and_two():
    assert 1 <= hashing.MAX_AT_ONCE <= 2
    with ExitStack() as turns:
        for _number in range(hashing.MAX_AT_ONCE):
            turns.enter_context(hashing.turn())
            # The turn of this thread serves whatever it calls: take the next as another would.
            hashing._held.has_turn = False
        with pytest.raises(hashing.HashingBusyError), hashing.turn():
            pass
    with hashing.turn():
        pass


@pytest.mark.slow
def test_two_hundred_log_ins_of_known_and_unknown_names_get_the_same_bytes(people, no_limit):
    """What differs is what was typed, and the token of the form."""
    answers = set()
    for number in range(100):
        for name in ("ann", f"x{number:02}"):
            response = log_in(name, "wrong horse")
            answers.add((response.status_code, _plain(response, name)))
    assert len(answers) == 1


def _plain(response, name):
    token = response.context["csrf_token"]
    text = response.content.decode().replace(f'value="{name}"', "").replace(str(token), "")
    return text, len(response.content) - len(name)
