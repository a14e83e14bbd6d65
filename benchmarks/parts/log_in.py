"""What a log-in costs, and how long readers wait while others guess passwords."""

import http.client
import itertools
import re
import statistics
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

from benchmarks.lineup import OURS
from benchmarks.processes import free_port, processor_seconds, serving
from benchmarks.report import Section

TEXT = """Hashes of passwords; what a log-in costs the server, with a password that is right, wrong
or of nobody; how long readers wait while 16 clients guess passwords without a pause, each time from
another address, which no throttle stops. Answers to names that exist must take as long as to names
that don't."""
GUESSERS = 16
# Kept in memory; made for each request; asked for while it is searched.
PATHS = {"cached": "/therapy/", "uncached": "/nothing-here/", "search": "/search/?q=cells"}
PASSWORD = "the password of all these"
HASHES = {
    "PBKDF2, 1,000,000": "hashlib.pbkdf2_hmac('sha256', b'x', b's' * 16, 1_000_000)",
    "argon2id 19 MiB t=2 p=1": "argon(19, 2, 1)",
    "argon2id 64 MiB t=3 p=1": "argon(64, 3, 1)",
    "argon2id 64 MiB t=3 p=4": "argon(64, 3, 4)",
    "argon2id 100 MiB t=2 p=8": "argon(100, 2, 8)",
}
MEASURE = """
import hashlib, pathlib, re, time
from argon2.low_level import Type, hash_secret_raw
def argon(mib, passes, lanes):
    hash_secret_raw(b'x', b's' * 16, passes, mib * 1024, lanes, 32, Type.ID)
def memory():
    # Not what resource knows: that begins with the peak of the process that started this one.
    status = pathlib.Path("/proc/self/status").read_text()
    return int(re.search("VmHWM:\\s+(\\d+)", status)[1]) / 1024
before, wall, cpu = memory(), time.perf_counter(), time.process_time()
for _time in range(5):
    {code}
wall, cpu = (time.perf_counter() - wall) / 5, (time.process_time() - cpu) / 5
print(f"{{wall * 1000:.0f}} {{cpu * 1000:.0f}} {{memory() - before:.0f}}")
"""
# For each kind of name: how a person of this kind is stored. Of an unknown name there is none.
KINDS = {
    "known": "{}",
    "unknown": None,
    "deactivated": "{'is_active': False}",
    "without a password": "{'password': '!'}",
}
PEOPLE = """
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
fields = {{"is_staff": True, "password": make_password({password!r}), **{fields}}}
User.objects.bulk_create(
    [User(username=f"{kind}{{number}}", **fields) for number in range({count})],
    ignore_conflicts=True,
)
"""


def run(bench):
    section = Section("Log-in", TEXT)
    section.table(("hash", "ms", "CPU, ms", "MiB"), [_cost_of(*each) for each in HASHES.items()])
    with _site(bench) as (url, pid):
        section.table(("log-in, wrong password", "ms", "against known"), _time_answers(bench, url))
        section.table(("log-in", "CPU, ms"), _costs_of_log_ins(bench, url, pid))
        rows = [_time_readers(bench, url, guessers) for guessers in (0, GUESSERS)]
        head = ("readers wait, ms", *(f"{name}, {share}" for name in PATHS for share in SHARES))
        section.table(head, rows)
    return section


@contextmanager
def _site(bench):
    """Run our site with people to log in; yields its address and process id."""
    archive, port = bench.archive(bench.sizes[0]), free_port()
    data = bench.scratch / "log-in"
    archive.copy_of(OURS, data)
    with OURS.worker(data) as worker:
        for kind, fields in KINDS.items():
            if fields:
                code = PEOPLE.format(kind=kind, fields=fields, count=bench.tries, password=PASSWORD)
                worker.run(code=code)
    command, variables = OURS.server(port)
    variables |= {**OURS.variables(data), "PROXIES": "1"}
    with serving(command, port, data / "server.log", **variables) as pid:
        yield f"http://127.0.0.1:{port}", pid


