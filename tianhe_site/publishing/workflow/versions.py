"""Versions of drafts: keeping what a draft says before it says something else, and restoring it."""

from datetime import timedelta

from tianhe_site.prepared_queries import prepared

from .. import history
from ..hashing import digest
from ..models import DraftVersion, HistoryEntry
from ..people import name_of
from .actions import begin, row_of
from .approval import all_writers, as_pairs, check_mark, writers_at
from .freezing import mark_recorded, marks_of
from .locking import stop_if_dry_run

Verb = HistoryEntry.Verb
Kind = DraftVersion.Kind

# A version is deleted once there are this many newer ones and it is this old.
MIN_VERSIONS = 50
MIN_AGE = timedelta(days=90)


def keep_draft(draft, *, by):
    """Return the version that says what the saved draft says, kept now if there is none."""
    with begin(draft, by, "change") as action:
        return keep_replaced(action.item, action.now)


def keep_replaced(draft, now):
    """Return the version that says what the saved `draft` says, which an action at `now` replaces;
    kept if there is none."""
    for newest in _newest_saved(item=draft.pk):
        if newest.content_hash == digest(draft.kept_content()):
            return newest
    # Before the action, so that its actor doesn't count as a writer of this.
    before = now - timedelta(microseconds=1)
    by = next((who for *who, _facts in history.written(draft.pk)), (None, ""))
    return _add(draft, Kind.KEPT, by, before)


def keep_saved(draft, *, by, at):
    """Keep what `by` saved at `at`, unless the newest version says the same; delete versions that
    are old enough."""
    newest = next(iter(_newest_saved(item=draft.pk)), None)
    if newest is None or newest.content_hash != digest(draft.kept_content()):
        _add(draft, Kind.SAVED, (by.pk, name_of(by)), at)
        _prune(draft, at)


def keep_autosaved(draft, *, by_id, by_name, at):
    """Keep what `draft`, which isn't saved, says, as someone typed it until `at`; unless a version
    says the same."""
    known = DraftVersion.objects.filter(item=draft.pk)
    if not known.filter(content_hash=digest(draft.kept_content())).exists():
        _add(draft, Kind.AUTOSAVED, (by_id, by_name), at)


@prepared
def _newest_saved(*, item):
    """Return the newest version that was a saved draft, if any."""
    return _saved(item)[:1]


def _saved(item):
    saved = DraftVersion.objects.filter(item=item).exclude(kind=Kind.AUTOSAVED)
    return saved.order_by("-id")


def _add(draft, kind, by, at):
    content = draft.kept_content()
    return DraftVersion.objects.create(
        item_id=draft.pk,
        kind=kind,
        content=content,
        content_hash=digest(content),
        saved_at=at,
        saved_by_id=by[0],
        saved_by_name=by[1],
    )


def _prune(draft, at):
    versions = DraftVersion.objects.filter(item=draft.pk)
    for oldest_kept in _oldest_kept(item=draft.pk):
        versions.filter(saved_at__lt=at - MIN_AGE, id__lt=oldest_kept).delete()


@prepared
def _oldest_kept(*, item):
    """Return the id of the oldest of the newest versions, if there are that many."""
    return _saved(item).values_list("id", flat=True)[MIN_VERSIONS - 1 : MIN_VERSIONS]


def restore_version(draft, version, *, by, note=""):
    """Copy a version into its `draft`; return the draft. Nothing is published. What it replaces is
    kept as a version first."""
    with begin(draft, by, "change") as action:
        version = row_of(DraftVersion, version.pk)
        restored = version.as_draft(action.item)
        # The category may be marked.
        check_mark(restored)
        stop_if_dry_run()
        writers = as_pairs(_writers_of(restored, version))
        return copy_into_draft(action, restored, writers, version.saved_at, note)


def copy_into_draft(action, restored, writers, saved_at, note):
    """Save `restored`, the action's item with a text that was saved at `saved_at` and that
    `writers` wrote, and record it; return it."""
    keep_replaced(action.item, action.now)
    restored.save()
    mark_recorded(restored)
    action.item = restored
    facts = {"draft": restored.content_hash, "restored": saved_at.isoformat()}
    action.record(Verb.REVERT, note, **facts, writers=writers, **marks_of(restored))
    keep_saved(restored, by=action.by, at=action.now)
    return restored


def _writers_of(draft, version):
    """Return everyone who may have written part of a version, as names by id."""
    if version.kind != Kind.AUTOSAVED:
        return writers_at(draft, version.saved_at)
    # Nobody knows which text it was typed into: it may be older than what two people agreed on.
    found = all_writers(draft, version.saved_at)
    return found | {version.saved_by_id: version.saved_by_name}
