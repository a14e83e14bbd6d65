"""How passwords are hashed, and how many at a time.

docs/design/accounts.md has what each way costs. Every hash goes through here, since it is a hasher
that waits for its turn: that of an unknown name as well.
"""

import fcntl
import os
import threading
import time
import unicodedata
from contextlib import contextmanager, suppress

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher, PBKDF2PasswordHasher
from django.utils.translation import gettext_lazy as _

from tianhe_site import busy

# On this host, in all processes. Each takes one processor: with both of two, readers waited twice
# as long for a page, and no more log-ins were served.
MAX_AT_ONCE = max(1, min(2, (os.cpu_count() or 1) // 2))
SECONDS_TO_WAIT = 5
SECONDS_BETWEEN_LOOKS = 0.02
MESSAGE = _("Many people are logging in right now. Try again in a few seconds.")
_held = threading.local()


class HashingBusyError(busy.BusyError):
    """The wait for a turn to hash a password was too long."""

    reason = MESSAGE


@contextmanager
def turn():
    """Hash inside this block. Raises `HashingBusyError` if it isn't one's turn in time."""
    # PBKDF2 checks a password by hashing it.
    if getattr(_held, "has_turn", False):
        yield
        return
    files = [_open(number) for number in range(MAX_AT_ONCE)]
    try:
        _wait_for_one_of(files)
        _held.has_turn = True
        yield
    finally:
        _held.has_turn = False
        # Which also unlocks.
        for file in files:
            os.close(file)


def _open(number):
    """Open a file to lock. Another process can't tell who holds it, nor needs to: the system frees
    it if its holder dies."""
    with suppress(FileExistsError):
        settings.DATA_DIR.mkdir(parents=True)
    return os.open(settings.DATA_DIR / f"hashing-{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)


def _wait_for_one_of(files):
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while not any(_locks(file) for file in files):
        if time.monotonic() >= deadline:
            raise HashingBusyError
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _locks(file):
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class InTurnMixin:
    def encode(self, password, salt, *args, **kwargs):
        with turn():
            return super().encode(password, salt, *args, **kwargs)

    def verify(self, password, encoded):
        with turn():
            return super().verify(password, encoded)

    def harden_runtime(self, password, encoded):
        with turn():
            super().harden_runtime(password, encoded)


class Argon2Hasher(InTurnMixin, Argon2PasswordHasher):
    """The second choice of RFC 9106, but one lane: four would take all processors at once."""

    memory_cost = 64 * 1024
    time_cost = 3
    parallelism = 1

    def encode(self, password, salt):
        return super().encode(_normalized(password), salt)

    def verify(self, password, encoded):
        return super().verify(_normalized(password), encoded)


class OldHasher(InTurnMixin, PBKDF2PasswordHasher):
    """Of accounts from before 0.7.0, until their next log-in. Takes passwords as typed."""


def _normalized(password):
    """Return a password as it is on every keyboard: some type an accent as a character of its own,
    or Latin letters in full width (NIST SP 800-63B)."""
    return unicodedata.normalize("NFKC", password)
