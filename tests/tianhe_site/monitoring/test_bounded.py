"""A question that may hang keeps nobody waiting, and takes one thread however often it is asked."""

import threading

import pytest

from tianhe_site.monitoring import bounded
from tianhe_site.monitoring.bounded import BoundedQuestion, NoAnswerError

pytestmark = pytest.mark.django_db


@pytest.fixture
def let_go():
    """What the questions of a test wait for, until it ends."""
    let_go = threading.Event()
    yield let_go
    let_go.set()


def test_the_answer_is_what_the_question_returns():
    assert BoundedQuestion(lambda: 7).begin().result() == 7


def test_its_error_is_raised():
    with pytest.raises(ZeroDivisionError):
        BoundedQuestion(lambda: 1 / 0).begin().result()


def test_hundred_who_ask_what_hangs_have_no_answer_and_take_one_thread(let_go, monkeypatch):
    monkeypatch.setattr(bounded, "SECONDS_TO_WAIT", 0)
    asked = []
    question = BoundedQuestion(lambda: (asked.append(1), let_go.wait()))
    for _probe in range(100):
        with pytest.raises(NoAnswerError):
            question.begin().result()
    assert asked == [1]


def test_who_asks_right_after_another_gets_the_same_answer(monkeypatch):
    monkeypatch.setattr(bounded, "SECONDS_KEPT", 60)
    answers = iter([1, 2])
    question = BoundedQuestion(lambda: next(answers))
    assert [question.begin().result() for _probe in range(2)] == [1, 1]


def test_later_it_is_asked_again(monkeypatch):
    monkeypatch.setattr(bounded, "SECONDS_KEPT", 0)
    answers = iter([1, 2])
    question = BoundedQuestion(lambda: next(answers))
    assert [question.begin().result() for _probe in range(2)] == [1, 2]
