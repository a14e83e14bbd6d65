"""The verbs of publishing. Admin, commands and imports all come through here.

Each verb is one transaction behind one global lock: it reads the clock only when it is alone,
so the order of history entries is the order of time. Who may not use a verb gets Django's
`PermissionDenied`; what can't be done raises `PublishingError` with a sentence for the editor.
`by` is a user, or `COMMAND_LINE`; times are aware datetimes.

Modules import from those to the left: `locking → actions → freezing, timing, acknowledgement →
approval → requests → publication, moves, withdrawal → drafts, redaction, preview_links, subjects`.
"""

from ..actor import COMMAND_LINE
from ..review_policy import marks_taken_off
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
from .drafts import (
    MARKS,
    archive,
    empty_trash,
    keep,
    note_of_mark,
    record_author,
    restore,
    revert_draft_to,
    why_not_destroyed,
    write,
)
from .locking import dry_run, publishing_lock
from .moves import ask_move, move, plan_move
from .preview_links import (
    close_links_without_maker,
    end_in_time,
    max_days,
    revoke_preview,
    share_preview,
)
from .publication import (
    cancel_schedule,
    check_ready,
    freeze,
    frozen_before,
    import_edition,
    publish,
    publish_draft,
    publish_many,
    reschedule,
)
from .redaction import PERMISSION as REDACT
from .redaction import ask_redaction, files_to_erase, open_redactions, redact
from .requests import (
    Kind,
    agree,
    ask,
    asker_of,
    decline,
    kind_of,
    may_answer,
    open_requests,
    register,
    take_back_request,
)
from .subjects import change_as_asked, record_change
from .withdrawal import sentences_for, withdraw
from .words import NARROW_WORD
from .words import ask_to_remove as ask_to_remove_word

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
    "close_links_without_maker",
    "contributors",
    "decline",
    "dry_run",
    "empty_trash",
    "end_in_time",
    "files_to_erase",
    "freeze",
    "frozen_before",
    "import_edition",
    "keep",
    "kind_of",
    "marks_taken_off",
    "max_days",
    "may_answer",
    "move",
    "needs_second_person",
    "note_of_mark",
    "open_redactions",
    "open_requests",
    "plan_move",
    "possible_approvers",
    "publish",
    "publish_draft",
    "publish_many",
    "publishing_lock",
    "record_author",
    "record_change",
    "redact",
    "register",
    "request_changes",
    "reschedule",
    "restore",
    "revert_draft_to",
    "revoke_preview",
    "sentences_for",
    "share_preview",
    "submit",
    "take_back_request",
    "why_lapsed",
    "why_not_destroyed",
    "why_not_taken_back",
    "withdraw",
    "withdraw_submission",
    "write",
]
