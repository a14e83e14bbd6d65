"""Two hosts have clocks 40 minutes apart, each 20 minutes wrong, while items begin and end.

Short form: tests/tianhe_site/publishing/test_clock.py, test_hosts_go_by_the_clock_of_postgresql.
"""

import json
import secrets
import threading
import time
from contextlib import ExitStack

from tests.site import RunningSite

from .drill import Result
from .people import ADD_NEWS, Browser
from .sites import ALONE, administrators, new_folder, postgresql

BAR = "Nothing begins or ends early, nor 60 s late; a log-in at one host is good at the other"
TURNS, SECONDS_AHEAD, SECONDS_LIVE = 4, 4, 5
SCHEDULE = """
import json
from datetime import timedelta
from django.contrib.auth.models import User
from tests import factories
from tianhe_site.publishing import clock, workflow
at = clock.now() + timedelta(seconds={ahead})
until = at + timedelta(seconds={live})
workflow.publish_draft(
    factories.make_page("scheduled-{turn}"), by=User.objects.get(), at=at, until=until
)
print(json.dumps([at.timestamp(), until.timestamp()]))
"""


def run(scale):
    turns = max(1, round(TURNS * scale))
    with postgresql() as server, ExitStack() as stack:
        given = {"DATABASE_URL": server.url, "SECRET_KEY": secrets.token_urlsafe(50)}
        hosts = [_start(stack, minutes, **given) for minutes in (-20, 20)]
        offsets = [each for turn in range(turns) for each in _offsets(turn, hosts)]
        [browser] = administrators(hosts[0])
        other = Browser(hosts[1].port, browser.cookies)
        is_in = other.ask("GET", ADD_NEWS).status == 200
    begins, ends = ([each[place] for each in offsets] for place in (0, 1))
    measured = (
        f"{len(offsets)} items: begun {min(begins):.2f} to {max(begins):.2f} s after their time, "
        f"ended {min(ends):.2f} to {max(ends):.2f} s after; "
        f"log-in {'good' if is_in else 'not good'} at the other"
    )
    return Result(measured, is_in and min(begins + ends) >= 0 and max(begins + ends) < 60)


def _start(stack, minutes, **variables):
    """Return a running host whose clock is so many minutes ahead."""
    folder = stack.enter_context(new_folder())
    moved = {
        "GUNICORN_CMD_ARGS": "--config python:tests.drills.wrong_clock",
        "MINUTES_AHEAD": str(minutes),
    }
    return stack.enter_context(RunningSite(folder, **ALONE, **variables, **moved))


def _offsets(turn, hosts):
    """Schedule a page; return for each host how many seconds after its time it began, and ended.

    The clock of PostgreSQL is ours.
    """
    made = SCHEDULE.format(turn=turn, ahead=SECONDS_AHEAD, live=SECONDS_LIVE)
    at, until = json.loads(hosts[turn % 2].shell(made).splitlines()[-1])
    found = {}
    threads = [
        threading.Thread(target=lambda host=host: found.update({host: _seen(host, turn, until)}))
        for host in hosts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [(begun - at, ended - until) for begun, ended in found.values()]


def _seen(host, turn, until):
    """Return when a host first showed the page, and when it showed it no more."""
    begun = None
    while time.time() < until + 60:
        shown, at = host.get(f"/scheduled-{turn}/")[0] == 200, time.time()
        if shown and begun is None:
            begun = at
        if begun and not shown:
            return begun, at
        time.sleep(0.02)
    raise AssertionError(f"It began {begun}, and never ended.")
