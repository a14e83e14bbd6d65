"""Kills the host in the middle of log-ins: python tests/killed_log_ins.py [20]

Eight people log in all the time, each with a password and a fresh recovery code. After a moment
every process of the site is killed (SIGKILL), the site starts again, and its database is looked
through. Exits with 1 if one of `GUARANTEES` doesn't hold.
"""

import http.client
import json
import os
import random
import re
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parent.parent
PEOPLE, CODES = 8, 10
PASSWORD = "only for the drill 7"
GUARANTEES = {
    "damaged": "the database is whole",
    "lost": "anyone who was told that they are in, is in",
    "unearned": "nobody is in without a code of their own",
    "reusable": "no code that let somebody in works again",
    "astray": "no session names another person than its list of sessions",
}
PREPARE = """
import json
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import User
made = {}
for number in range(%d):
    user = User.objects.create_user(f"person-{number}", password=%r, is_staff=True)
    TOTP.activate(user, generate_totp_secret())
    made[user.username] = RecoveryCodes.activate(user).generate_codes()
print(json.dumps(made))
"""
# For each session: whose it is, how they proved it, and whose row is in the list of sessions.
SESSIONS = """
import json
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as METHODS
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
rows = dict(UserSession.objects.values_list("session_key", "user_id"))
kept = {row.session_key: row.get_decoded() for row in Session.objects.all()}
print(json.dumps([
    [data.get(SESSION_KEY), [each["method"] for each in data.get(METHODS, [])], rows.get(key)]
    for key, data in kept.items()
] + [[None, [], row] for key, row in rows.items() if key not in kept]))
"""


class Browser:
    """Keeps its cookies, and sends the token of the last form it got."""

    def __init__(self, port, cookies=()):
        self.port, self.cookies, self.token = port, dict(cookies), ""

    def ask(self, method, path, **form):
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            headers = {
                "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            }
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({"csrfmiddlewaretoken": self.token, **form}) if form else None
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        for name, value in response.getheaders():
            if name == "Set-Cookie":
                self.cookies.update([value.partition(";")[0].split("=", 1)])
        if token := re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text):
            self.token = token[1]
        return response.status, response.headers.get("Location", "")

    def device(self):
        """Return the cookie by which a browser is known, without its session."""
        return {"device": self.cookies["device"]}

    def log_in(self, name, code):
        """Return whether the last answer said so. Raises `OSError` or `HTTPException` if it didn't
        come."""
        self.ask("GET", "/admin/login/")
        _status, location = self.ask("POST", "/admin/login/", login=name, password=PASSWORD)
        if location != "/admin/login/second-factor/":
            return False
        self.ask("GET", location)
        return self.ask("POST", location, code=code) == (302, "/admin/")


class Person(threading.Thread):
    """Logs in with one code after another until the site is gone, from a known device as soon as
    there is one. `told` has the browser of each log-in that was answered, with its code."""

    def __init__(self, port, name, codes):
        super().__init__()
        self.port, self.name_typed, self.codes = port, name, codes
        self.told, self.refused = [], 0

    def run(self):
        device = {}
        for code in self.codes:
            is_in = False
            while not is_in:
                browser = Browser(self.port, device)
                try:
                    is_in = browser.log_in(self.name_typed, code)
                except (OSError, http.client.HTTPException):
                    return
                # Busy: asked to come again.
                self.refused += not is_in
            device = browser.device()
            self.told.append((browser, code))


def main(rounds):
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tianhe_site.settings")
    from tests.site import RunningSite

    counted = dict.fromkeys(
        ["rounds", "answered", "refused", "codes lost", "unfinished", *GUARANTEES], 0
    )
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TIANHE_DATA"] = str(Path(folder, "data"))
        with RunningSite(Path(folder), SECOND_FACTOR="required") as site:
            codes = json.loads(site.shell(PREPARE % (PEOPLE, PASSWORD)).splitlines()[-1])
            for _round in range(rounds):
                people = [Person(site.port, *each) for each in codes.items()]
                kill_amid(site, people)
                site.__enter__()
                for name, number in seen(site, people).items():
                    counted[name] += number
                counted["rounds"] += 1
                print(counted, flush=True)
                begin_again(site)
    broken = [sentence for name, sentence in GUARANTEES.items() if counted[name]]
    print("\n".join(f"Doesn't hold: {each}" for each in broken) or "All guarantees held.")
    return 1 if broken else 0


def kill_amid(site, people):
    """Let people log in, and kill all processes of the site at some moment of it."""
    for person in people:
        person.start()
    answers = random.randint(1, PEOPLE)
    while sum(len(person.told) for person in people) < answers and people[0].is_alive():
        time.sleep(0.01)
    time.sleep(random.uniform(0, 0.5))
    os.killpg(site.process.pid, signal.SIGKILL)
    site.process.wait()
    for person in people:
        person.join()


def database(site):
    path = Path(site.environment["TIANHE_DATA"], "db.sqlite3")
    return closing(sqlite3.connect(path, isolation_level=None))


def used_codes(site):
    """Return how many recovery codes of each person were used."""
    with database(site) as asked:
        rows = asked.execute(
            "SELECT username, user_id, data FROM mfa_authenticator JOIN auth_user "
            "ON user_id = auth_user.id WHERE type = 'recovery_codes'"
        ).fetchall()
    return {name: (pk, json.loads(data)["used_mask"].bit_count()) for name, pk, data in rows}


def seen(site, people):
    """Return what there is after a kill, as numbers."""
    with database(site) as asked:
        whole = asked.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        whole = whole and not asked.execute("PRAGMA foreign_key_check").fetchall()
    used, sessions = used_codes(site), json.loads(site.shell(SESSIONS).splitlines()[-1])
    begun = {
        pk: sum(1 for owner, *_rest in sessions if owner == str(pk)) for pk, _n in used.values()
    }
    answered = [each for person in people for each in person.told]
    return {
        "damaged": 0 if whole else 1,
        "answered": len(answered),
        "refused": sum(person.refused for person in people),
        # Used in the last moment, and nobody is in by it.
        "codes lost": sum(max(0, number - begun[pk]) for pk, number in used.values()),
        # Of a log-in that hadn't come to its end: they let nobody in.
        "unfinished": sum(1 for owner, _methods, row in sessions if (owner is None) and row),
        "lost": sum(browser.ask("GET", "/admin/")[0] != 200 for browser, _code in answered),
        "unearned": sum(
            1 for owner, methods, _row in sessions if owner and methods != ["password", "mfa"]
        )
        + sum(max(0, begun[pk] - number) for pk, number in used.values()),
        "reusable": sum(
            Browser(site.port, browser.device()).log_in(person.name_typed, code)
            for person in people
            for browser, code in person.told[-1:]
        ),
        "astray": sum(
            1 for owner, _methods, row in sessions if owner and row and owner != str(row)
        ),
    }


def begin_again(site):
    """Make all codes fresh, and forget sessions and counted tries."""
    with database(site) as asked:
        for table in ("usersessions_usersession", "django_session", "throttle_tries"):
            asked.execute(f"DELETE FROM {table}")
        asked.execute(
            "UPDATE mfa_authenticator SET data = json_set(data, '$.used_mask', 0) "
            "WHERE type = 'recovery_codes'"
        )


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
