"""The admin of everything publishable, of the record, and of the words that are watched."""

from .items import CarefulAdmin, PublishableAdmin, StateFilter
from .record import HistoryEntryAdmin
from .words import WatchedWordAdmin

__all__ = [
    "CarefulAdmin",
    "HistoryEntryAdmin",
    "PublishableAdmin",
    "StateFilter",
    "WatchedWordAdmin",
]
