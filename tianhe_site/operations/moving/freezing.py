"""One move at a time, and no change to a site that is being moved."""

from django.db import connection

from tianhe_site import read_only
from tianhe_site.operations import process_locks
from tianhe_site.publishing import workflow
from tianhe_site.publishing.errors import BusyError

from . import MoveError

# Each waits for the lock as long as an editor does.
TRIES = 6


def take_lock():
    """Take the lock of moves, see `process_locks.take`. Raises `MoveError` if another process has
    it."""
    return process_locks.take("move", before_waiting=_refuse)


def own_mark(command):
    """Return the mark of the database in use. Raises `MoveError` if no move has begun, or another
    command's: lifted by the wrong one, changes would be saved that its copy lacks."""
    mark = read_only.mark(connection)
    if mark is None:
        raise MoveError("No move has begun: the site can be changed.")
    if mark.command != command:
        raise MoveError(
            f"The site is being moved to {mark.target} by manage.py {mark.command}. Finish that, "
            f"or stay: manage.py {mark.command} --cancel"
        )
    return mark


def _refuse():
    raise MoveError("Another move is at work on this site.")


def make_read_only(target):
    """Make the database in use refuse changes, because the site is being moved to `target`, unless
    it does so already. Return its mark. Raises `MoveError` if the site is being moved elsewhere,
    `BusyError` if others save all the time."""
    for tries_left in reversed(range(TRIES)):
        try:
            with workflow.publishing_lock():
                mark = read_only.mark(connection) or read_only.begin(connection, target)
            break
        except BusyError:
            if not tries_left:
                raise
    if mark.target != target:
        raise MoveError(f"The site is being moved to {mark.target}. Finish or cancel that first.")
    return mark
