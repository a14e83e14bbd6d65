"""The admin of everything publishable, the audit log and the watched words."""

from .audit_log import HistoryEntryAdmin
from .items import PublishableAdmin
from .locked import LockedAdmin
from .status import StateFilter
from .subjects import ConfirmedAdmin, SubjectAdmin
from .watched_words import WatchedWordAdmin

__all__ = [
    "ConfirmedAdmin",
    "HistoryEntryAdmin",
    "LockedAdmin",
    "PublishableAdmin",
    "StateFilter",
    "SubjectAdmin",
    "WatchedWordAdmin",
]
