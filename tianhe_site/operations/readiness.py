"""Can this process serve readers and staff? Answered within two seconds, whatever hangs."""

import json
import tempfile
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tianhe_site import disk_space
from tianhe_site.media_library import storage
from tianhe_site.monitoring import access
from tianhe_site.monitoring.bounded import BoundedQuestion, NoAnswerError
from tianhe_site.monitoring.secrets import without_secrets
from tianhe_site.serving.health import PLAIN_TEXT
from tianhe_site.throttle.addresses import address_in

from . import status

JSON = "application/json"
READY, NOT_READY = "200 OK", "503 Service Unavailable"
OK, FAILED, NO_ANSWER = "ok", "failed", "no answer"


class NotReadyError(Exception):
    """A check found something that has to be mended first."""


def check_database():
    """Raise if the database doesn't answer."""
    connection.ensure_connection()
    if not connection.is_usable():
        raise OperationalError("The database doesn't answer.")


def check_migrations():
    """Raise if this release has migrations that the database lacks. One that has more belongs to
    the next release, and serves this one too."""
    missing = sorted(_shipped() - MigrationRecorder(connection).applied_migrations().keys())
    if missing:
        names = ", ".join(f"{app}.{name}" for app, name in missing)
        raise NotReadyError(f"Run manage.py migrate. Missing: {names}")


def check_disk():
    """Raise if the data folder can't be written, or its disk is nearly full."""
    with tempfile.TemporaryFile(dir=settings.DATA_DIR):
        pass
    if disk_space.is_low():
        raise NotReadyError(f"Less than {settings.MINIMUM_FREE_MB} MB are free.")


QUESTIONS = {
    name: BoundedQuestion(ask)
    for name, ask in {
        "database": check_database,
        "migrations": check_migrations,
        "storage": storage.check,
        "disk": check_disk,
    }.items()
}


def checks():
    """Return (outcome, detail) of each check by its name. The outcome is `OK`, `FAILED` or
    `NO_ANSWER`; the detail is for operators alone."""
    # All begin before the first is waited for.
    calls = {name: question.begin() for name, question in QUESTIONS.items()}
    return {name: _outcome(call) for name, call in calls.items()}


def answer(environ):
    """Answer a probe: 200 if all is well, else 503. Strangers read a line for each check, who has
    the token gets JSON with what is wrong."""
    # Begun first: it is waited for together with the checks.
    asked = status.ASKED.begin() if access.is_allowed(environ) else None
    found = checks()
    code = READY if _is_ready(found) else NOT_READY
    if asked:
        return code, JSON, _details(found, asked, address_in(environ))
    lines = (f"{name}: {outcome}\n" for name, (outcome, _detail) in found.items())
    return code, PLAIN_TEXT, "".join(lines)


def _is_ready(found):
    return all(outcome == OK for outcome, _detail in found.values())


def _details(found, asked, address):
    """Return as JSON what was found, what is known of the site, null if that takes too long, and
    the address that the question is taken to come from."""
    try:
        facts = asked.result()
    except Exception:
        # The checks say why.
        facts = None
    outcomes = {name: {"outcome": outcome, "detail": why} for name, (outcome, why) in found.items()}
    details = {"ready": _is_ready(found), "checks": outcomes, "status": facts, "address": address}
    return json.dumps(details, cls=DjangoJSONEncoder, indent=2) + "\n"


def _outcome(call):
    try:
        call.result()
    except NoAnswerError:
        return NO_ANSWER, ""
    except NotReadyError as error:
        return FAILED, str(error)
    except Exception as error:
        # Of the storage the error itself is a sentence for editors.
        cause = error.__cause__ or error
        return FAILED, without_secrets(f"{type(cause).__name__}: {cause}")
    return OK, ""


@cache
def _shipped():
    """Return (app, name) of each migration that the code has. Their modules aren't loaded, which
    takes a third of a second and stays in memory."""
    return {
        (config.label, name)
        for config in apps.get_app_configs()
        for _finder, name, is_package in iter_modules(_migrations_of(config.label))
        if not is_package and not name.startswith(("_", "~"))
    }


def _migrations_of(label):
    module, _is_explicit = MigrationLoader.migrations_module(label)
    try:
        return import_module(module).__path__ if module else []
    except ModuleNotFoundError:
        return []
