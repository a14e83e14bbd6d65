"""Looks at a site as it is installed: what is wrong, and what to do about it.

Each check is a function that returns a `Result`, or yields several. It may raise: what it asks, it
couldn't find out then.
"""

from dataclasses import dataclass

from django.db import DatabaseError

OK, WARN, FAULT = "ok", "warn", "fault"


@dataclass(frozen=True)
class Result:
    """What a check found: about what, in a sentence, and what to do if it isn't `OK`."""

    level: str
    subject: str
    message: str
    advice: str = ""

    def __str__(self):
        return " ".join([f"{self.level:5}  {self.subject}: {self.message}", self.advice]).rstrip()


def run(checks):
    """Yield the results of all `checks`, a dictionary of functions by their subject. One that fails
    is a fault, and ends no other."""
    for subject, check in checks.items():
        try:
            found = check()
            yield from [found] if isinstance(found, Result) else found or ()
        except Exception as error:
            reason = f"{type(error).__name__}: {error}".strip().replace("\n", " ")
            advice = "Look after the database first." if isinstance(error, DatabaseError) else ""
            yield Result(FAULT, subject, f"couldn't be checked ({reason}).", advice)
