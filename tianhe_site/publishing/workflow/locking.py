"""The one lock of the verbs, and asking a verb what it would say without taking it."""

from contextlib import contextmanager, nullcontext
from contextvars import ContextVar

from django.db import OperationalError, connection, transaction

from tianhe_site.busy import MESSAGE, is_busy

from ..errors import BusyError

# Any number will do, as long as nothing else in the database locks on it.
ADVISORY_LOCK = 0x7469616E
_is_dry_run = ContextVar("is_dry_run", default=False)


class _DryRunEndedError(Exception):
    """Nothing is in the way of a verb that was only asked. Not an error of anybody."""


def publishing_lock():
    """Hold the global lock: a transaction in which no other verb runs.

    SQLite takes its write lock as the transaction begins (`transaction_mode`). Without the lock
    eight publishers forked the history, and order of ids was not order of time. Raises `BusyError`
    where it, or a row that is needed within, is not to be had in time.
    """
    # A page that only asks would let everybody wait who saves.
    return nullcontext() if _is_dry_run.get() else _locked()


@contextmanager
def _locked():
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
            yield
    except OperationalError as error:
        if is_busy(error):
            raise BusyError(MESSAGE) from error
        raise


def dry_run(verb, *args, **kwargs):
    """Raise what a verb would raise, as far as it can be known before anything is written.

    The verb runs up to `stop_if_dry_run()`, by the rules by which it is done, without the lock and without
    writing. Between asking and doing others may go on: the answer of the verb itself counts.
    """
    before = _is_dry_run.set(True)
    try:
        with connection.execute_wrapper(_refuse_to_write):
            verb(*args, **kwargs)
    except _DryRunEndedError:
        pass
    finally:
        _is_dry_run.reset(before)


def stop_if_dry_run():
    """Say that a verb has asked all it asks before it writes: a dry run ends here."""
    if _is_dry_run.get():
        raise _DryRunEndedError


def is_dry_run():
    """Whether the verb is only asked, and writes nothing."""
    return _is_dry_run.get()


def rolled_back(work, *args, **kwargs):
    """Return what `work` returns, and undo what it wrote: for what only writing can tell, such as
    where a whole branch of pages would stand. Holds the lock."""
    with publishing_lock(), transaction.atomic():
        result = work(*args, **kwargs)
        transaction.set_rollback(True)
        return result


def _refuse_to_write(execute, sql, params, many, context):
    """A verb that writes before it is `stop_if_dry_run()` would do so unlocked, because a page was read."""
    if not sql.lstrip("( \n").upper().startswith(("SELECT", "WITH")):
        raise RuntimeError(f"A dry run would write: {sql[:100]}")
    return execute(sql, params, many, context)
