"""What no log and no report of a fault may show."""

import re

SUBSTITUTES = (
    # Links that let someone in, or show what isn't public.
    (re.compile(r"(/admin/login/(?:link|forgot)/|/preview/)[^/\s\"'\\<>]+"), r"\1…"),
    # The account and the password in the address of a server.
    (re.compile(r"(\w://)[^/\s:@]*:[^/\s@]+@"), r"\1…@"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "…@…"),
    # The row that PostgreSQL refused, in as many lines as it has, until the next error.
    (
        re.compile(r"DETAIL: .*?(?=\n\n(?:The above|During handling)|\Z)", re.DOTALL),
        "DETAIL: …",
    ),
)


def without_secrets(text):
    """Return a text without links that are secrets, passwords of servers, and email addresses."""
    for pattern, substitute in SUBSTITUTES:
        text = pattern.sub(substitute, text)
    return text
