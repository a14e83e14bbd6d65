"""The admin of everything publishable, the audit log and the watched words."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from .. import foreign_words
from .audit_log import HistoryEntryAdmin
from .audited import AuditedAdmin, ModeratedAdmin
from .item_list import ItemListPageMixin, labeled
from .items import PublishableAdmin
from .locked import ReadOnlyAdmin
from .pinned_results import PinnedResultAdmin
from .status import StateFilter
from .templates import DraftTemplateAdmin
from .watched_words import WatchedWordAdmin

__all__ = [
    "ModeratedAdmin",
    "DraftTemplateAdmin",
    "HistoryEntryAdmin",
    "ItemListPageMixin",
    "PinnedResultAdmin",
    "PublishableAdmin",
    "ReadOnlyAdmin",
    "StateFilter",
    "AuditedAdmin",
    "WatchedWordAdmin",
    "labeled",
]

admin.site.index_title = gettext_lazy("Dashboard")
admin.site.i18n_javascript = foreign_words.words_of_scripts
