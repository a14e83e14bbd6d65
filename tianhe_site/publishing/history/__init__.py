"""The audit log: one chained entry per action, and the proof that none was changed."""

from .descriptions import describe, describe_request
from .entries import (
    append,
    append_about,
    append_answer,
    append_change,
    following,
    next_moment,
    request_facts,
)
from .queries import (
    GIVER,
    RECEIVER,
    acknowledged,
    authors_of,
    entries_about,
    frozen_edition_id,
    go_live_wish,
    hand_overs,
    last_reasons,
    newest_of_each,
    responsible_for,
    review_entries,
    review_of,
    wish_in,
)
from .verification import verify

__all__ = [
    "GIVER",
    "RECEIVER",
    "append",
    "authors_of",
    "go_live_wish",
    "wish_in",
    "append_about",
    "append_answer",
    "append_change",
    "describe_request",
    "entries_about",
    "following",
    "frozen_edition_id",
    "hand_overs",
    "last_reasons",
    "request_facts",
    "describe",
    "newest_of_each",
    "next_moment",
    "responsible_for",
    "acknowledged",
    "review_entries",
    "review_of",
    "verify",
]
