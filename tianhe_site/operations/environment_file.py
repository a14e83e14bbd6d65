"""The file of settings for production: what is asked, what is refused, and how it is written.

Whether the values fit together is asked of the settings themselves, in a process that has no
others.
"""

import os
import subprocess
import sys
from dataclasses import dataclass

from django.conf import settings

from .doctor import FAULT

HEAD = """\
# Made by manage.py make_env. .env.example explains these variables, and names the others.
# SECRET_KEY signs sessions and encrypts second factors: keep a copy, and not beside the backups.
"""
# What `doctor` can look at before there is a site.
CONNECTED = ("data folder", "database", "mail")
# What two readers of such a file could understand differently.
UNSAFE = set("'\"\\\n\r`$")


class UnusableError(Exception):
    """The site couldn't run with these values; the message says why."""


@dataclass(frozen=True)
class Question:
    """A variable: what is asked on a terminal, and what is meant if nothing is answered."""

    variable: str
    text: str
    default: str = ""

    @property
    def option(self):
        return "--" + self.variable.lower().replace("_", "-")


QUESTIONS = [
    Question("SITE_URL", "Address of the site, such as https://www.example.org"),
    Question("TIANHE_DATA", "Folder for everything that is kept", "/var/lib/tianhe"),
    Question(
        "DATABASE_URL",
        "Database; postgres:///tianhe is PostgreSQL on this machine, without a password",
        "postgres:///tianhe",
    ),
    Question("EMAIL_URL", "Mail server, such as submission://user:password@mail.example.org:587"),
    Question("MAIL_FROM", "Sender of mail, such as web@example.org"),
    Question("SECURITY_CONTACT", "Where to report a security hole, such as mailto:it@example.org"),
]


def refuse_incomplete(values):
    """Raise `UnusableError` if a value is missing or can't be written."""
    missing = [each.option for each in QUESTIONS if not values.get(each.variable)]
    if missing:
        raise UnusableError(f"Not given: {', '.join(missing)}.")
    for name, value in values.items():
        if UNSAFE & set(value):
            raise UnusableError(
                f"{name} has a quote, a backslash, a dollar sign or a line break. In an address, "
                "write such a character as %24 (for $), or take another password."
            )
    if not values["SITE_URL"].startswith("https://"):
        raise UnusableError(
            f"SITE_URL is {values['SITE_URL']}, and a public site has an https address. For this "
            "machine alone, no file is needed: make run"
        )


def try_out(values, *, connect):
    """Raise `UnusableError` if the site refuses these values or, if `connect`, something is wrong
    with the folder, the database or the mail server that they name."""
    if refused := _run_with(values, "check", "--deploy"):
        raise UnusableError(refused)
    if connect and (faults := _run_with(values, "doctor", "--only", *CONNECTED)):
        raise UnusableError(f"{faults}\nTo write the file before they are there: --no-connect")


def _run_with(values, *arguments):
    """Run a command with these values alone; return what it complains about."""
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={**keep, **values},
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.returncode:
        return ""
    faults = [line for line in done.stdout.splitlines() if line.startswith(FAULT)]
    said = faults or done.stderr.strip().splitlines()[-1:]
    return "\n".join(said) or f"manage.py {arguments[0]} failed ({done.returncode})."


def write(file, values):
    """Write a new file that its owner alone can read. Raises `FileExistsError`."""
    lines = [f"{name}='{value}'\n" for name, value in values.items()]
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as target:
        target.write(HEAD + "".join(lines))
