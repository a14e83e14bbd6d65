"""The screen of the security log, and what leads to it."""

import csv
import re
from datetime import timedelta

import pytest

from tests.reading import cells, text_of
from tianhe_site.accounts.models import SecurityEvent
from tianhe_site.accounts.templatetags.security_log import MANY

pytestmark = pytest.mark.django_db

LIST = "/admin/accounts/securityevent/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
Kind = SecurityEvent.Kind


@pytest.fixture
def root(client, noon, administrator):
    """A client logged in as an administrator."""
    client.force_login(administrator)
    return client


@pytest.fixture
def log(noon):
    """Return a function that writes an entry, by default of noon."""

    def write(kind, user=None, before=timedelta(0), **values):
        defaults = {"name": user.get_username() if user else "Nobody (1a2b)"}
        defaults |= {"address": "203.0.113.7", "device": FIREFOX}
        at = noon - before
        return SecurityEvent.objects.create(at=at, kind=kind, user=user, **defaults | values)

    return write


def shown(client, **query):
    """Return what and who of each row of the list, newest first."""
    events = client.get(LIST, query).context["cl"].result_list
    return [(event.kind, event.name) for event in events]


def test_a_row_says_when_with_the_place_what_who_from_where_and_with_what(root, log, author):
    log(Kind.LOG_IN, author, note="Password")
    assert cells(root.get(LIST), "result_list") == [
        [
            "2 March 2026 12:00 (New York) 3 March 2026 01:00 (Jinan)",
            *("ann", "Password", "203.0.113.7 Firefox on Linux"),
        ]
    ]


@pytest.mark.parametrize(("entries", "words"), [(1, "1 result"), (2, "2 results")])
def test_the_list_counts_its_results(root, log, entries, words):
    for _entry in range(entries):
        log(Kind.LOG_IN)
    assert f">{words}<" in re.sub(r"\s*([<>])\s*", r"\1", root.get(LIST).content.decode())


def test_the_newest_is_first_and_what_is_past_its_time_is_not_there(root, log, author, settings):
    log(Kind.LOG_IN, author, before=timedelta(hours=1))
    log(Kind.LOG_OUT, author)
    log(Kind.LOG_OUT, author, before=timedelta(days=settings.SECURITY_LOG_DAYS))
    assert shown(root) == [("log_out", "ann"), ("log_in", "ann")]


def test_the_list_is_filtered_by_what_person_and_time(root, log, author, reviewer):
    log(Kind.LOG_IN, author)
    log(Kind.LOG_IN_FAILED, before=timedelta(minutes=1))
    log(Kind.FACTOR_FAILED, reviewer, before=timedelta(days=2))
    assert shown(root, what="log_in") == [("log_in", "ann")]
    assert shown(root, what="failures", days="1") == [("log_in_failed", "Nobody (1a2b)")]
    assert shown(root, what="failures", days="7") == [
        ("log_in_failed", "Nobody (1a2b)"),
        ("factor_failed", "rita"),
    ]
    assert shown(root, person=reviewer.pk) == [("factor_failed", "rita")]
    assert shown(root, person="nobody") == [("log_in_failed", "Nobody (1a2b)")]


@pytest.mark.parametrize("text", ["198.51", "Chrome", "Passkey", "rita"])
def test_the_list_is_searched(root, log, author, reviewer, text):
    log(Kind.LOG_IN, author, note="Password")
    log(Kind.LOG_IN, reviewer, address="198.51.100.9", device="Chrome/142", note="Passkey")
    assert shown(root, q=text) == [("log_in", "rita")]


def test_an_entry_is_read_and_never_changed(root, log, author):
    event = log(Kind.LOG_IN, author)
    page = root.get(f"{LIST}{event.pk}/change/")
    assert FIREFOX in text_of(page)
    # The pages of people are in the same app, and have links of their own.
    assert "?person=" not in page.content.decode()
    for action in ("change", "delete"):
        assert root.post(f"{LIST}{event.pk}/{action}/", {"post": "yes"}).status_code == 403
    assert SecurityEvent.objects.get() == event


def test_the_export_has_the_rows_that_the_list_shows_and_runs_no_formulas(root, log, author):
    log(Kind.LOG_IN, author, device="=cmd|' /C calc'!A0", note="Password")
    log(Kind.LOG_OUT, author)
    page = root.get(LIST, {"what": "log_in"}).content.decode()
    assert f'href="{LIST}export/?what=log_in"' in page
    response = root.get(f"{LIST}export/", {"what": "log_in"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert list(csv.reader(text.splitlines())) == [
        ["at", "kind", "name", "account", "address", "device", "note"],
        [
            *("2026-03-02T17:00:00+00:00", "Logged in", "ann", "ann", "203.0.113.7"),
            *("'=cmd|' /C calc'!A0", "Password"),
        ],
    ]
    assert response.headers["Content-Disposition"] == 'attachment; filename="security-log.csv"'


def test_a_filter_that_makes_no_sense_shows_all(root, log, author):
    log(Kind.LOG_IN, author)
    for query in ({"days": "x"}, {"days": "2"}, {"p": "x"}, {"what": "x"}, {"person": "9" * 30}):
        assert shown(root, **query) == [("log_in", "ann")]
        assert root.get(f"{LIST}export/", query).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_whatever_its_length(
    root, log, author, number, django_assert_num_queries
):
    for _each in range(number):
        log(Kind.LOG_IN, author)
    root.get(LIST)
    with django_assert_num_queries(6):
        root.get(LIST)


def test_an_administrator_gets_there_from_the_dashboard_and_from_a_person(root, author):
    assert f'href="{LIST}"' in root.get("/admin/").content.decode()
    page = root.get(f"/admin/auth/user/{author.pk}/change/").content.decode()
    assert f'href="{LIST}?person={author.pk}"' in page


def test_the_dashboard_says_when_many_log_ins_failed(root, log, author, client):
    many = f"{MANY} log-ins failed in the last 24 hours. View the security log"
    for _each in range(MANY - 1):
        log(Kind.LOG_IN_FAILED)
    log(Kind.LOG_IN_FAILED, before=timedelta(days=1, seconds=1))
    assert many not in text_of(root.get("/admin/"))
    log(Kind.FACTOR_FAILED, author)
    page = root.get("/admin/")
    assert many in text_of(page)
    assert f'href="{LIST}?what=failures&amp;days=1"' in page.content.decode()
    client.force_login(author)
    assert "log-ins failed" not in client.get("/admin/").content.decode()
