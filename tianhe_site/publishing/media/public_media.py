"""The public media folder: copies of the files that live and scheduled editions use.

Each verb keeps it up to date. Files are added before the verb is done, so that no page shows a
missing picture, and removed after. Files of editions that end by themselves are removed by the next
verb, on any item; until then `serve` refuses them.
"""

import logging
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.urls import path
from django.views.decorators.http import require_safe

from tianhe_site.media_library import library, media_snapshot, serving, storage, usage
from tianhe_site.media_library.models import File
from tianhe_site.prepared_queries import prepared

from .. import clock, history, sections
from ..cache_version import PUBLIC_VERBS
from ..errors import PublishingError
from ..models import HistoryEntry
from . import media_use

logger = logging.getLogger("tianhe.media")

# These verbs update the public folder; others don't, such as saving a draft.
UNSYNCED_VERBS = (HistoryEntry.Verb.MOVE, HistoryEntry.Verb.TELL)
SYNCED_VERBS = [verb for verb in PUBLIC_VERBS if verb not in UNSYNCED_VERBS]


def sync(files, at):
    """Make the public folder hold exactly those of `files` that readers need from `at` on.

    Raises `PublishingError` if one can't be copied there.
    """
    if not files:
        return
    needed = media_use.still_needed(files, at)
    coming = [file for file in files if file.pk in needed and not file.is_public]
    going = [file for file in files if file.pk not in needed and file.is_public]
    prefetch_related_objects([*coming, *going], "renditions")
    try:
        for file in coming:
            publish_copies(file)
    except storage.StorageError as error:
        raise PublishingError(str(error)) from error
    _mark(coming, is_public=True)
    _mark(going, is_public=False)
    transaction.on_commit(lambda: [_unpublish(file) for file in going], robust=True)


def sync_item(item, at):
    """Make the public folder right for this item at `at`, and for all items whose editions have
    ended since the previous verb."""
    ended = {pk for since in _last_synced(before=at) for pk in _items_ended(since=since, until=at)}
    others = tuple(ended - {item.pk})
    sync([*_files_of(item=item.pk), *(_public_files_of(items=others) if others else ())], at)


def publish_copies(file):
    """Copy the public parts of a file into the public folder."""
    for name in library.public_names_of(file):
        storage.publish(name)


@prepared
def _last_synced(*, before):
    """Return the time of the last verb before `before` that updated the public folder, if any."""
    earlier = HistoryEntry.objects.filter(at__lt=before)
    return history.newest_of_each(SYNCED_VERBS, earlier).values_list("at", flat=True)[:1]


@prepared
def _items_ended(*, since, until):
    """Return the ids of the items with an edition that ended after `since` and by `until`."""
    first, *others = (
        model.objects.ending()
        .filter(live_until__gt=since, live_until__lte=until)
        .values_list("item_id", flat=True)
        for model in sections.edition_models()
    )
    return first.union(*others)


@prepared
def _files_of(*, item):
    """Return the files that an item uses, in its draft or in any edition."""
    return File.objects.filter(uses__item=item).distinct()


@prepared
def _public_files_of(*, items):
    return File.objects.filter(uses__item__in=items, is_public=True).distinct()


@dataclass
class Rebuilt:
    """The result of rebuilding the public folder: numbers of files, and the names of needed files
    that are missing from the private storage."""

    correct: int = 0
    copied: int = 0
    removed: int = 0
    missing: list = field(default_factory=list)


def rebuild(progress):
    """Make the public folder hold exactly what readers need, whatever it holds now.

    Returns a `Rebuilt`. Calls `progress` after each file checked. Verbs may run at the same time:
    each change holds the lock. Raises `StorageError`.
    """
    rebuilt, kept = Rebuilt(), set()
    usage.rebuild_uses()
    for files in library.in_batches(File.objects.all()):
        needed = media_use.still_needed(files, clock.now())
        for file in files:
            wrong = _wrong_copies(file) if file.pk in needed else []
            if wrong or file.is_public != (file.pk in needed):
                _repair(file, wrong, rebuilt)
            if file.pk in needed:
                kept.update(library.public_names_of(file))
                rebuilt.correct += len(library.public_parts_of(file)) - len(wrong)
            progress()
    for name in storage.names_in(storage.PUBLIC):
        if name not in kept and _remove_copy(name):
            rebuilt.removed += 1
        progress()
    return rebuilt


def _wrong_copies(file):
    """Return the names of public copies of a file that are missing or incomplete."""
    parts = library.public_parts_of(file)
    return [part.name for part in parts if storage.size_of(storage.PUBLIC, part.name) != part.size]


def _repair(file, wrong, rebuilt):
    """Copy the wrong parts of a file if it is still needed, and record whether it is public."""
    with usage.publishing_lock():
        is_needed = bool(media_use.still_needed([file], clock.now()))
        for name in wrong if is_needed else ():
            try:
                storage.publish(name)
                rebuilt.copied += 1
            except storage.MissingFileError:
                rebuilt.missing.append(name)
        _mark([file], is_public=is_needed)


def _remove_copy(name):
    """Remove the public copy of that name if nobody needs it; return whether it was removed."""
    with usage.publishing_lock():
        file = File.objects.filter(key=name.partition("/")[0]).first()
        is_needed = file is not None and bool(media_use.still_needed([file], clock.now()))
        if is_needed and name in library.public_names_of(file):
            return False
        storage.unpublish(name)
    return True


def _mark(files, *, is_public):
    File.objects.filter(pk__in=[file.pk for file in files]).update(is_public=is_public)


def _unpublish(file):
    """Remove the public copies of a file. If the storage fails, they stay until the folder is
    rebuilt; nobody can read them."""
    try:
        with usage.publishing_lock():
            # Since the verb was done, another one may have published an edition that uses the file.
            if File.objects.filter(pk=file.pk, is_public=True).exists():
                return
            for name in library.public_names_of(file):
                storage.unpublish(name)
    except storage.StorageError:
        logger.warning("%s is still in the public folder: run rebuild_public_media.", file.name)


@require_safe
def serve(request, name):
    """Send a file to readers while a live edition uses it."""
    found = media_snapshot.file_of(name)
    if found is None or not media_use.shown_at(found.file, clock.moment_of(request)):
        raise Http404
    # The site as of a date uses the private storage: old files may no longer be public.
    is_past = getattr(request, "is_of_the_past", False)
    open_file = storage.open_private if is_past else storage.open_public
    return serving.file_response(
        request, found, open_file, max_age=0 if is_past else serving.FOR_EVER
    )


urlpatterns = [path("<path:name>", serve, name="media")]
