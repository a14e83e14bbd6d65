"""A long command says how far it is, how fast, and how long the rest will take."""

import pytest
from tianhe_site.operations.moving.progress import Progress


@pytest.fixture
def said():
    return []


@pytest.fixture
def hand():
    """The time of a clock, which the test sets."""
    return [100.0]


@pytest.fixture
def progress(said, hand):
    return Progress("Rows", 12_000, said.append, clock=lambda: hand[0])


def test_it_says_so_every_few_seconds(progress, hand, said):
    for seconds in (1, 4, 6, 9):
        hand[0] = 100.0 + seconds
        progress.add(1000)
    assert said == ["Rows: 3,000 of 12,000, 500 a second, about 18 seconds left"]


def test_what_an_earlier_run_did_says_nothing_about_the_rate(progress, hand, said):
    progress.skip(6000)
    hand[0] = 110.0
    progress.add(1000)
    assert said == ["Rows: 7,000 of 12,000, 100 a second, about 50 seconds left"]


def test_nothing_done_yet_has_no_rate(progress, hand, said):
    hand[0] = 110.0
    progress.skip(6000)
    assert said == ["Rows: 6,000 of 12,000"]
