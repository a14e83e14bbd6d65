"""The counts of all processes of this server, as Prometheus reads them.

Loaded only where somebody may ask: Prometheus' client takes memory.
"""

import atexit
import os
import threading
import time

from . import counts, metrics_folder

# Before the client is loaded.
metrics_folder.reserve()

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest  # noqa: E402
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4  # noqa: E402
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
SECONDS_BETWEEN = 1
PREFIX = "tianhe_"
# What `counts` counts: what it is, and its labels.
COUNTERS = {
    "requests": ("Responses, by what was asked for and the class of the status", "kind", "status"),
    "page_cache": ("Responses to requests for public pages: from memory, or made", "result"),
    "verbs": ("Acts that the audit log has recorded", "verb"),
    "verbs_refused": ("Acts that were refused, or had to wait too long", "reason"),
    "log_ins": ("Log-ins and failed tries, by the kind of the security log", "outcome"),
    "mail": ("Messages that a mail server took, or that failed", "outcome"),
}
# Seconds. A page takes 5 ms, a search of 100,000 items 300, and nobody waits longer than 15.
BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15)

_own = CollectorRegistry()
_counters = {
    name: Counter(f"{PREFIX}{name}", f"{about}.", labels, registry=_own)
    for name, (about, *labels) in COUNTERS.items()
}
_durations = Histogram(
    f"{PREFIX}render_seconds",
    "How long Django took to answer, by what was asked for.",
    ["kind"],
    buckets=BUCKETS,
    registry=_own,
)
_lock = threading.Lock()
_handed_on = {}


def hand_on():
    """Give what this process counted since the last time to Prometheus' client."""
    with _lock:
        for key, total in counts.totals().items():
            if new := total - _handed_on.get(key, 0):
                name, labels = key
                _counters[name].labels(*labels).inc(new)
                _handed_on[key] = total
        for kind, seconds in counts.take_durations():
            _durations.labels(kind).observe(seconds)


def start():
    """Hand on once a second from now on, in a thread of its own: what is asked of another process
    is then a second old at most. The database may hang meanwhile."""
    atexit.register(hand_on)
    threading.Thread(target=_run, name="metrics", daemon=True).start()


def _run():
    while True:
        time.sleep(SECONDS_BETWEEN)
        hand_on()


def text(*collectors):
    """Return the counts of all processes, and what `collectors` add, as Prometheus reads them."""
    hand_on()
    registry = CollectorRegistry()
    if metrics_folder.VARIABLE in os.environ:
        MultiProcessCollector(registry)
    else:
        registry.register(_own)
    for collector in collectors:
        registry.register(collector)
    return generate_latest(registry).decode()
