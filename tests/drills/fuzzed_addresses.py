"""Every address is asked for with odd values in it, by a stranger and by an administrator.

Short form: tests/test_odd_parameters.py, test_pages_survive_any_parameter.
"""

import itertools
import re
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

from django.urls import URLResolver, get_resolver

from .drill import Result
from .people import Browser
from .sites import administrators, full, reader

BAR = "No address answers with an error of the server, or not at all"
ODD = [
    # Items that are there.
    *("1", "3", "about", "2026"),
    # Numbers and dates that aren't any, or that no column holds.
    *("0", "-1", "9" * 30, "1.5", "1e9", "NaN", "１", "0000", "2026-02-30", "0001-01-01T00:00Z"),
    # What may mean something to a file system, a database, a template, a page, a server.
    *("..", "../../etc/passwd", "%2e%2e%2f", "a/b//c", ";", "|", "a\x00b", "'", '"><b>', "{{7*7}}"),
    *(" ", "\x7f", "%", "%ff", "%ed%a0%80", "ü", "中文", "x" * 3000, "index.php", "*", "$1"),
]
QUERIES = ["", "?page=99999999999999999999&q=%00", "?format=%27&page=-1&next=//evil.example&at=x"]
# In a route of Django's, or a group of an expression.
PARAMETER = re.compile(r"<(?:\w+:)?\w+>|\((?:[^()]|\([^()]*\))*\)[*+?]?")
THREADS = 4
# How often a request that the site had no time for is sent, as its answer asks to.
MAX_TIMES = 10


def run(scale):
    routes = sorted(set(_routes()))
    asked = [
        (path, query)
        for number, route in enumerate(routes)
        for path, query in zip(_filled(route, number), itertools.cycle(QUERIES), strict=False)
    ]
    asked = asked[:: max(1, round(1 / scale))]
    with full() as site, ThreadPoolExecutor(THREADS) as threads:
        [staff] = administrators(site)
        strangers = [Browser(site.port, headers=reader(number)) for number in range(len(asked))]
        found = []
        for number, (path, query) in enumerate(asked):
            for browser in (strangers[number], staff):
                found.append(threads.submit(_ask, browser, path + query))
        answers = [each.result() for each in found]
    faults = [fault for fault, _refusals in answers if fault]
    refusals = sum(refusals for _fault, refusals in answers)
    print(*(f"  {fault}" for fault in faults[:20]), sep="\n")
    measured = f"{len(routes)} routes, {len(found):,} requests, {len(faults)} errors"
    if refusals:
        measured += f"; refused as too busy, and answered when asked again: {refusals}"
    return Result(measured, not faults)


def _routes(resolver=None, prefix="/"):
    """Yield the route of every address, with `{}` for each value in it."""
    for pattern in (resolver or get_resolver()).url_patterns:
        own = str(pattern.pattern).removeprefix("^").removesuffix("$").replace("\\", "")
        route = prefix + PARAMETER.sub("{}", own.replace("{", "").replace("}", ""))
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern, route)
        else:
            yield route


def _filled(route, number):
    """Yield a route with a third of the odd values, each where the others are 1, and in all
    places. The next routes, which are much alike, get the other thirds."""
    places = route.count("{}")
    if not places:
        yield from [route] * len(QUERIES)
    for value in ODD[number % 3 :: 3] if places else ():
        odd = quote(value, safe="%/")
        for place in range(places):
            yield route.format(*(odd if each == place else "1" for each in range(places)))
        if places > 1:
            yield route.format(*[odd] * places)


def _ask(browser, path):
    """Return the path and its status if that is an error of the server, "" otherwise, and how often
    the site was too busy to answer."""
    answers = [browser.ask("GET", path)]
    while answers[-1].is_refusal and len(answers) < MAX_TIMES:
        time.sleep(1)
        answers.append(browser.ask("GET", path))
    status = answers[-1].status
    return f"{status} {path}" if status >= 500 else "", len(answers) - 1