def _cost_of(name, code):
    """Return the row of a hash: its name, milliseconds by the clock and of processors, and MiB."""
    command = [sys.executable, "-c", MEASURE.format(code=code)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return name, *said.split()


class Browser:
    """A client with one connection and the form of the log-in."""

    def __init__(self, url):
        self.server = urlsplit(url).netloc
        self.connection = http.client.HTTPConnection(self.server, timeout=60)
        _status, page, headers = self.ask("GET", "/admin/login/")
        self.cookie = headers["Set-Cookie"].partition(";")[0]
        self.token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)[1]

    def ask(self, method, path, body=None, **headers):
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
            return response.status, response.read().decode(), response.headers
        except (OSError, http.client.HTTPException):
            self.connection = http.client.HTTPConnection(self.server, timeout=60)
            return 0, "", {}

    def log_in(self, name, address, password="a wrong password"):
        """Return the status of the answer."""
        form = {"csrfmiddlewaretoken": self.token, "login": name, "password": password}
        return self.ask(
            "POST",
            "/admin/login/",
            urlencode(form),
            **{
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": self.cookie,
                "X-Forwarded-For": address,
            },
        )[0]


def _address(number):
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def _time_answers(bench, url):
    """Return the median time of the answers to each kind of name, asked in turn."""
    browser = Browser(url)
    seconds = {kind: [] for kind in KINDS}
    for number in range(bench.tries):
        for kind in KINDS:
            began = time.perf_counter()
            status = browser.log_in(f"{kind}{number}", _address(number))
            seconds[kind].append(time.perf_counter() - began)
            if status != 200:
                raise RuntimeError(f"Log-in of {kind}{number}: {status}")
    medians = {kind: 1000 * statistics.median(each) for kind, each in seconds.items()}
    known = medians["known"]
    return [(kind, median, f"{median / known - 1:+.1%}") for kind, median in medians.items()]


def _costs_of_log_ins(bench, url, pid):
    """Return the processor time of a log-in by the password."""
    rows = []
    for title, name, password, expected in (
        ("right password", "known", PASSWORD, 302),
        ("wrong password", "known", "a wrong password", 200),
        ("unknown name", "unknown", PASSWORD, 200),
    ):
        spent = 0
        for number in range(bench.tries):
            browser = Browser(url)
            before = processor_seconds([pid])
            # From elsewhere than the tries before: nobody may be throttled.
            status = browser.log_in(f"{name}{number}", _address(100_000 + number), password)
            spent += processor_seconds([pid]) - before
            if status != expected:
                raise RuntimeError(f"Log-in, {title}: {status}")
        rows.append((title, spent / bench.tries * 1000))
    return rows


SHARES = {"median": 0.5, "99 %": 0.99}


def _time_readers(bench, url, guessers):
    """Return the row of how long readers wait while so many clients guess."""
    stop, numbers = threading.Event(), itertools.count(1_000_000)
    waits = {name: [] for name in PATHS}
    threads = [
        threading.Thread(target=_guess_until, args=(stop, Browser(url), numbers))
        for _number in range(guessers)
    ]
    threads += [
        threading.Thread(target=_read_until, args=(stop, url, path, numbers, waits[name]))
        for name, path in PATHS.items()
    ]
    for thread in threads:
        thread.start()
    time.sleep(bench.seconds * bench.rounds_of_load)
    stop.set()
    for thread in threads:
        thread.join()
    ordered = {name: sorted(1000 * each for each in waits[name]) for name in PATHS}
    values = [
        each[int(share * (len(each) - 1))] for each in ordered.values() for share in SHARES.values()
    ]
    return f"{guessers} guess", *values


def _guess_until(stop, browser, numbers):
    while not stop.is_set():
        number = next(numbers)
        browser.log_in(f"name{number}", _address(number))


def _read_until(stop, url, path, numbers, waits):
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    while not stop.is_set():
        began = time.perf_counter()
        # Readers have addresses of their own, too.
        connection.request("GET", path, headers={"X-Forwarded-For": _address(next(numbers))})
        connection.getresponse().read()
        waits.append(time.perf_counter() - began)
        time.sleep(0.1)


def _address(number):
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
