"""When what readers see last changed, and when it will change by itself."""

from django.db.models import Min

from .guards import guarded_models
from .models import FOREVER, HistoryEntry

Verb = HistoryEntry.Verb
# The acts that change what readers see.
LOUD_VERBS = (
    Verb.PUBLISH,
    Verb.SCHEDULE,
    Verb.RESCHEDULE,
    Verb.CANCEL,
    Verb.WITHDRAW,
    Verb.MOVE,
    Verb.IMPORT,
    Verb.REDACT,
)


def last_change():
    """Return the number of the last history entry that changed something public, 0 if none."""
    loud = HistoryEntry.objects.filter(verb__in=LOUD_VERBS).order_by("-id")
    return loud.values_list("id", flat=True).first() or 0


def next_boundary(at):
    """Return the next moment after `at` at which an edition or address begins or ends."""
    timed = [model for model in guarded_models() if model is not HistoryEntry]
    moments = [_next_of(model, name, at) for model in timed for name in ("live_from", "live_until")]
    return min(filter(None, moments), default=FOREVER)


def _next_of(model, name, at):
    ahead = model.objects.filter(**{f"{name}__gt": at, f"{name}__lt": FOREVER})
    return ahead.aggregate(next=Min(name))["next"]
