"""Values that each process makes once: those that only a public change can change, such as the
menu, are kept until the next change, those that nothing can change for good.

`serving.page_cache` knows when that is: it asks once a second, and knows ahead what begins and ends
by itself. It lets Django answer `within` the state that it knows of. Anywhere else nothing is kept
until a change: in commands, in the site as of a date, and while the database is late.
"""

from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import wraps
from threading import Lock

# Values in a state. Whatever readers ask for, a process's memory has a bound.
MAX_VALUES = 500
# Values that are kept for good. Feeds and fresh pages ask about the newest items again and again.
MAX_FOR_GOOD = 1_000

_state = ContextVar("public_state", default=None)
# The time that each answer being made is right for, in a list; None where nobody asks.
_limits = ContextVar("limits", default=None)
_for_good, _lock = {}, Lock()


class PublicState:
    """What readers see from `begins` up to but not including `ends` (aware times), if nobody
    changes anything."""

    def __init__(self, begins, ends):
        self.begins, self.ends = begins, ends
        self.values = {}

    def includes(self, moment):
        return self.begins <= moment < self.ends


@contextmanager
def within(state):
    """Keep values in `state` inside the block; None keeps nothing."""
    before = _state.set(state)
    try:
        yield
    finally:
        _state.reset(before)


@contextmanager
def noting_limits():
    """Yield a list that gets a timedelta for each `right_until` inside the block: for how long what
    is made there is right, from the moment at which it was read."""
    limits = []
    before = _limits.set(limits)
    try:
        yield limits
    finally:
        _limits.reset(before)


def right_until(end, at):
    """Say that what is being made for the moment `at` changes by itself at `end`, although nothing
    begins or ends then. Not inside of `value`, whose next reader wouldn't hear of it."""
    limits = _limits.get()
    if limits is not None:
        limits.append(end - at)


def value(key, at, make):
    """Return what `make()` returns, kept until the next change under a hashable `key`.

    `make` reads what is public at the moment `at`. Nobody may change what is kept: all requests
    share it.
    """
    state = _state.get()
    if state is None or not state.includes(at):
        return make()
    if key not in state.values:
        made = make()
        # A change meanwhile begins a new state, so this is never taken for a later one.
        if len(state.values) >= MAX_VALUES:
            return made
        state.values[key] = made
    return state.values[key]


def until_change(function):
    """Decorate a function of public rows whose last argument is a moment: keep what it returns for
    its other arguments, as `value` does."""

    @wraps(function)
    def kept(*args):
        return value((function, *args[:-1]), args[-1], lambda: function(*args))

    return kept


def for_good(key, make):
    """Return what `make()` returns, kept under a hashable `key` from which it follows: say, one
    with a hash of what `make` reads. The oldest is dropped first."""
    # Another thread may drop it at any time.
    with suppress(KeyError):
        return _for_good[key]
    made = make()
    with _lock:
        if len(_for_good) >= MAX_FOR_GOOD:
            del _for_good[next(iter(_for_good))]
        _for_good[key] = made
    return made
