"""Drafts, editions, addresses, the history and the watched words: what every section stands on."""

from .addresses import MAX_PATH, Address
from .drafts import Pictured, Publishable, valid_slug
from .editions import REMOVED, ChangeKind, Edition, Review
from .history import HistoryEntry
from .media_use import MediaUse
from .presence import OpenForm
from .previews import PreviewLink
from .times import FOREVER
from .watched_words import WatchedWord

__all__ = [
    "Address",
    "ChangeKind",
    "Edition",
    "FOREVER",
    "HistoryEntry",
    "MAX_PATH",
    "MediaUse",
    "OpenForm",
    "Pictured",
    "PreviewLink",
    "Publishable",
    "REMOVED",
    "Review",
    "WatchedWord",
    "valid_slug",
]
