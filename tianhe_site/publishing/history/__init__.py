"""The audit log: one chained entry per action, and the proof that none was changed."""

from .descriptions import asked_in_words, in_words
from .entries import append, append_about, append_answer, append_change, facts_of, next_moment
from .queries import changes_of, edition_made_by, passed, review_entries, review_of
from .verification import verify

__all__ = [
    "append",
    "append_about",
    "append_answer",
    "append_change",
    "asked_in_words",
    "changes_of",
    "edition_made_by",
    "facts_of",
    "in_words",
    "next_moment",
    "passed",
    "review_entries",
    "review_of",
    "verify",
]
