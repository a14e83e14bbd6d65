"""Limits that a child process sets itself before it reads hostile bytes. Doesn't import Django."""

import contextlib

try:
    import resource
except ImportError:
    resource = None


def limit_resources(memory, seconds, file_size):
    """Limit this process for good: bytes of address space, seconds of CPU time, bytes per file.

    Limits that the operating system doesn't support are skipped.
    """
    _limit("RLIMIT_CORE", 0, 0)
    _limit("RLIMIT_AS", memory, memory)
    _limit("RLIMIT_CPU", seconds, seconds)
    _limit("RLIMIT_FSIZE", file_size, file_size)


def limit_memory(most):
    """Limit the address space of this process to `most` bytes from now on."""
    _limit("RLIMIT_AS", most)


def _limit(name, most, hard=None):
    if resource is None:
        return
    with contextlib.suppress(AttributeError, OSError, ValueError):
        kind = getattr(resource, name)
        resource.setrlimit(kind, (most, resource.getrlimit(kind)[1] if hard is None else hard))
