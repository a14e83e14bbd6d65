"""The database: rights, tables, encoding, clock, the programs that back it up."""

import re
import shutil
import subprocess
from datetime import UTC, datetime

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection

from tianhe_site.operations import readiness

from . import FAULT, OK, WARN, Result

# Seconds by which the clock of the database may differ: a schedule begins to the second.
MAX_SKEW = 2
# Connections of a server process at its busiest: threads at work for readers and staff, those who
# log in, the watch.
CONNECTIONS_PER_PROCESS = 17
ROLE = """
    SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls
    FROM pg_roles WHERE rolname = current_user
"""
RIGHTS = ("SUPERUSER", "CREATEDB", "CREATEROLE", "REPLICATION", "BYPASSRLS")


def check_all():
    """Ask the database about itself. If it doesn't answer, that is all there is to say."""
    found = check_connection()
    yield found
    if found.level == OK and connection.vendor == "postgresql":
        for check in (
            check_role,
            check_others,
            check_encoding,
            check_clock,
            check_connections,
            check_backup_programs,
        ):
            yield check()


def check_django():
    """What do the system checks of Django and of the site say, those for production included?"""
    found = checks.run_checks(include_deployment_checks=True, databases=["default"])
    said = [message for message in found if not message.is_silenced()]
    for message in said:
        level = FAULT if message.is_serious() else WARN
        yield Result(level, f"system check {message.id}", message.msg, message.hint or "")
    if not said:
        yield Result(OK, "system checks", "no complaints.")


def check_connection():
    """Does it answer?"""
    name = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    try:
        readiness.check_database()
    except DatabaseError as error:
        reason = " ".join(str(error).split())
        advice = "Compare DATABASE_URL with the server, and see that it runs."
        if connection.vendor == "postgresql":
            advice += " On this machine: systemctl status 'postgresql@*'; pg_lsclusters"
        return Result(FAULT, "database", f"{name} can't be used ({reason}).", advice)
    version = ".".join(map(str, connection.get_database_version()))
    return Result(OK, "database", f"{name} {version} answers.")


def check_migrations():
    """Does it have the tables of this release?"""
    try:
        readiness.check_migrations()
    except readiness.NotReadyError as error:
        advice = "On a server: systemctl restart tianhe-prepare, then deploy/restart.py"
        return Result(FAULT, "migrations", str(error), advice)
    return Result(OK, "migrations", "all are applied.")


def check_role():
    """Has the site's role only the rights that it needs?"""
    name, *has = _row(ROLE)
    if too_many := [right for right, has_it in zip(RIGHTS, has, strict=True) if has_it]:
        return Result(
            FAULT,
            "database role",
            f"{name} may do more than the site needs: {', '.join(too_many)}.",
            f"As a superuser: ALTER ROLE {name} {' '.join(f'NO{right}' for right in too_many)}",
        )
    return Result(OK, "database role", f"{name} has no rights beyond its database.")


def check_others():
    """Can other roles get into the database?"""
    may_connect, may_create = _row(
        "SELECT has_database_privilege('public', current_database(), 'CONNECT'), "
        "has_schema_privilege('public', current_schema(), 'CREATE')"
    )
    if may_connect or may_create:
        what = "create tables in it" if may_create else "connect to it"
        advice = "As a superuser, do what deploy/postgresql.sql does with REVOKE."
        return Result(WARN, "database access", f"every role may {what}.", advice)
    return Result(OK, "database access", "other roles have none.")


def check_encoding():
    """Does it take every character?"""
    (encoding,) = _row("SELECT current_setting('server_encoding')")
    if encoding != "UTF8":
        advice = "Make another one with ENCODING 'UTF8', and restore a backup into it."
        return Result(FAULT, "database encoding", f"it is {encoding}.", advice)
    return Result(OK, "database encoding", "it is UTF8.")


def check_connections():
    """Does it accept as many connections as the site may open?"""
    (most,) = _row("SELECT current_setting('max_connections')::int")
    needed = 2 * settings.WEB_CONCURRENCY * CONNECTIONS_PER_PROCESS
    if needed > most:
        message = f"two instances may open {needed}, and it accepts {most}."
        return Result(
            WARN, "connections", message, "Raise max_connections, or lower WEB_CONCURRENCY."
        )
    return Result(OK, "connections", f"two instances may open {needed} of {most}.")


def check_clock():
    """Do the database and this machine agree what time it is?"""
    (theirs,) = _row("SELECT clock_timestamp()")
    seconds = abs((datetime.now(UTC) - theirs).total_seconds())
    if seconds > MAX_SKEW:
        message = f"it differs from this machine's by {seconds:.0f} seconds."
        return Result(FAULT, "database clock", message, "Let a time server keep both right.")
    return Result(OK, "database clock", "it agrees with this machine's.")


def check_backup_programs():
    """Can it be backed up?"""
    server = connection.get_database_version()[0]
    program = shutil.which("pg_dump")
    found = _release_of(program) if program else 0
    if found < server:
        what = f"pg_dump is of release {found}, the server of {server}" if found else "no pg_dump"
        advice = f"Install the client programs of release {server}: postgresql-client-{server}"
        return Result(FAULT, "backup programs", f"{what}: nothing can be backed up.", advice)
    return Result(OK, "backup programs", f"pg_dump {found} is there.")


def _release_of(program):
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return int(re.search(r"\d+", said.stdout)[0])


def _row(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()
