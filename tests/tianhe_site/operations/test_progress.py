"""What a long command says of how far it is."""

from tianhe_site.operations.progress import Progress, every


def test_each_hundredth_is_said():
    said = []
    report = every(100, said.append, "%s pages so far")
    for done in range(1, 250):
        report(done)
    assert said == ["100 pages so far", "200 pages so far"]


def test_rate_and_time_left_leave_out_what_an_earlier_run_has_done():
    said, seconds = [], iter([0, 1, 6, 8, 16])
    progress = Progress("Rows", 4_000, said.append, clock=lambda: next(seconds))
    progress.skip(1_000)
    for number in (600, 400, 600):
        progress.add(number)
    assert said == [
        "Rows: 1,600 of 4,000, 100 a second, about 24 seconds left",
        "Rows: 2,600 of 4,000, 100 a second, about 14 seconds left",
    ]
