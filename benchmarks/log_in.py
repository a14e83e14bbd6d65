"""How long readers wait while others guess passwords, and what a log-in costs.

    python benchmarks/log_in.py             (hashes, readers and answers, one after the other)
    python benchmarks/log_in.py readers     (one of them)

The site is gunicorn with the project's own configuration, on 127.0.0.1. The 16 clients that guess
come from other addresses each time, which no throttle stops: what is measured is the bound.
"""

import http.client
import itertools
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import django

ROOT = Path(__file__).parent.parent
GUESSERS = 16
SECONDS = 20
# Kept in memory; made for each request; asked for while it is searched.
PATHS = {"cached": "/therapy/", "uncached": "/nothing-here/", "search": "/search/?q=cells"}
TRIES = 100
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


def measure_hashes():
    print(f"{'hash':<26} {'ms':>6} {'CPU ms':>7} {'MiB':>5}")
    for name, code in HASHES.items():
        command = [sys.executable, "-c", MEASURE.format(code=code)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        wall, cpu, memory = said.split()
        print(f"{name:<26} {wall:>6} {cpu:>7} {memory:>5}", flush=True)


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

    def guess(self, name, address, password="a wrong password"):
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


def address_of(number):
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def guess_until(stop, browser, numbers, statuses):
    while not stop.is_set():
        number = next(numbers)
        statuses.append(browser.guess(f"name{number}", address_of(number)))


def read_until(stop, url, path, numbers, waits):
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    while not stop.is_set():
        began = time.perf_counter()
        # Readers have addresses of their own, too.
        connection.request("GET", path, headers={"X-Forwarded-For": address_of(next(numbers))})
        connection.getresponse().read()
        waits.append(time.perf_counter() - began)
        time.sleep(0.1)


def measure_readers(url, guessers):
    """Print how long readers wait while so many clients guess."""
    stop, numbers, statuses = threading.Event(), itertools.count(), []
    waits = {name: [] for name in PATHS}
    threads = [
        threading.Thread(target=guess_until, args=(stop, Browser(url), numbers, statuses))
        for _number in range(guessers)
    ]
    threads += [
        threading.Thread(target=read_until, args=(stop, url, path, numbers, waits[name]))
        for name, path in PATHS.items()
    ]
    for thread in threads:
        thread.start()
    time.sleep(SECONDS)
    stop.set()
    for thread in threads:
        thread.join()
    counts = {status: statuses.count(status) for status in sorted(set(statuses))}
    print(f"{guessers} guess; their answers: {counts}")
    for name, seconds in waits.items():
        ordered = sorted(1000 * each for each in seconds)
        at = {share: ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.95, 0.99)}
        print(
            f"  {name:<9} {len(ordered):>4} reads; ms: median {at[0.5]:.0f}, 95 % {at[0.95]:.0f}, "
            f"99 % {at[0.99]:.0f}, longest {ordered[-1]:.0f}",
            flush=True,
        )


def measure_answers(site):
    """Print the medians for known and unknown names, a hundred each, in turn."""
    browser = Browser(site.url)
    kinds = {
        "known": "known{}",
        "unknown": "unknown{}",
        "deactivated": "gone{}",
        "without a password": "invited{}",
    }
    seconds = {kind: [] for kind in kinds}
    for number in range(TRIES):
        for kind, name in kinds.items():
            began = time.perf_counter()
            status = browser.guess(name.format(number), address_of(number))
            seconds[kind].append(time.perf_counter() - began)
            assert status == 200, status
    medians = {kind: 1000 * statistics.median(each) for kind, each in seconds.items()}
    for kind, median in medians.items():
        print(f"{kind:<20} {median:>6.1f} ms  {median / medians['known'] - 1:>+6.1%}")


PEOPLE = f"""
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
encoded = make_password("the password of all these")
kinds = {{"known": {{}}, "gone": {{"is_active": False}}, "invited": {{"password": "!"}}}}
User.objects.bulk_create(
    User(username=f"{{kind}}{{number}}", is_staff=True, **{{"password": encoded, **fields}})
    for kind, fields in kinds.items() for number in range({TRIES})
)
"""


def main(parts):
    sys.path.insert(0, str(ROOT))
    django.setup()
    from tests.site import RunningSite

    if "hashes" in parts:
        measure_hashes()
    if {"readers", "answers"} & {*parts}:
        with tempfile.TemporaryDirectory() as name, RunningSite(Path(name), PROXIES="1") as site:
            for guessers in (0, GUESSERS) if "readers" in parts else ():
                measure_readers(site.url, guessers)
            if "answers" in parts:
                site.shell(PEOPLE)
                measure_answers(site)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tianhe_site.settings")
    main(sys.argv[1:] or ["hashes", "readers", "answers"])
