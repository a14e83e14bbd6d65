"""The host is killed in the middle of log-ins.

Eight people log in all the time, each with a password and a fresh recovery code. After a moment
every process of the site is killed, the site starts again, and its database is looked through.

Short form: tests/tianhe_site/accounts/log_in/test_hostile_log_ins.py,
test_one_recovery_code_sent_twice_at_once_lets_one_in.
"""

import json
import os
import random
import signal
import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from .drill import Result
from .people import NO_ANSWER, Browser
from .sites import running

BAR = "12 kills: whoever was told that they are in, is in; nobody by a code that works again"
ROUNDS = 12
PEOPLE = 8
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


def enter(browser, name, code):
    """Log in; return whether the last answer said so. Raises one of `NO_ANSWER`."""
    second = browser.send("/admin/login/", login=name, password=PASSWORD).path
    if second != "/admin/login/second-factor/":
        return False
    return browser.send(second, code=code).path == "/admin/"


def device_of(browser):
    """Return the cookie by which a browser is known, without its session."""
    return {"device": browser.cookies["device"]}


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
                    is_in = enter(browser, self.name_typed, code)
                except NO_ANSWER:
                    return
                # Busy: asked to come again.
                self.refused += not is_in
            device = device_of(browser)
            self.told.append((browser, code))


def run(scale):
    counted = Counter()
    rounds = max(1, round(ROUNDS * scale))
    with running(SECOND_FACTOR="required") as site:
        codes = json.loads(site.shell(PREPARE % (PEOPLE, PASSWORD)).splitlines()[-1])
        for _round in range(rounds):
            people = [Person(site.port, *each) for each in codes.items()]
            kill_amid(site, people)
            site.__enter__()
            counted.update(seen(site, people))
            begin_again(site)
    broken = [sentence for name, sentence in GUARANTEES.items() if counted[name]]
    measured = (
        f"{rounds} kills, {counted['answered']} log-ins answered, {counted['codes lost']} codes "
        f"used up by others; {'; '.join(f'not so: {each}' for each in broken) or 'all as promised'}"
    )
    return Result(measured, not broken and counted["answered"] >= rounds / 2)


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
        "lost": sum(browser.ask("GET", "/admin/").status != 200 for browser, _code in answered),
        "unearned": sum(
            1 for owner, methods, _row in sessions if owner and methods != ["password", "mfa"]
        )
        + sum(max(0, begun[pk] - number) for pk, number in used.values()),
        "reusable": sum(
            enter(Browser(site.port, device_of(browser)), person.name_typed, code)
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
