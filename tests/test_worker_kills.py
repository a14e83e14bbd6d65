"""Server processes that are killed lose nothing that somebody was told is done."""

from tests.drills import worker_kills


def test_nothing_acknowledged_is_lost_when_workers_are_killed():
    result = worker_kills.run(scale=0.015)
    assert result.passed, result.measured
