"""What is kept between two public changes is never seen after the next one."""

from datetime import timedelta

import pytest

from tianhe_site.publishing import kept
from tianhe_site.publishing.kept import MAX_VALUES, PublicState, for_good, until_change, within

HOUR = timedelta(hours=1)


class Counted:
    """A function of a moment that counts how often it is called."""

    def __init__(self):
        self.calls = []
        self.kept = until_change(self)

    __name__ = "counted"

    def __call__(self, what, at):
        self.calls.append(what)
        return what.upper()


@pytest.fixture
def counted():
    return Counted()


def test_value_is_made_once_in_a_state(noon, counted):
    with within(PublicState(noon, noon + HOUR)):
        values = [counted.kept("a", noon + HOUR / number) for number in (4, 3, 2)]
        assert [*values, counted.kept("b", noon)] == ["A", "A", "A", "B"]
    assert counted.calls == ["a", "b"]


def test_nothing_is_kept_without_a_state(noon, counted):
    assert [counted.kept("a", noon), counted.kept("a", noon)] == ["A", "A"]
    with within(None):
        counted.kept("a", noon)
    assert counted.calls == ["a", "a", "a"]


def test_moments_outside_of_the_state_keep_nothing(noon, counted):
    with within(PublicState(noon, noon + HOUR)):
        for moment in (noon - HOUR, noon + HOUR, noon + 2 * HOUR):
            counted.kept("a", moment)
            counted.kept("a", moment)
    assert counted.calls == ["a"] * 6


def test_another_state_begins_with_nothing(noon, counted):
    for _state in range(2):
        with within(PublicState(noon, noon + HOUR)):
            counted.kept("a", noon)
    assert counted.calls == ["a", "a"]


def test_state_has_a_bound(noon, counted):
    state = PublicState(noon, noon + HOUR)
    with within(state):
        for number in range(MAX_VALUES + 10):
            assert counted.kept(f"a{number}", noon) == f"A{number}"
    assert len(state.values) == MAX_VALUES


def test_what_nothing_changes_is_made_once_until_the_oldest_is_dropped(monkeypatch):
    monkeypatch.setattr(kept, "_for_good", {})
    monkeypatch.setattr(kept, "MAX_FOR_GOOD", 2)
    made = []

    def make(what):
        made.append(what)
        return what.upper()

    values = [for_good(what, lambda what=what: make(what)) for what in "aababcaa"]
    assert "".join(values) == "AABABCAA"
    assert "".join(made) == "abca"
