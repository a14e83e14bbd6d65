"""Freezing a draft as an edition, and recording who wrote it."""

from django.utils.translation import gettext as _

from tianhe_site import RELEASE, languages
from tianhe_site.media_library.media_snapshot import reference_of
from tianhe_site.media_library.models import Asset
from tianhe_site.prepared_queries import prepared

from .. import content_checks, review_policy
from ..errors import ContentError
from ..models import FOREVER, ChangeKind, HistoryEntry, MediaUse, Publishable, Review
from ..people import name_of
from ..search import edition_index
from .locking import is_dry_run

Verb = HistoryEntry.Verb

# The columns by which an edition equals its draft.
SAME = ("content_hash", "needs_second_person", "medical")


def note_author(action, note=""):
    """Record that the actor wrote the current text, unless that is recorded already."""
    item = action.item
    if note or item.content_hash != item.recorded_hash:
        action.record(Verb.WRITE, note, draft=item.content_hash, **marks_of(item))
        mark_recorded(item)


def marks_of(draft):
    """Return the marks of a draft as the entry about its author keeps them."""
    return {"marked": draft.needs_second_person, "medical": draft.medical}


def mark_recorded(draft):
    """Remember that the author of the current text is recorded."""
    draft.recorded_hash = draft.content_hash
    Publishable.objects.filter(pk=draft.pk).update(recorded_hash=draft.content_hash)


def place_note(before, draft):
    """Return the history note about a new address of a draft that was never public, "" if it is the
    same. Choosing the address counts as writing part of what is approved."""
    old, new = before.first_path(), draft.first_path()
    if old == new:
        return ""
    with languages.for_records():
        return _("Address: %(old)s → %(new)s.") % {"old": old, "new": new}


def freeze_draft(action, correction=None):
    """Return the edition of the saved draft, frozen now if there is none.

    An unchanged draft keeps its newest edition while that can still be published or is live, so a
    second click makes no second edition. Editions that were only kept don't count. `correction` is
    the note for readers, "" for a minor edit, None if nobody was asked. A dry run doesn't store a
    new edition.
    """
    check_complete(action.item)
    edition = action.item.as_edition()
    newest = usable_edition(edition, action.now)
    if newest and _is_answered(newest, correction):
        return newest
    note_freezing(action, edition, correction)
    if is_dry_run():
        return edition
    refresh_draft(edition)
    if correction:
        # Writing the correction note counts as writing.
        note_author(action, correction)
    note_author(action)
    store(action, edition)
    action.record(Verb.FREEZE, worded=media_contributors(edition.media))
    return edition


def check_complete(draft):
    """Raise `ContentError` if a draft lacks what readers need. Editions never do."""
    if found := list(content_checks.missing(draft)):
        raise ContentError(found)


def note_freezing(action, edition, correction=None):
    """Note in an unsaved edition of the draft who freezes it and when, what kind of change it is,
    and which rules bind it."""
    edition.change_kind, edition.correction = _answer(correction)
    edition.frozen_at, edition.release = action.now, RELEASE
    edition.bound_by = review_policy.binding_codes(action.item, edition)
    edition.frozen_by_id, edition.frozen_by_name = action.by.pk, name_of(action.by)


def refresh_draft(edition):
    """Save the draft again if its content differs from `edition`, which was just made from it:
    because the sanitizer changed, or because the text referred to media that was added later."""
    if edition.content_hash != edition.item.content_hash:
        edition.item.save()


def store(action, edition):
    """Store an unsaved edition of the draft."""
    edition.save(force_insert=True)
    MediaUse.record(edition, edition.media)
    edition_index.add(edition)
    action.change(edition, [])


def media_contributors(media):
    """Return who wrote the texts of the pictures and documents in `media` and who uploaded their
    files, as (id, name) by asset id."""
    numbers = [number for _kind, number in map(reference_of, media)]
    assets = Asset.objects.filter(pk__in=numbers).select_related("current") if numbers else []
    return {
        str(asset.pk): [
            [asset.worded_by_id, asset.worded_by_name],
            [asset.current.uploaded_by_id, asset.current.uploaded_by_name],
        ]
        for asset in assets
    }


def usable_edition(wanted, at):
    """Return the newest edition that equals `wanted`, an unsaved one of the saved draft; else None.
    It must be live or still publishable at `at`, and every later edition must be unreviewed and
    unpublished."""
    item, marks = wanted.item, (wanted.needs_second_person, wanted.medical)
    found = _same_editions(type(wanted), *marks, item=item.pk, content_hash=wanted.content_hash)
    newest = next(iter(item.own(found)), None)
    if newest is None or newest.live_until <= at or review_policy.has_lapsed(newest, at):
        return None
    if not _has_same_place(newest, wanted) or _says_another_source(newest, wanted):
        return None
    later = item.editions.filter(pk__gt=newest.pk)
    return None if later.exclude(review=Review.NONE, live_from=FOREVER).exists() else newest


@prepared
def _same_editions(edition_model, needs_second_person, medical, *, item, content_hash):
    """Return the newest edition that equals a draft by the columns in `SAME`."""
    marked = edition_model.objects.filter(needs_second_person=needs_second_person, medical=medical)
    same = marked.filter(item=item, content_hash=content_hash, redaction_reason="")
    return same.order_by("-id")[:1]


def _has_same_place(newest, wanted):
    """Whether the edition's first address is that of the draft. Editions from before release 0.5
    don't record it."""
    return wanted.first_path in ("", newest.first_path) or not newest.first_path


def _says_another_source(newest, wanted):
    """Whether an edition that isn't published yet was approved beside another version of its
    source. A live one is brought up to date by `keep_translation`."""
    return newest.source_hash != wanted.source_hash and newest.live_from == FOREVER


def _is_answered(edition, correction):
    if correction is None or edition.live_from < FOREVER:
        return True
    return _answer(correction) == (edition.change_kind, edition.correction)


def _answer(correction):
    if correction is None:
        return ChangeKind.NONE, ""
    return (ChangeKind.CORRECTION if correction else ChangeKind.TYPO), correction
