"""The one lock of the verbs, and dry runs of verbs without it."""

from contextlib import contextmanager, nullcontext
from contextvars import ContextVar

from django.db import OperationalError, connection, transaction

from tianhe_site import busy
from tianhe_site.monitoring import counts

from ..errors import BusyError, PublishingError

# Any number will do, as long as nothing else in the database locks on it.
ADVISORY_LOCK = 0x7469616E
_is_dry_run = ContextVar("is_dry_run", default=False)


class _DryRunEndedError(Exception):
    """Ends a dry run in which nothing stood in the way of the verb."""


def publishing_lock():
    """Hold the global lock: a transaction in which no other verb runs.

    SQLite takes its write lock when the transaction begins (`transaction_mode`). Without the lock,
    eight publishers forked the history, and ids were not in order of time. Raises `BusyError` if
    the lock, or a row needed inside it, is not available in time.
    """
    # A page that only checks must not keep those waiting who save.
    return nullcontext() if _is_dry_run.get() else _locked()


@contextmanager
def _locked():
    is_outermost = not connection.in_atomic_block
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
            yield
    except OperationalError as error:
        if busy.is_busy(error):
            counts.add("verbs_refused", "busy")
            busy.note(error)
            raise BusyError(busy.reason_of(error)) from error
        raise
    except PublishingError:
        if is_outermost:
            counts.add("verbs_refused", "rule")
        raise


def dry_run(verb, *args, **kwargs):
    """Raise what a verb would raise, as far as that is known before anything is written.

    The verb runs by its own rules up to `stop_if_dry_run()`, without the lock and without writing.
    Other verbs may run before the verb itself does: what it raises then counts.
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
    """End a dry run. A verb calls this after its checks, before it writes."""
    if _is_dry_run.get():
        raise _DryRunEndedError


def is_dry_run():
    """Whether the verb only checks, and writes nothing."""
    return _is_dry_run.get()


def rolled_back(work, *args, **kwargs):
    """Return what `work` returns and undo what it wrote, for questions that only writing answers,
    such as the addresses of a moved branch. Holds the lock."""
    with publishing_lock(), transaction.atomic():
        result = work(*args, **kwargs)
        transaction.set_rollback(True)
        return result


def _refuse_to_write(execute, sql, params, many, context):
    """Refuse to write before `stop_if_dry_run()`: viewing a page would write without the lock."""
    if not sql.lstrip("( \n").upper().startswith(("SELECT", "WITH")):
        raise RuntimeError(f"A dry run would write: {sql[:100]}")
    return execute(sql, params, many, context)
