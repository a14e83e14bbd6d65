"""What a line of the log says, and what it never shows."""

import io
import json
import logging
from datetime import UTC, datetime, timedelta
from json import JSONDecodeError

import pytest

from tianhe_site.monitoring import logs, requests
from tianhe_site.monitoring.logs import Console, JsonLines, Lines

LINK = "https://www.example.org/admin/login/link/5ecret/"


class Log:
    """A logger that writes into memory as the site does."""

    def __init__(self, formatter):
        self.console = Console()
        self.console.setFormatter(formatter)
        self.console.setStream(io.StringIO())
        self.logger = logging.Logger("tianhe.test")
        self.logger.addHandler(self.console)

    @property
    def lines(self):
        return self.console.stream.getvalue().splitlines()


@pytest.fixture
def lines():
    return Log(Lines())


@pytest.fixture
def json_lines():
    return Log(JsonLines())


@pytest.fixture
def now(monkeypatch):
    """Set the clock of the log."""
    seconds = [1000.0]
    monkeypatch.setattr(logs.time, "monotonic", lambda: seconds[0])
    return lambda moment: seconds.__setitem__(0, moment)


@pytest.fixture
def request_of_seven():
    """A request that is at work."""

    class Request:
        pass

    about = requests.begin("192.0.2.7")
    about.django_request = Request()
    about.django_request.user = type("User", (), {"pk": 7})
    yield about
    requests.end()


def fail(logger, error=ValueError):
    try:
        raise error("No.")
    except error:
        logger.exception("It failed.")


def test_a_line_ends_with_the_request_it_belongs_to(lines, request_of_seven):
    lines.logger.warning("It is late.")
    requests.end()
    lines.logger.warning("It is late again.")
    id = request_of_seven.id
    at = datetime.strptime(lines.lines[0].partition(" WARNING ")[0], "%Y-%m-%d %H:%M:%S.%f%z")
    assert abs(datetime.now(UTC) - at) < timedelta(hours=1)
    first, second = (line.partition("tianhe.test: ")[2] for line in lines.lines)
    assert first == f"It is late. [request {id}, account 7, address 192.0.2.7]"
    assert second == "It is late again."


def test_json_has_a_field_for_each_fact(json_lines, request_of_seven):
    facts = {"verb": "publish", "actor": "account 7"}
    json_lines.logger.info("%(verb)s by %(actor)s", facts, extra=facts)
    [line] = map(json.loads, json_lines.lines)
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "INFO",
        "logger": "tianhe.test",
        "message": "publish by account 7",
        "verb": "publish",
        "actor": "account 7",
        "request": request_of_seven.id,
        "account": 7,
        "address": "192.0.2.7",
    }


def test_json_has_the_traceback_in_the_same_line(json_lines):
    fail(json_lines.logger)
    [line] = map(json.loads, json_lines.lines)
    assert line["traceback"].endswith("ValueError: No.")
    assert "account" not in line


@pytest.mark.parametrize("formatter", [Lines, JsonLines])
@pytest.mark.parametrize(
    ("secret", "left"),
    [
        (LINK, "https://www.example.org/admin/login/link/…"),
        ("/admin/login/forgot/1-abc-5ecret/", "/admin/login/forgot/…"),
        ("/preview/1:5ecret/", "/preview/…"),
        ("postgres://tianhe:5ecret@10.0.0.1/x", "postgres://…@10.0.0.1/x"),
        ("5ecret@example.org", "…@…"),
        # As PostgreSQL names the row that it refused.
        ("x\nDETAIL:  Failing row contains (1, 5ecret,\n\n5ecret).", "DETAIL: …"),
    ],
)
def test_no_secret_and_no_address_of_a_person_is_written(formatter, secret, left):
    log = Log(formatter())
    try:
        raise OSError(f'"{secret}" is in the traceback.\n{secret}')
    except OSError:
        log.logger.exception("Forbidden: %s", secret)
    text = "\n".join(log.lines)
    assert "5ecret" not in text
    for line in log.lines:
        assert left in (json.loads(line)["message"] if formatter is JsonLines else text)


def test_the_same_fault_is_written_once_a_minute_with_its_number(lines, now):
    for second in (1000, 1001, 1059):
        now(second)
        fail(lines.logger)
    now(1060)
    lines.logger.info("Something else.")
    fail(lines.logger)
    lines.console.close()
    said = [line.partition(": ")[2] for line in lines.lines if "tianhe.test" in line]
    assert said == [
        "It failed.",
        "2 more of these within a minute: It failed.",
        "Something else.",
        "It failed.",
    ]


def test_what_was_left_out_is_of_no_single_request(json_lines, now, request_of_seven):
    for _time in range(3):
        json_lines.logger.error("It failed.")
    json_lines.console.close()
    first, summary = map(json.loads, json_lines.lines)
    assert (first["account"], summary["left_out"]) == (7, 2)
    in_requests = f"in requests {request_of_seven.id}, {request_of_seven.id}"
    assert summary["message"] == f"2 more of these within a minute, {in_requests}: It failed."
    assert summary.keys() & {"request", "account", "address"} == set()


def test_other_faults_are_written(lines, now):
    fail(lines.logger)
    fail(lines.logger, OSError)
    lines.logger.error("It failed elsewhere.")
    lines.logger.error("It failed here.")
    for _time in range(2):
        lines.logger.info("This is no fault.")
    assert sum("tianhe.test" in line for line in lines.lines) == 6


def test_other_faults_are_written_though_the_same_line_of_a_library_raises_them(lines, now):
    def ask(question):
        try:
            question()
        except JSONDecodeError:
            lines.logger.exception("It failed.")

    for _time in range(3):
        ask(lambda: json.loads("of one place"))
        ask(lambda: json.loads("of another"))
    assert sum("tianhe.test" in line for line in lines.lines) == 2


def test_what_was_left_out_is_said_when_the_process_ends(lines, now):
    for _time in range(3):
        lines.logger.error("It failed.")
    lines.console.close()
    assert lines.lines[1].endswith("2 more of these within a minute: It failed.")
