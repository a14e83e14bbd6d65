"""The public folder of media: copies of what editions show that are live or to come.

Each verb leaves it right. Files come in before the verb is done, so that no page shows a picture
that is not there; they go once it is done. What time alone ends is taken out by the next verb, of
whatever item; until then `serve` refuses it.
"""

import logging

from django.db import transaction
from django.http import Http404
from django.urls import path
from django.views.decorators.http import require_safe

from tianhe_site.media_library import library, serving, shown, storage
from tianhe_site.media_library.models import File

from . import media_use
from .clock import moment_of
from .errors import PublishingError
from .guards import guarded_models
from .models import Edition

logger = logging.getLogger("tianhe.media")


def follow(files, at):
    """Let the public folder hold of `files` just those that readers need from `at` on.

    Raises `PublishingError` if one can't be put there.
    """
    needed = media_use.still_needed(files, at)
    coming = [file for file in files if file.pk in needed and not file.is_public]
    going = [file for file in files if file.pk not in needed and file.is_public]
    try:
        for file in coming:
            put(file)
    except (storage.StorageError, FileNotFoundError) as error:
        raise PublishingError(str(error)) from error
    _mark(coming, is_public=True)
    _mark(going, is_public=False)
    transaction.on_commit(lambda: [_take_out(file) for file in going])


def put(file):
    """Copy what readers may get of a file into the public folder."""
    for name in library.public_names_of(file):
        storage.publish(name)


def files_of(item):
    """Return the files that an item shows, in its draft or in any edition."""
    return list(File.objects.filter(uses__item=item.pk).distinct().prefetch_related("renditions"))


def files_ended(since, at):
    """Return the public files of items of which an edition came to its end after the moment
    `since`, and by the moment `at`."""
    items = set()
    for model in guarded_models():
        if issubclass(model, Edition):
            ended = model.objects.filter(live_until__gt=since, live_until__lte=at)
            items.update(ended.values_list("item_id", flat=True))
    files = File.objects.filter(uses__item__in=items, is_public=True)
    return list(files.distinct().prefetch_related("renditions"))


def _mark(files, *, is_public):
    File.objects.filter(pk__in=[file.pk for file in files]).update(is_public=is_public)


def _take_out(file):
    """Remove the public copies of a file. Where the storage fails they stay until the folder is
    made anew; nobody gets them meanwhile."""
    try:
        for name in library.public_names_of(file):
            storage.unpublish(name)
    except storage.StorageError:
        logger.warning("%s is still in the public folder: run rebuild_public_media.", file.name)


@require_safe
def serve(request, name):
    """Send a file to readers, while an edition that is live shows it."""
    found = shown.file_of(name)
    if found is None or not media_use.shown_at(found.file, moment_of(request)):
        raise Http404
    # The past is read from the record: its files may be public no longer.
    is_past = getattr(request, "is_of_the_past", False)
    open_file = storage.open_private if is_past else storage.open_public
    return serving.answer(found, open_file, max_age=0 if is_past else serving.FOR_EVER)


urlpatterns = [path("<path:name>", serve, name="media")]
