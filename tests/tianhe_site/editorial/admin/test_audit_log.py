"""The list of the audit log, by period, person and action; and its export: a whole period, in two
formats, without formulas."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_news_item, reasons_for
from tests.reading import errors, text_of
from tianhe_site.editorial.admin import bounded_list
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.hashing import digest
from tianhe_site.publishing.models import HistoryEntry

pytestmark = pytest.mark.django_db

LIST = "/admin/publishing/historyentry/"
PATH = f"{LIST}export/"
COLUMNS = [
    *("id", "at", "verb", "actor_id", "actor_name", "kind", "item_id", "item_title", "note"),
    *("touched", "passed", "scheme", "erased", "previous_hash", "hash"),
]


@pytest.fixture
def reader(client, author):
    client.force_login(author)
    return client


@pytest.fixture
def days(author, noon):
    """Entries at the edges of three days (UTC): the first and the last microsecond of each."""
    entries = []
    for day in (1, 2, 3):
        for time in ((0, 0, 0, 0), (23, 59, 59, 999999)):
            with clock.set_to(datetime(2026, 4, day, *time, tzinfo=UTC)):
                # Looked at for a moment alone: its own words are of no interest.
                item = make_news_item(f"d{day}-{time[0]}", title=f"={day}{time[0]}")
                workflow.write(item, by=author)
            entries.append(HistoryEntry.objects.first())
    return entries


def listed(client, query=""):
    """Return the titles in the list, in order."""
    return [entry.item_title for entry in client.get(f"{LIST}{query}").context["cl"].result_list]


def periods(client, query=""):
    """Return the words and the address of each link to a period, the way back first."""
    links = client.get(f"{LIST}{query}").context["cl"].date_links
    found = [links["back"]] if links["back"] else []
    return [(each["title"], each["link"]) for each in found + links["choices"]]


def test_list_is_narrowed_to_a_year_a_month_or_a_day_of_the_first_office(reader, days):
    # What happens in the first hours of a day in London is of the evening before in New York.
    by_day = {1: ["=123", "=20"], 2: ["=223", "=30"], 3: ["=323"]}
    march = "?at__month=3&at__year=2026"
    assert periods(reader) == [("2026", "?at__year=2026")]
    assert periods(reader, "?at__year=2026") == [
        ("All dates", "?"),
        ("March 2026", march),
        ("April 2026", "?at__month=4&at__year=2026"),
    ]
    assert periods(reader, march) == [
        ("2026", "?at__year=2026"),
        ("31 March", "?at__day=31&at__month=3&at__year=2026"),
    ]
    for day, titles in by_day.items():
        assert listed(reader, f"?at__year=2026&at__month=4&at__day={day}") == titles[::-1]
    assert periods(reader, "?at__year=2026&at__month=4&at__day=2") == [
        ("April 2026", "?at__month=4&at__year=2026")
    ]
    assert listed(reader, "?at__year=2026") == ["=323", "=30", "=223", "=20", "=123", "=10"]
    assert listed(reader, "?at__year=2025") == listed(reader, "?at__year=2027") == []


@pytest.mark.postgresql
def test_links_to_periods_keep_the_other_filters(reader, days):
    assert periods(reader, "?verb__exact=write") == [("2026", "?at__year=2026&verb__exact=write")]


@pytest.mark.postgresql
def test_list_is_filtered_by_each_name_that_was_recorded(reader, days, person):
    with clock.set_to(datetime(2026, 4, 4, tzinfo=UTC)):
        workflow.write(make_news_item("other", title="Other"), by=person("zoe", "Authors"))
    page = reader.get(LIST).context["cl"]
    _verbs, names = page.filter_specs
    assert names.lookup_choices == [("ann", "ann"), ("zoe", "zoe")]
    assert listed(reader, "?actor_name=zoe") == ["Other"]
    assert listed(reader, "?actor_name=nobody") == []


@pytest.mark.postgresql
def test_list_is_in_the_order_of_time_either_way(reader, days):
    assert listed(reader, "?o=-0")[0] == "=323"
    assert listed(reader, "?o=0")[0] == "=10"


def test_list_says_where_it_stops(reader, days, monkeypatch):
    monkeypatch.setattr(bounded_list, "MAX_ROWS", 2)
    assert listed(reader) == ["=323", "=30"]
    assert "There are more. Search or filter to find them." in text_of(reader.get(LIST))


@pytest.mark.postgresql
@pytest.mark.parametrize("query", ["", "?at__year=2026", "?q=ann"])
def test_list_takes_as_many_queries_for_three_rows_as_for_one(
    reader, author, noon, query, django_assert_num_queries
):
    workflow.write(make_news_item("one"), by=author)
    with CaptureQueriesContext(connection) as queries:
        reader.get(f"{LIST}{query}")
    for slug in ("two", "three"):
        workflow.write(make_news_item(slug), by=author)
    with django_assert_num_queries(len(queries)):
        assert len(listed(reader, query)) == 3


def downloaded(client, **query):
    response = client.get(PATH, query)
    assert response.status_code == 200
    assert response.streaming
    return response, b"".join(response.streaming_content).decode()


def as_rows(client, **query):
    response, text = downloaded(client, format="csv", **query)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="history.csv"'
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def as_objects(client, **query):
    response, text = downloaded(client, format="jsonl", **query)
    assert response.headers["Content-Type"] == "application/jsonl; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="history.jsonl"'
    return [json.loads(line) for line in text.splitlines()]


def test_csv_has_the_whole_audit_log(reader, days):
    heads, *rows = as_rows(reader)
    assert heads == COLUMNS
    assert rows == [
        [
            str(entry.pk),
            entry.at.isoformat(),
            "write",
            str(entry.actor_id),
            "ann",
            "news.newsitem",
            str(entry.item_id),
            f"'{entry.item_title}",
            "",
            json.dumps(entry.touched),
            "[]",
            "2",
            "{}",
            entry.previous_hash,
            entry.hash,
        ]
        for entry in days
    ]


def test_json_lines_have_the_whole_audit_log(reader, days):
    assert as_objects(reader) == [
        {
            "id": entry.pk,
            "at": entry.at.isoformat(),
            "verb": "write",
            "actor_id": entry.actor_id,
            "actor_name": "ann",
            "kind": "news.newsitem",
            "item_id": entry.item_id,
            "item_title": entry.item_title,
            "note": "",
            "touched": entry.touched,
            "passed": [],
            "scheme": 2,
            "erased": {},
            "previous_hash": entry.previous_hash,
            "hash": entry.hash,
        }
        for entry in days
    ]


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ({"since": "2026-04-02", "until": "2026-04-02"}, [2, 3]),
        ({"since": "2026-04-02"}, [2, 3, 4, 5]),
        ({"until": "2026-04-02"}, [0, 1, 2, 3]),
        ({"since": "", "until": ""}, [0, 1, 2, 3, 4, 5]),
        ({"since": "2026-04-03", "until": "2026-04-01"}, []),
        ({"since": "2026-05-01"}, []),
        ({"since": "0001-01-01", "until": "9999-01-01"}, [0, 1, 2, 3, 4, 5]),
    ],
)
def test_period_covers_whole_days(reader, days, period, expected):
    ids = [days[number].pk for number in expected]
    assert [row["id"] for row in as_objects(reader, **period)] == ids
    assert [int(row[0]) for row in as_rows(reader, **period)[1:]] == ids


@pytest.mark.parametrize(
    "query",
    [
        {"format": "csv", "until": "9999-12-31"},
        {"format": "csv", "since": "2026-02-30"},
        {"format": "csv", "since": "\x00"},
        {"format": "exe"},
        {"format": ""},
    ],
)
def test_impossible_period_or_format_shows_an_error(reader, days, query):
    response = reader.get(PATH, query)
    assert response.status_code == 200
    assert errors(response)


def test_list_links_to_the_export_page_which_asks_first(reader, days):
    page = reader.get(PATH)
    assert 'name="since"' in page.content.decode()
    assert errors(page) == []
    assert f'href="{PATH}"' in reader.get("/admin/publishing/historyentry/").content.decode()


def test_formulas_are_escaped_for_spreadsheets(reader, noon, author):
    formulas = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1"]
    for number, formula in enumerate(formulas):
        item = make_news_item(f"item-{number}", title=formula)
        workflow.submit(item, by=author, note=formula, reasons=reasons_for(item))
    rows = [row for row in as_rows(reader)[1:] if row[2] == "submit"]
    assert [(row[7], row[8]) for row in rows] == [(f"'{each}", f"'{each}") for each in formulas]
    objects = [row for row in as_objects(reader) if row["verb"] == "submit"]
    assert [row["note"] for row in objects] == formulas


def hash_of(row):
    """Return the hash of a line: of all other values, with the hash in place of each text."""
    values = {name: value for name, value in row.items() if name not in ("hash", "erased")}
    texts = {name: digest({name: values[name]}) for name in ("item_title", "note", "passed")}
    return digest({**values, **texts, **row["erased"]})


def test_each_line_matches_its_hash_even_after_a_redaction(reader, noon, author, publisher, person):
    item = make_news_item(title="Named.")
    edition = workflow.submit(item, by=author, note="结果", reasons={"full-stop:title:": "Quoted."})
    workflow.withdraw_submission(edition, by=author)
    item.title = "A patient"
    workflow.write(item, by=author)
    before = [row["hash"] for row in as_objects(reader)]
    request = workflow.ask_redaction([edition], by=publisher, reason="An order.")
    workflow.redact(request, by=person("pia", "Publishers"))
    rows = as_objects(reader)
    assert [row["hash"] for row in rows][: len(before)] == before
    assert [hash_of(row) for row in rows] == [row["hash"] for row in rows]
    assert [row["previous_hash"] for row in rows] == ["", *(row["hash"] for row in rows[:-1])]
    assert [bool(row["erased"]) for row in rows] == [True, True, True, True, False, False, False]
    rows[0]["actor_name"] = "eve"
    assert hash_of(rows[0]) != rows[0]["hash"]


def test_reviewers_may_export_and_strangers_may_not(client, days, reviewer, person):
    assert client.get(PATH, {"format": "csv"}).status_code == 302
    client.force_login(person("guest"))
    assert client.get(PATH, {"format": "csv"}).status_code == 403
    client.force_login(reviewer)
    assert len(as_rows(client)) == 7
