"""The verbs of publishing. The admin, commands and imports all use them.

Each verb is one transaction under one global lock. It reads the clock only once it holds the lock,
so history entries are in order of time. Users without the permission get Django's
`PermissionDenied`. What can't be done raises `PublishingError` with a message for the editor. `by`
is a user or `COMMAND_LINE`; times are aware datetimes.

Modules import only from those on their left: `locking → actions → freezing, timing, acknowledgement
→ outdated → approval → requests → publication, moves, withdrawal, versions → drafts, copies,
redaction, preview_links, subjects → translation, watched_words, hand_over`.
"""

from ..actor import COMMAND_LINE
from ..review_policy import removed_marks
from .actions import row_of
from .approval import (
    approve,
    check_mark,
    check_product,
    contributors,
    needs_second_person,
    possible_approvers,
    request_changes,
    submit,
    why_lapsed,
    why_not_taken_back,
    withdraw_submission,
)
from .copies import duplicate
from .drafts import (
    MARKS,
    archive,
    empty_trash,
    mark_note,
    record_author,
    restore,
    revert_draft_to,
    why_not_destroyed,
    write,
)
from .hand_over import hand_over, items_received_by, may_take_over, work_of
from .locking import dry_run, publishing_lock, stop_if_dry_run
from .moves import ask_move, move, plan_move
from .preview_links import (
    cap_expiry,
    max_days,
    revoke_orphaned_links,
    revoke_preview,
    share_preview,
)
from .publication import (
    cancel_schedule,
    check_ready,
    existing_edition,
    freeze,
    import_edition,
    publish,
    publish_draft,
    publish_many,
    reschedule,
)
from .redaction import PERMISSION as REDACT
from .redaction import ask_redaction, copied_since, files_to_erase, open_redactions, redact
from .requests import (
    Kind,
    agree,
    ask,
    asker_of,
    close_requests_of,
    decline,
    kind_of,
    may_answer,
    open_requests,
    register,
    take_back_request,
)
from .subjects import change_as_asked, record_change
from .translation import (
    keep_translation,
    nearest_parent,
    permissions_to_translate,
    ready_with,
    translate,
)
from .versions import keep_autosaved, keep_draft, restore_version
from .watched_words import NARROW_WORD
from .watched_words import ask_to_remove as ask_to_remove_word
from .withdrawal import withdraw, withdrawal_reasons_for, withdrawal_reasons_in

__all__ = [
    "COMMAND_LINE",
    "Kind",
    "MARKS",
    "NARROW_WORD",
    "REDACT",
    "agree",
    "approve",
    "archive",
    "ask",
    "ask_move",
    "ask_redaction",
    "ask_to_remove_word",
    "asker_of",
    "cancel_schedule",
    "change_as_asked",
    "check_mark",
    "check_product",
    "check_ready",
    "revoke_orphaned_links",
    "close_requests_of",
    "contributors",
    "copied_since",
    "decline",
    "dry_run",
    "duplicate",
    "empty_trash",
    "cap_expiry",
    "files_to_erase",
    "hand_over",
    "items_received_by",
    "may_take_over",
    "freeze",
    "existing_edition",
    "import_edition",
    "keep_autosaved",
    "keep_draft",
    "keep_translation",
    "kind_of",
    "removed_marks",
    "max_days",
    "may_answer",
    "move",
    "nearest_parent",
    "needs_second_person",
    "mark_note",
    "open_redactions",
    "open_requests",
    "permissions_to_translate",
    "plan_move",
    "possible_approvers",
    "publish",
    "publish_draft",
    "publish_many",
    "publishing_lock",
    "ready_with",
    "record_author",
    "record_change",
    "redact",
    "register",
    "request_changes",
    "reschedule",
    "restore",
    "restore_version",
    "revert_draft_to",
    "row_of",
    "stop_if_dry_run",
    "revoke_preview",
    "withdrawal_reasons_for",
    "withdrawal_reasons_in",
    "share_preview",
    "submit",
    "take_back_request",
    "translate",
    "why_lapsed",
    "why_not_destroyed",
    "why_not_taken_back",
    "withdraw",
    "withdraw_submission",
    "work_of",
    "write",
]
