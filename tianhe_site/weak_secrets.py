"""Detects keys and passwords that are easy to guess. It doesn't import Django, since the settings
use it."""

import re
import zlib
from itertools import pairwise

MIN_KEY_LENGTH = 50
# Random text hardly compresses. Text that compresses below this repeats itself: the 50 characters
# of "0123456789" five times take 21 bytes, those of the weakest random key (hexadecimal) at least
# 46.
MIN_PACKED_BYTES = 40
MIN_DISTINCT_LETTERS = 5
# Placeholders in the examples of documentation and project generators.
PLACEHOLDERS = (
    *("insecure", "change-me", "changeme", "change_me", "example", "your-", "your_"),
    *("replace-", "replace_", "secret-key", "secret_key", "qwerty"),
)
# Share of small steps from one character to the next. In random hexadecimal text a sixth of them
# are small.
MAX_SMALL_STEPS = 0.5

HOW_TO_MAKE_ONE = 'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'


def problem_with_key(key):
    """Return what is wrong with a signing key; "" if nothing is."""
    if len(key) < MIN_KEY_LENGTH:
        return f"it has {len(key)} characters and needs {MIN_KEY_LENGTH}"
    if is_placeholder(key):
        return "it's an example that others know"
    if len(zlib.compress(key.encode(), 9)) < MIN_PACKED_BYTES:
        return "it repeats itself"
    if _counts_up(key):
        return "it counts up or down"
    return ""


def problem_with_password(password):
    """Return a weakness of a password that Django's validators don't look for; "" if there is
    none."""
    if is_placeholder(password):
        return "It's an example that others know."
    if len(set(password)) < MIN_DISTINCT_LETTERS:
        return "It repeats the same few characters."
    if re.fullmatch(r"(.+?)\1+", password):
        return "It repeats itself."
    if _counts_up(password):
        return "It counts up or down."
    return ""


def is_placeholder(text):
    """Return whether a text is meant to be replaced with a real secret."""
    return any(word in text.lower() for word in PLACEHOLDERS)


def _counts_up(text):
    """Return whether most characters are alphabetically adjacent to the one before them, or repeat
    it."""
    steps = [abs(ord(before) - ord(after)) for before, after in pairwise(text)]
    return sum(step <= 1 for step in steps) > MAX_SMALL_STEPS * len(steps)
