"""The watch asks in its own thread, and callers wait for a limited time."""

import threading

import pytest
from django.db import OperationalError, connection

from tianhe_site.serving import database_watch
from tianhe_site.serving.database_watch import DatabaseWatch

# Of what the tests themselves wait for, and never come to wait for.
LONG = 60


class Database:
    """Answers a question when the test lets it, and fails as long as `is_away`."""

    def __init__(self):
        self.asked, self.answers = threading.Semaphore(0), threading.Semaphore(0)
        self.is_away = False

    def __call__(self):
        self.asked.release()
        self.answers.acquire()
        if self.is_away:
            raise OperationalError("The database is away.")

    def hangs(self):
        """Wait until a question is asked, which nobody answers."""
        assert self.asked.acquire(timeout=LONG)

    def go_on(self, questions=1000):
        self.answers.release(questions)


@pytest.fixture
def database():
    database = Database()
    yield database
    # Let the threads of the test come to rest.
    database.is_away = False
    database.go_on()


@pytest.fixture
def watch(database):
    return DatabaseWatch(database)


@pytest.fixture
def patience(monkeypatch):
    """Set how long callers wait for an answer."""

    def patience(seconds):
        for name in ("SECONDS_TO_WAIT", "SECONDS_UNTIL_AWAY"):
            monkeypatch.setattr(database_watch, name, seconds)

    return patience


def is_up(watch):
    """Wait for an answer; return whether there was one."""
    return watch.wait_until(lambda: not watch.is_old())


def test_caller_waits_for_the_answer(database, watch, patience):
    patience(LONG)
    database.go_on()
    assert is_up(watch)
    assert (watch.is_old(), watch.is_away()) == (False, False)


def test_nobody_waits_long_for_a_database_that_hangs(database, watch, patience):
    patience(0)
    assert not is_up(watch)
    database.hangs()
    assert watch.is_late()


def test_database_that_hangs_for_long_is_away(database, watch, monkeypatch):
    watch.note_request()
    database.hangs()
    monkeypatch.setattr(database_watch, "SECONDS_UNTIL_AWAY", LONG)
    assert not watch.is_away()
    monkeypatch.setattr(database_watch, "SECONDS_UNTIL_AWAY", 0)
    assert watch.is_away()


def test_after_a_pause_an_answer_is_worth_a_longer_wait(database, watch, monkeypatch):
    monkeypatch.setattr(database_watch, "SECONDS_TO_WAIT", 0)
    monkeypatch.setattr(database_watch, "SECONDS_UNTIL_AWAY", LONG)
    database.go_on()
    assert is_up(watch)


def test_nobody_waits_at_all_once_it_is_known_to_hang(database, watch, patience, monkeypatch):
    patience(0)
    is_up(watch)
    database.hangs()
    waits = []
    monkeypatch.setattr(watch._changed, "wait", lambda *args: waits.append(args))
    assert not is_up(watch)
    assert waits == []


def test_who_needs_the_database_waits_for_an_answer(database, watch, patience):
    patience(LONG)
    database.go_on()
    assert watch.is_answering()


def test_who_needs_the_database_gives_up_when_it_hangs(database, watch, patience):
    patience(0)
    watch.note_request()
    database.hangs()
    assert not watch.is_answering()


def test_who_needs_the_database_goes_by_an_answer_of_the_last_second(
    database, watch, patience, monkeypatch
):
    patience(LONG)
    database.go_on(1)
    assert watch.is_answering()
    monkeypatch.setattr(database_watch, "SECONDS_UNTIL_OLD", LONG)
    monkeypatch.setattr(watch, "_wait", pytest.fail)
    assert watch.is_answering()


def test_nobody_waits_once_it_is_known_to_fail(database, watch, patience):
    patience(LONG)
    database.is_away = True
    database.go_on()
    assert not is_up(watch)
    assert watch.is_away()


def test_database_is_back_as_soon_as_it_answers(database, watch, patience):
    patience(0)
    assert not is_up(watch)
    patience(LONG)
    database.go_on()
    assert is_up(watch)
    assert not watch.is_away()


def test_error_in_the_question_does_not_end_the_watch(database, patience):
    patience(LONG)
    faults = [RuntimeError("A fault.")]

    def ask():
        if faults:
            raise faults.pop()

    watch = DatabaseWatch(ask)
    assert not is_up(watch)
    while not is_up(watch):
        pass
    assert not watch.is_away()


@pytest.mark.django_db(transaction=True)
def test_watch_holds_its_connection_to_sqlite():
    if connection.vendor != "sqlite":
        pytest.skip("on SQLite only")
    held = []

    def ask():
        connection.ensure_connection()
        held.append(connection.connection)
        return

    watch = DatabaseWatch(ask)
    for _turn in range(3):
        watch._ask_once()
    assert held[1:] == held[:1] * 2
    connection.errors_occurred = True
    watch._ask_once()
    assert held[3] != held[0]


def test_other_threads_start_with_the_first_request_and_once():
    asked, started = threading.Event(), []
    watch = DatabaseWatch(asked.set, when_started=lambda: started.append("started"))
    assert started == []
    for _request in range(2):
        watch.note_request()
    assert asked.wait(30)
    assert started == ["started"]
