"""Which passwords are refused, and what is said then."""

import subprocess
import sys

import pytest
import zxcvbn
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tianhe_site.publishing.models import WatchedWord

pytestmark = pytest.mark.django_db
WAY_ON = " Use four or more unrelated words."
COMMON = "It's built on passwords that many people use." + WAY_ON
REPEATS = "It repeats itself." + WAY_ON


def known(*words):
    return f"It's built on what anyone would try here: {', '.join(words)}." + WAY_ON


@pytest.fixture
def ann():
    return User(username="ann", first_name="Annabel", last_name="Lee", email="a.smithers@corp.org")


def problem(password, user=None):
    try:
        validate_password(password, user)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("eleven char", "Use at least 12 characters. This has 11."),
        ("x" * 129, "Use at most 128 characters. This has 129."),
        ("letmein12345", COMMON),
        ("Password123!", COMMON),
        ("P@ssword1234!", COMMON),
        ("password1234", "Many people use this password." + WAY_ON),
        ("tianhetianhe", REPEATS),
        ("abcabcabcabcabc", "It repeats the same few characters." + WAY_ON),
        ("asdfghjkl;'12", "It follows the keys of a keyboard." + WAY_ON),
        ("1234567890123", "It counts up or down." + WAY_ON),
        ("change-me-please", "It's an example that others know." + WAY_ON),
        ("TianheStemCell2026!", known("cell", "stem", "tianhe")),
        ("T1anhe-J1nan-2026", known("jinan", "tianhe")),
        ("stem cell therapy", known("cell", "stem", "therapy")),
        ("AnnabelLee2026", known("annabel", "lee")),
        ("smithers@corp.org", known("corp", "org", "smithers")),
        ("Winter2026!!!!", COMMON),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused_with_a_reason(ann, password, sentence):
    assert problem(password, ann) == sentence


@pytest.mark.parametrize(
    "password",
    [
        "blue chair seven lakes",
        "tianhe blue chair seven lakes",
        "Xk9$mQ2#vL7p",
        "lantern orbit mustard",
        "我爱吃苹果和香蕉也爱喝茶",
        "lantern orbit mustard " + "av" * 53,
        "av" * 30 + "lantern orbit mustard reef",
    ],
)
def test_a_password_that_is_hard_to_guess_is_taken_whatever_its_characters(ann, password):
    assert problem(password, ann) == ""


def test_names_of_products_are_known_words(ann):
    assert problem("Zorblax mustard!", ann) == ""
    WatchedWord.objects.create(kind="product", word="Zorblax, Zorblaxes")
    assert problem("Zorblax mustard!", ann) == known("zorblax")


def test_length_counts_what_is_hashed():
    # Letters with their accents typed as characters of their own.
    assert problem("e\u0301" * 6) == "Use at least 12 characters. This has 6."


def test_no_password_takes_long_to_rate(monkeypatch):
    rated = []
    monkeypatch.setattr(
        zxcvbn, "zxcvbn", lambda text: rated.append(len(text)) or {"score": 0, "sequence": []}
    )
    for length in (12, 64, 65, 128, 129, 100_000):
        problem("xk9mq2vl7pdz" * (length // 12) + "b" * (length % 12))
    assert max(rated) == 64
    assert len(rated) <= 2 * 4


def test_process_that_rates_no_password_has_no_lists_of_words():
    program = (
        "import sys; import tianhe_site.wsgi, tianhe_site.urls; from tianhe_site.accounts import "
        "passwords; print('zxcvbn' in sys.modules, passwords.rules._common_passwords.cache_info())"
    )
    command = [sys.executable, "-c", program]
    run = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    assert run.stdout == "False CacheInfo(hits=0, misses=0, maxsize=None, currsize=0)\n"
