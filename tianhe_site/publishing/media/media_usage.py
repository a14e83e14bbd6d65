"""Answers the media library's questions: where assets are used. Updates drafts when assets
change."""

from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site.admin_pages import url_of

from .. import clock, sections, states, workflow
from ..models import MediaUse, Publishable
from . import media_use

# A picture may be in thousands of items. Its page names the newest of them.
MAX_PLACES = 100
# Drafts or editions whose uses are recorded again while holding the lock once.
ROWS_PER_BATCH = 200


class Where(models.TextChoices):
    """Where in an item an asset is used."""

    DRAFT = "draft", gettext_lazy("Draft")
    LIVE = "live", gettext_lazy("Live")
    SCHEDULED = "scheduled", gettext_lazy("Scheduled")
    FROZEN = "frozen", gettext_lazy("Unpublished version")
    PAST = "past", gettext_lazy("Past version")


_WHERE = {
    states.Stage.LIVE: Where.LIVE,
    states.Stage.SCHEDULED: Where.SCHEDULED,
    states.Stage.ENDED: Where.PAST,
}


@dataclass(frozen=True)
class Place:
    """An item that uses an asset; `where` are labels."""

    title: str
    kind: str
    url: str
    where: list


def places(asset):
    """Return a `Place` for each of the newest items whose draft or edition uses `asset`, live ones
    first."""
    uses = defaultdict(list)
    items = list(_items_with(asset).order_by("-item_id")[:MAX_PLACES])
    for use in MediaUse.objects.filter(asset=asset, item_id__in=items):
        uses[use.item_id].append(use)
    now, order = clock.now(), list(Where)
    rows = []
    for item, editions in _found_in(uses):
        where = {
            (_where(use, editions, now), use.file_id == asset.current_id) for use in uses[item.pk]
        }
        rows.append((sorted(where, key=lambda each: order.index(each[0])), item))
    rows.sort(key=lambda row: Where.LIVE not in [where for where, _is_current in row[0]])
    return [
        Place(
            title=str(item),
            kind=capfirst(item._meta.verbose_name),
            url=_change_url(item),
            where=[_label(*each) for each in where],
        )
        for where, item in rows
    ]


def count_places(asset):
    """Return how many items use `asset`."""
    return _items_with(asset).count()


def files_shown(asset):
    """Return the ids of the files of `asset` that drafts or editions show."""
    return set(MediaUse.objects.filter(asset=asset).values_list("file_id", flat=True).distinct())


def _items_with(asset):
    uses = MediaUse.objects.filter(asset=asset)
    return uses.order_by().values_list("item_id", flat=True).distinct()


def _label(where, is_current):
    return where.label if is_current else _("%s, with an older file") % where.label


def languages():
    """Return the codes of the languages in which there are items."""
    # An index has the first of each; all of them would be read for what is different.
    codes = [code for code, _name in settings.LANGUAGES]
    return {code for code in codes if Publishable.objects.filter(language=code).exists()}


def is_used():
    """Return the condition of assets that drafts or editions use."""
    return models.Exists(MediaUse.objects.filter(asset=models.OuterRef("pk")))


def is_shown(file):
    """Whether a draft or any edition uses the file."""
    return file.uses.exists()


def needed_in_public(files):
    """Return the ids of those of `files` that are live or scheduled."""
    return media_use.still_needed(files, clock.now())


def changed(asset, *, by):
    """Update the drafts that use `asset`, or will because it is released for the press, and record
    `by` as a contributor: the texts of a picture are part of the item."""
    is_released = getattr(asset, "for_press", False)
    for model in sections.draft_models():
        drafts = model.objects.filter(media_uses__asset=asset, media_uses__kind="").distinct()
        released_in = model.with_released_pictures() if is_released else ()
        for draft in dict.fromkeys([*drafts, *released_in]):
            draft.save(update_fields=[])
            workflow.record_author(draft, by=by)


def rebuild_uses():
    """Record again which drafts and editions use what. If rows of `MediaUse` were lost, needed
    files could be removed. Verbs may run at the same time."""
    for model in sections.draft_models():
        _rebuild_uses_of(model.objects.order_by("pk"))
        _rebuild_uses_of(model.edition_model().objects.exclude(media=[]).order_by("pk"))


def _rebuild_uses_of(rows):
    ids = list(rows.values_list("pk", flat=True))
    for begin in range(0, len(ids), ROWS_PER_BATCH):
        # With thousands of drafts this takes longer than others wait for the lock.
        with publishing_lock():
            for row in rows.filter(pk__in=ids[begin : begin + ROWS_PER_BATCH]):
                MediaUse.record(row, row.media)


def publishing_lock():
    """Hold the lock of the verbs."""
    return workflow.publishing_lock()


def _found_in(uses):
    """Yield (draft, its editions by id) of the items of `uses`. All editions of an item have one
    model, so ids are unique among them."""
    for model in sections.draft_models():
        drafts = model.objects.filter(pk__in=uses)
        ids = {use.edition_id for draft in drafts for use in uses[draft.pk] if use.edition_id}
        editions = model.edition_model().objects.in_bulk(ids)
        for draft in drafts:
            yield draft, editions


def _where(use, editions, now):
    if use.edition_id is None:
        return Where.DRAFT
    stage = states.stage_of(editions[use.edition_id], now)
    return _WHERE.get(stage, Where.FROZEN)


def _change_url(item):
    return url_of(item, "change", item.pk)
