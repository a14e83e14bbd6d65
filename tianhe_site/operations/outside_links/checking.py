"""Asking for many addresses, some at the same time."""

import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from urllib.parse import urlsplit

from tianhe_site.publishing import clock

from . import results

MAX_AT_ONCE = 8


@dataclass
class Counts:
    """How many addresses were asked, and what came of it. `left` weren't asked in time."""

    asked: int = 0
    failing: int = 0
    broken: int = 0
    unknown: int = 0
    left: int = 0


def check(asker, *, seconds, progress):
    """Ask for all links that are due, for `seconds` at most, and keep what came of it; return the
    `Counts`. `progress` is called with the number of those that were asked, after each."""
    counts, ends = Counts(), time.monotonic() + seconds
    with ThreadPoolExecutor(MAX_AT_ONCE) as pool:
        groups = _by_host(results.update(clock.now()))
        asked = [pool.submit(_ask_in_turn, asker, urls, ends) for urls in groups]
        for future in as_completed(asked):
            for url, outcome in future.result():
                if outcome is None:
                    counts.left += 1
                else:
                    _count(counts, url, outcome)
                    progress(counts.asked)
    return counts


def _by_host(urls):
    """Return the addresses of each host: no thread waits for another one's."""
    groups = {}
    for url in urls:
        groups.setdefault(urlsplit(url).netloc.lower(), []).append(url)
    return groups.values()


def _ask_in_turn(asker, urls, ends):
    """Return what came of asking for each address, None where it was too late."""
    return [(url, asker.ask(url) if time.monotonic() < ends else None) for url in urls]


def _count(counts, url, outcome):
    counts.asked += 1
    counts.broken += results.record(url, outcome, clock.now())
    counts.failing += bool(outcome.fault)
    counts.unknown += not outcome.is_known
