"""How much free memory a process holds on to."""

import ctypes
from contextlib import suppress

# `mallopt` of glibc: how many pools of memory there are.
M_ARENA_MAX = -8


def share_one_pool():
    """Let all threads share one pool of memory, before the first of them starts.

    glibc makes eight for each processor, and each keeps what was freed in it: 24 MB more after
    19,000 pages.
    """
    # Other libraries of C have no pools.
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
