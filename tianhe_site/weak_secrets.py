"""Keys and passwords that somebody could guess. Needs no Django: the settings ask as well."""

import re
import zlib
from itertools import pairwise

MIN_KEY_LENGTH = 50
# A random text hardly packs. What packs into so few bytes repeats itself; the 50 characters of
# "0123456789" five times over take 21, those of the poorest random key (hexadecimal) 46 or more.
MIN_PACKED_BYTES = 40
MIN_DISTINCT_LETTERS = 5
# What examples and generators of projects write for others to replace.
PLACEHOLDERS = (
    *("insecure", "change-me", "changeme", "change_me", "example", "your-", "your_"),
    *("replace-", "replace_", "secret-key", "secret_key", "qwerty"),
)
# Of the steps from one character to the next. In a random hexadecimal text a sixth are as small.
MAX_SMALL_STEPS = 0.5

HOW_TO_MAKE_ONE = 'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'


def fault_of_key(key):
    """Return what is wrong with a key that signs sessions, "" if nothing is."""
    if len(key) < MIN_KEY_LENGTH:
        return f"it has {len(key)} characters and needs {MIN_KEY_LENGTH}"
    if is_placeholder(key):
        return "it's an example that others know"
    if len(zlib.compress(key.encode(), 9)) < MIN_PACKED_BYTES:
        return "it repeats itself"
    if _counts_up(key):
        return "it counts up or down"
    return ""


def fault_of_password(password):
    """Return what Django's validators don't look for and makes a password a weak one, or ""."""
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
    """Return whether a text was written to be replaced by a secret one."""
    return any(word in text.lower() for word in PLACEHOLDERS)


def _counts_up(text):
    """Return whether most characters follow the one before them in the alphabet, or repeat it."""
    steps = [abs(ord(before) - ord(after)) for before, after in pairwise(text)]
    return sum(step <= 1 for step in steps) > MAX_SMALL_STEPS * len(steps)
