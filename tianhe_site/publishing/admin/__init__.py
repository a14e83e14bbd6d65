"""The admin of everything publishable, of the record, and of the words that are watched."""

from .items import LockedAdmin, PublishableAdmin, StateFilter
from .record import HistoryEntryAdmin
from .subjects import ConfirmedAdmin, SubjectAdmin
from .words import WatchedWordAdmin

__all__ = [
    "ConfirmedAdmin",
    "HistoryEntryAdmin",
    "LockedAdmin",
    "PublishableAdmin",
    "StateFilter",
    "SubjectAdmin",
    "WatchedWordAdmin",
]
