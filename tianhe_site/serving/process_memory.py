"""How a process gets memory, and how much of it that is free it holds on to."""

import ctypes
from contextlib import suppress

# `mallopt` of glibc: how many pools of memory there are.
M_ARENA_MAX = -8
# Of 8 bytes each: Python takes 256 KB, of which half is left. A page needs some 40.
VALUES_IN_ONE_PIECE = 16_000


def share_one_pool():
    """Let all threads share one pool of memory, before the first of them starts.

    glibc makes eight for each processor, and each keeps what was freed in it: 24 MB more after
    19,000 pages.
    """
    # Other libraries of C have no pools.
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def with_room(application):
    """Return a WSGI application that does the same, with room for its calls in one piece.

    Python 3.11 keeps the variables of calls in pieces of 16 KB. A loop whose calls begin at
    the end of a piece asks the system for the next one each time round, and gives it back: 57 times
    for a page of results, a tenth of the time of the home page. A call that says it needs more than
    a piece gets a larger one, and those inside it have the rest.
    """

    def call(environ, start_response):
        return application(environ, start_response)

    call.__code__ = call.__code__.replace(co_stacksize=VALUES_IN_ONE_PIECE)
    return call
