"""The cache version: when public content last changed, and when it will change by itself."""

from django.db.models import Min, Subquery

from tianhe_site.media_library.models import Rendition

from .models import FOREVER, HistoryEntry
from .triggers import immutable_models

Verb = HistoryEntry.Verb
# The actions that change what readers see.
PUBLIC_VERBS = (
    Verb.PUBLISH,
    Verb.SCHEDULE,
    Verb.RESCHEDULE,
    Verb.CANCEL,
    Verb.WITHDRAW,
    Verb.TELL,
    Verb.MOVE,
    Verb.IMPORT,
    Verb.REDACT,
)


def last_change():
    """Return a value that changes with public content: the id of the last history entry that
    changed something public, and the id of the last rendition of a public picture."""
    sizes = Rendition.objects.filter(file__is_public=True).order_by("-id").values("id")
    acts = HistoryEntry.objects.filter(verb__in=PUBLIC_VERBS).order_by("-id")
    return acts.values_list("id", Subquery(sizes[:1])).first()


def removed_since(since, at):
    """Return whether anything was withdrawn, replaced, moved or erased after `since`, an earlier
    value of `last_change()`, until `at`.

    If not, a page cached before is only outdated, and shows nothing that it shouldn't.
    """
    if since is None:
        return False
    acts = HistoryEntry.objects.filter(id__gt=since[0], verb__in=PUBLIC_VERBS)
    # These also change the past, so times aren't enough.
    if acts.filter(verb__in=(Verb.IMPORT, Verb.REDACT, Verb.TELL)).exists():
        return True
    # Each action has a later time than the ones before it.
    before = HistoryEntry.objects.get(id=since[0]).at
    return acts.exists() and any(
        model.objects.filter(
            live_from__lte=before, live_until__gt=before, live_until__lte=at
        ).exists()
        for model in _timed_models()
    )


def next_boundary(at):
    """Return the next time after `at` when an edition or address begins or ends."""
    moments = [
        _next_of(model, name, at)
        for model in _timed_models()
        for name in ("live_from", "live_until")
    ]
    return min(filter(None, moments), default=FOREVER)


def _timed_models():
    return [model for model in immutable_models() if model is not HistoryEntry]


def _next_of(model, name, at):
    ahead = model.objects.filter(**{f"{name}__gt": at, f"{name}__lt": FOREVER})
    return ahead.aggregate(next=Min(name))["next"]
