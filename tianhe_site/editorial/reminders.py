"""Reminders and alerts, which sections show on the dashboard.

Not in `dashboard.py`: models name theirs, and processes that serve readers load models but no
dashboard.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Reminder:
    """What a section reminds editors of. A section lists its reminders in `reminders` of its
    draft.

    `select(drafts, at)` returns the drafts it concerns; the admin list shows the same ones with
    `filter`. `note(draft, at)` says why.
    """

    title: str
    select: Callable
    order: str
    note: Callable
    filter: str


@dataclass(frozen=True)
class Alert:
    """What readers miss on the public site until someone acts: a `message`, and where to act, the
    `url` with the name `action`, for those who may. A section lists functions `(model, user, at)`
    that return one, or None, in `alerts` of its draft."""

    message: str
    action: str = ""
    url: str = ""
