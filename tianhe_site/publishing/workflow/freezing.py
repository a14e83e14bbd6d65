"""Who wrote the draft, and the edition that keeps what it says."""

from django.utils.translation import gettext as _

from tianhe_site import RELEASE
from tianhe_site.media_library.media_snapshot import reference_of
from tianhe_site.media_library.models import Asset

from .. import review_policy
from ..models import FOREVER, ChangeKind, HistoryEntry, MediaUse, Review
from ..search import edition_index
from .locking import is_dry_run

Verb = HistoryEntry.Verb

# What an edition has in common with the draft that it would be made of again.
SAME = ("content_hash", "needs_second_person", "medical")


def note_author(action, note=""):
    """Record that the actor wrote what the draft says, unless the history has it already."""
    item = action.item
    if note or item.content_hash != item.recorded_hash:
        action.record(Verb.WRITE, note, draft=item.content_hash, **marks_of(item))
        mark_recorded(item)


def marks_of(draft):
    """Return the marks of a draft as an entry about who wrote it keeps them."""
    return {"marked": draft.needs_second_person, "medical": draft.medical}


def mark_recorded(draft):
    """Remember that the history says who wrote what the draft says now."""
    draft.recorded_hash = draft.content_hash
    type(draft).objects.filter(pk=draft.pk).update(recorded_hash=draft.content_hash)


def place_note(before, draft):
    """Return what the history says of another address of a draft that was never public, "" if it
    has the same. Whoever chose the address has written part of what is approved."""
    old, new = before.first_path(), draft.first_path()
    return "" if old == new else _("Address: %(old)s → %(new)s.") % {"old": old, "new": new}


def freeze_draft(action, correction=None):
    """Return the edition that says what the saved draft says, frozen now if there is none.

    A draft that says what its newest edition says gets that one, as long as it can still be
    published or is live: a second click makes no second edition. Editions that were only kept
    don't count. `correction` is what readers are told was corrected, "" for a typo, None where
    nobody was asked. In a dry run a new edition is not stored.
    """
    newest = usable_edition(action.item, action.now)
    if newest and _is_answered(newest, correction):
        return newest
    if is_dry_run():
        return _unsaved_edition(action, correction)
    refresh_draft(action.item)
    if correction:
        # Whoever writes what readers are told of the change has written part of it.
        note_author(action, correction)
    note_author(action)
    edition = new_edition(action, correction)
    action.record(Verb.FREEZE, worded=media_contributors(edition.media))
    return edition


def new_edition(action, correction=None):
    """Store what the draft says as an edition of its own; return it."""
    edition = _unsaved_edition(action, correction)
    edition.save(force_insert=True)
    MediaUse.record(edition, edition.media)
    edition_index.add(edition)
    action.change(edition, [])
    return edition


def refresh_draft(draft):
    """Save the draft again if it says something else by now: the sanitiser reads the saved text
    differently, or the media library has what the text named too early."""
    if draft.as_edition().content_hash != draft.content_hash:
        draft.save()


def _unsaved_edition(action, correction):
    edition = action.item.as_edition()
    edition.item = action.item
    edition.change_kind, edition.correction = _answer(correction)
    edition.frozen_at, edition.release = action.now, RELEASE
    edition.bound_by = review_policy.binding_codes(action.item, edition)
    edition.frozen_by_id, edition.frozen_by_name = action.by.pk, action.by.get_username()
    return edition


def media_contributors(media):
    """Return who gave the pictures and documents in `media` their words and their files, as
    (id, name) by number."""
    numbers = [number for _kind, number in map(reference_of, media)]
    assets = Asset.objects.filter(pk__in=numbers).select_related("current") if numbers else []
    return {
        str(asset.pk): [
            [asset.worded_by_id, asset.worded_by_name],
            [asset.current.uploaded_by_id, asset.current.uploaded_by_name],
        ]
        for asset in assets
    }


def usable_edition(item, at):
    """Return the newest edition of `item` that says what the saved draft says, if it can still be
    published at the moment `at` or is live, and nothing but editions that were never reviewed or
    published came after it; else None."""
    wanted = item.as_edition()
    same = {name: getattr(wanted, name) for name in SAME}
    newest = item.editions.filter(**same, redaction_reason="").order_by("-id").first()
    if newest is None or newest.live_until <= at or review_policy.has_lapsed(newest, at):
        return None
    if not _has_same_place(newest, wanted):
        return None
    later = item.editions.filter(pk__gt=newest.pk)
    return None if later.exclude(review=Review.NONE, live_from=FOREVER).exists() else newest


def _has_same_place(newest, wanted):
    """Whether an edition is to be published first where the draft is to stand. Editions of releases
    before 0.5 don't say."""
    return wanted.first_path in ("", newest.first_path) or not newest.first_path


def _is_answered(edition, correction):
    if correction is None or edition.live_from < FOREVER:
        return True
    return _answer(correction) == (edition.change_kind, edition.correction)


def _answer(correction):
    if correction is None:
        return ChangeKind.NONE, ""
    return (ChangeKind.CORRECTION if correction else ChangeKind.TYPO), correction
