"""The admin of everything publishable, the audit log and the watched words."""

from .audit_log import HistoryEntryAdmin
from .audited import AuditedAdmin, ModeratedAdmin
from .items import PublishableAdmin
from .locked import LockedAdmin
from .status import StateFilter
from .watched_words import WatchedWordAdmin

__all__ = [
    "ModeratedAdmin",
    "HistoryEntryAdmin",
    "LockedAdmin",
    "PublishableAdmin",
    "StateFilter",
    "AuditedAdmin",
    "WatchedWordAdmin",
]
