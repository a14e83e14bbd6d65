"""Drafts, editions, addresses, history and watched words: the base of every section."""

from .addresses import MAX_PATH, Address
from .content import FoundByMixin, HidesContactsMixin
from .draft_versions import Autosave, DraftVersion
from .drafts import PERMISSIONS, Publishable, pending_editions
from .editions import REMOVED, ChangeKind, Edition, Review, kind_of_change
from .history import HistoryEntry
from .media_use import MediaUse
from .mixins import (
    AttachedMixin,
    MarkedMixin,
    PicturedMixin,
    SecondPersonMixin,
    SlugMixin,
    valid_slug,
)
from .pinned_results import PinnedResult
from .presence import OpenForm
from .previews import PreviewLink
from .search_misses import SearchMiss
from .times import BEFORE_ALL, FOREVER, index_of_ends
from .watched_words import WatchedWord

__all__ = [
    "Address",
    "AttachedMixin",
    "Autosave",
    "BEFORE_ALL",
    "ChangeKind",
    "DraftVersion",
    "Edition",
    "FOREVER",
    "FoundByMixin",
    "HidesContactsMixin",
    "HistoryEntry",
    "MAX_PATH",
    "MarkedMixin",
    "MediaUse",
    "OpenForm",
    "PERMISSIONS",
    "PicturedMixin",
    "PinnedResult",
    "PreviewLink",
    "Publishable",
    "REMOVED",
    "Review",
    "SearchMiss",
    "SecondPersonMixin",
    "SlugMixin",
    "WatchedWord",
    "index_of_ends",
    "kind_of_change",
    "pending_editions",
    "valid_slug",
]
