"""What one process counts, and what several processes tell together."""

import os
import subprocess
import sys
from itertools import count

import pytest
from django.conf import settings

from tianhe_site.monitoring import counts, metrics_folder

# Counts a request and an act, as a process of the server does, and prints what all have counted.
PROCESS = """
from tianhe_site.monitoring import counts, metrics
counts.add("requests", "staff", "2xx")
counts.add("verbs", "publish")
counts.FINISHED["2"] += 2
counts.add("page_cache", "miss")
counts.add_duration("staff", 0.015)
print(metrics.text())
"""


def run_process():
    done = subprocess.run(
        (sys.executable, "-c", PROCESS),
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.delenv(metrics_folder.VARIABLE, raising=False)
    monkeypatch.setenv("PROMETHEUS_DISABLE_CREATED_SERIES", "True")
    metrics_folder.begin(tmp_path, "127.0.0.1:8000")
    return tmp_path / "metrics" / "127-0-0-1-8000"


def value_of(text, series):
    [value] = [line.rpartition(" ")[2] for line in text.splitlines() if line.startswith(series)]
    return float(value)


def test_one_process_tells_what_all_have_counted(folder):
    run_process()
    text = run_process()
    assert value_of(text, 'tianhe_requests_total{kind="staff",status="2xx"}') == 2
    assert value_of(text, 'tianhe_requests_total{kind="public",status="2xx"}') == 4
    assert value_of(text, 'tianhe_verbs_total{verb="publish"}') == 2
    assert value_of(text, 'tianhe_page_cache_total{result="hit"}') == 2
    assert value_of(text, 'tianhe_page_cache_total{result="miss"}') == 2
    assert value_of(text, 'tianhe_render_seconds_bucket{kind="staff",le="0.01"}') == 0
    assert value_of(text, 'tianhe_render_seconds_bucket{kind="staff",le="0.02"}') == 2
    assert value_of(text, 'tianhe_render_seconds_count{kind="staff"}') == 2


def test_next_server_begins_at_nothing(folder, tmp_path):
    run_process()
    metrics_folder.begin(tmp_path, "127.0.0.1:8001")
    assert len(list(folder.iterdir())) == 2
    metrics_folder.begin(tmp_path, "127.0.0.1:8000")
    assert list(folder.iterdir()) == []
    assert not any(each.stat().st_mode & 0o077 for each in (folder, folder.parent))


def test_room_is_taken_before_it_is_needed(folder):
    metrics_folder.reserve()
    metrics_folder.reserve()
    sizes = {path.name: path.stat() for path in folder.iterdir()}
    assert sizes.keys() == {f"counter_{os.getpid()}.db", f"histogram_{os.getpid()}.db"}
    for status in sizes.values():
        assert (status.st_size, status.st_mode & 0o077) == (metrics_folder.RESERVED_BYTES, 0)


def test_disk_that_is_full_leaves_a_process_to_count_for_itself(folder, monkeypatch):
    folder.rmdir()
    folder.write_text("no folder")
    metrics_folder.reserve()
    assert metrics_folder.VARIABLE not in os.environ


def test_totals_are_what_was_counted(monkeypatch):
    monkeypatch.setattr(counts, "_totals", {})
    monkeypatch.setattr(counts, "FINISHED", {"2": 5, "3": 1, "4": 0, "5": 0})
    counts.add("mail", "sent")
    counts.add("mail", "sent")
    counts.add("page_cache", "miss")
    assert counts.totals() == {
        ("mail", ("sent",)): 2,
        ("requests", ("public", "2xx")): 5,
        ("requests", ("public", "3xx")): 1,
        ("page_cache", ("hit",)): 5,
        ("page_cache", ("miss",)): 1,
    }


def test_durations_that_nobody_takes_are_bounded():
    counts.take_durations()
    numbers = count()
    for _time in range(counts.MAX_DURATIONS + 10):
        counts.add_duration("staff", next(numbers))
    found = counts.take_durations()
    assert (len(found), found[0]) == (counts.MAX_DURATIONS, ("staff", 10))
    assert counts.take_durations() == []
