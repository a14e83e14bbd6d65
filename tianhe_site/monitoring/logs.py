"""How the log is written: as lines or as JSON, without secrets, the same fault once a minute."""

import logging
import time
from traceback import walk_tb

from django.conf import settings
from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from . import requests
from .secrets import without_secrets

SECONDS_BETWEEN = 60
# Of the requests whose faults are left out. People report the number that an error page shows.
MAX_NAMED = 20
# The field that says how often.
LEFT_OUT = "left_out"
# What Django's own lines carry besides: whole objects, and what is in other fields.
OF_DJANGO = ("request", "server_time", "status_code")


class Lines(logging.Formatter):
    """Lines for people, with times in UTC. Of a request they end with its id, the account and the
    address."""

    converter = time.gmtime
    default_msec_format = "%s.%03dZ"

    def __init__(self):
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record):  # noqa: N802
        facts = ", ".join(f"{name} {value}" for name, value in _about_request(record).items())
        return super().formatMessage(record) + (f" [{facts}]" if facts else "")

    def format(self, record):
        return without_secrets(super().format(record))


class JsonLines(JsonFormatter):
    """One JSON object in each line, for programs: what every line has, what the act or the request
    adds, and the id of the request, the account and the address."""

    def __init__(self):
        super().__init__(
            ["levelname", "name", "message"],
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "traceback"},
            reserved_attrs=[*RESERVED_ATTRS, *OF_DJANGO],
            timestamp="time",
        )

    def add_fields(self, log_data, record, message_dict):
        super().add_fields(log_data, record, message_dict)
        log_data.update(_about_request(record))

    def process_log_record(self, log_data):
        # Before it is JSON, which a substitution could break.
        return {
            name: without_secrets(value) if isinstance(value, str) else value
            for name, value in log_data.items()
        }


def _about_request(record):
    """Return what a line says of the current request; nothing outside of one, and of faults that
    were left out: they were of others."""
    about = requests.current()
    if about is None or hasattr(record, LEFT_OUT):
        return {}
    facts = {"request": about.id, "account": about.person, "address": about.address}
    return {name: value for name, value in facts.items() if value is not None}


class Console(logging.StreamHandler):
    """Writes the same fault once a minute, and then how often it was left out.

    A database that is away would fill the disk. Faults are the same if they come from the same
    lines of code by the same logger, with the same kind of exception.
    """

    def __init__(self):
        super().__init__()
        # By fault: its first record, when that was written, and the requests that had it since, ""
        # for none.
        self._written = {}

    def emit(self, record):
        self._write_left_out(time.monotonic() - SECONDS_BETWEEN)
        fault = _fault_of(record)
        if fault is None:
            super().emit(record)
        elif fault in self._written:
            _first, _at, left_out = self._written[fault]
            left_out.append(requests.current_id())
        else:
            self._written[fault] = record, time.monotonic(), []
            super().emit(record)

    def close(self):
        self._write_left_out(float("inf"))
        super().close()

    def _write_left_out(self, until):
        """Write how often each fault was left out that was first written until then."""
        over = [fault for fault, (_first, at, _left) in self._written.items() if at <= until]
        for fault in over:
            first, _at, left_out = self._written.pop(fault)
            if left_out:
                super().emit(_summary(first, left_out))


def _summary(record, left_out):
    named = list(filter(None, left_out))[:MAX_NAMED]
    where = f", in requests {', '.join(named)}" if named else ""
    return logging.makeLogRecord(
        {
            "name": record.name,
            "levelno": record.levelno,
            "levelname": record.levelname,
            "msg": "%s more of these within a minute%s: %s",
            "args": (len(left_out), where, record.getMessage()),
            LEFT_OUT: len(left_out),
        }
    )


def _fault_of(record):
    """Return what tells a fault from others; None for what is no fault."""
    if record.levelno < logging.WARNING:
        return None
    kind, _error, traceback = record.exc_info or (None, None, None)
    return record.name, kind, _places_of(traceback) or (record.pathname, record.lineno)


def _places_of(traceback):
    """Return where an exception was raised, and where our code led to it: all queries fail in the
    same line of Django. Each is a file and a line; none without a traceback."""
    places = [(frame.f_code.co_filename, line) for frame, line in walk_tb(traceback)]
    return (*filter(_is_ours, places), *places[-1:])


def _is_ours(place):
    file, _line = place
    return file.startswith(f"{settings.BASE_DIR}/") and "/site-packages/" not in file


def in_one_line(record):
    """Log filter: drops the traceback of bad requests, which are no fault of ours. Each kind has
    its own logger below django.security."""
    if record.name.startswith("django.security."):
        record.exc_info = record.exc_text = None
    return True
