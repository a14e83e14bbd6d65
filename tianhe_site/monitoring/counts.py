"""What happened in this process, as plain numbers: cheap where it happens, and needing no package.
`metrics` hands them on to Prometheus."""

import threading
from collections import deque

# Finished pages that were sent, by the first figure of their status. They are counted without a
# call, which takes a tenth of a microsecond: `FINISHED["2"] += 1`.
FINISHED = dict.fromkeys("2345", 0)
# Durations that nobody has taken; `metrics` takes them once a second. Beyond that the oldest are
# lost.
MAX_DURATIONS = 1_000


_lock = threading.Lock()
_totals = {}
_durations = deque(maxlen=MAX_DURATIONS)


def add(name, *labels):
    """Count one more event of a counter in `metrics.COUNTERS`, with a value for each label."""
    key = (name, labels)
    with _lock:
        _totals[key] = _totals.get(key, 0) + 1


def add_duration(kind, seconds):
    """Note how long Django took for a response of a kind."""
    _durations.append((kind, seconds))


def totals():
    """Return how often each (name, labels) happened since this process started."""
    with _lock:
        found = dict(_totals)
    for figure, number in FINISHED.items():
        key = ("requests", ("public", f"{figure}xx"))
        found[key] = found.get(key, 0) + number
    # Those that weren't in memory are counted before they are sent.
    missed = found.get(("page_cache", ("miss",)), 0)
    found["page_cache", ("hit",)] = max(0, sum(FINISHED.values()) - missed)
    return {key: number for key, number in found.items() if number}


def take_durations():
    """Return the (kind, seconds) that were noted since the last time."""
    found = []
    while _durations:
        found.append(_durations.popleft())
    return found
