"""The machine: account, data folder, settings, disk, clock, memory."""

import os
import pwd
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from . import FAULT, OK, WARN, Result

OTHERS = 0o077
# What a server process takes: docs/design/serving.md, "Memory".
PROCESS_MB = 110
# Times MINIMUM_FREE_MB: below this, staff can't save anything soon.
ENOUGH_FREE = 5


def check_site_url():
    """Is it a public site?"""
    if settings.PRODUCTION:
        return Result(OK, "address", f"{settings.SITE_URL}, strict as in production.")
    advice = "Set SITE_URL to an https address, or make a file of settings: manage.py make_env"
    return Result(WARN, "address", f"{settings.SITE_URL} is for this machine only.", advice)


def check_account():
    """Do these checks have the rights that the site has?"""
    if not settings.DATA_DIR.exists():
        return None
    name, owner = os.geteuid(), settings.DATA_DIR.stat().st_uid
    if name == owner:
        return Result(OK, "account", f"{_account(name)} owns the data folder.")
    return Result(
        FAULT,
        "account",
        f"this is {_account(name)}, and the data folder belongs to {_account(owner)}.",
        f"Run commands as the site's account: sudo -u {_account(owner)} … What was written by "
        f"another is unreadable for it: chown -R {_account(owner)} {settings.DATA_DIR}",
    )


def check_data_folder():
    """Is the data folder for the site's account alone?"""
    folder = settings.DATA_DIR
    if not folder.is_dir():
        advice = f"Make it: install -d -m 700 -o {_account(os.geteuid())} {folder}"
        return Result(FAULT, "data folder", f"{folder} isn't there.", advice)
    owner = folder.stat().st_uid
    foreign = next(_paths_of_others(folder, owner), None)
    if foreign:
        return Result(
            FAULT,
            "data folder",
            f"{foreign} belongs to {_account(foreign.lstat().st_uid)}.",
            f"Give it to the site: chown -R {_account(owner)} {folder}",
        )
    # Through these, others would have to go to what is deeper.
    paths = [path for path in (folder, *folder.iterdir()) if not path.is_symlink()]
    readable = [path for path in paths if path.lstat().st_mode & OTHERS]
    if readable:
        return Result(
            FAULT,
            "data folder",
            f"other accounts of this machine can get at {readable[0]}.",
            f"Close it: chmod -R go= {folder}",
        )
    return Result(OK, "data folder", f"{folder} is for the site alone.")


def _paths_of_others(folder, owner):
    """Yield what is in a folder, however deep, and belongs to another account. A command that root
    has run leaves such."""
    for parent, folders, files in os.walk(folder):
        for path in (Path(parent, name) for name in (*folders, *files)):
            # The site goes on working, and removes files.
            with suppress(FileNotFoundError):
                if not path.is_symlink() and path.lstat().st_uid != owner:
                    yield path


def check_settings_file():
    """Are the secrets in .env for the site's account alone?"""
    file = settings.BASE_DIR / ".env"
    if not file.exists():
        return Result(OK, "settings", "they come from the environment alone.")
    if file.stat().st_mode & OTHERS:
        message = f"other accounts of this machine can read the secrets in {file}."
        return Result(FAULT, "settings", message, f"Close it: chmod 600 {file}")
    return Result(OK, "settings", f"{file} is for the site alone.")


def check_disk():
    """Is there room for what is written next?"""
    free = shutil.disk_usage(settings.DATA_DIR).free // 1024**2
    least = settings.MINIMUM_FREE_MB
    advice = "Make room, or move TIANHE_DATA to a larger disk."
    if free < least:
        message = f"{free} MB are free, less than MINIMUM_FREE_MB ({least}): nothing can be saved."
        return Result(FAULT, "disk", message, advice)
    if free < ENOUGH_FREE * least:
        message = f"{free} MB are free; below {least} nothing can be saved."
        return Result(WARN, "disk", message, advice)
    return Result(OK, "disk", f"{free} MB are free.")


def check_clock():
    """Is the clock kept right by others? Schedules and one-time codes go by it."""
    program = shutil.which("timedatectl")
    answer = _output(program, "show", "--property=NTPSynchronized", "--value") if program else ""
    if answer == "yes":
        return Result(OK, "clock", "it follows a time server.")
    if answer == "no":
        advice = "Turn it on: apt-get install systemd-timesyncd && timedatectl set-ntp true"
        return Result(WARN, "clock", "no time server keeps it right.", advice)
    advice = "See that something does: what is scheduled begins by this clock."
    return Result(WARN, "clock", "this machine doesn't say whether a time server keeps it.", advice)


def check_processes():
    """Do the server processes fit the machine?"""
    cores = os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024**2
    processes = settings.WEB_CONCURRENCY
    needed = processes * PROCESS_MB
    each = f"WEB_CONCURRENCY is {processes} for each instance, on {cores} cores"
    if needed > memory // 2:
        message = f"{each}: they take {needed} of {memory} MB of memory."
        return Result(WARN, "processes", message, "Lower WEB_CONCURRENCY.")
    return Result(OK, "processes", f"{each} with {memory} MB of memory.")


def _account(number):
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _output(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    return done.stdout.strip()
