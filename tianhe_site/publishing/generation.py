"""When what readers see last changed, and when it will change by itself."""

from django.db.models import Min, Subquery

from tianhe_site.media_library.models import Rendition

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
    Verb.TELL,
    Verb.MOVE,
    Verb.IMPORT,
    Verb.REDACT,
)


def last_change():
    """Return what is another value after each change of what readers see: the numbers of the last
    history entry that changed something public, and of the last size made of a public picture."""
    sizes = Rendition.objects.filter(file__is_public=True).order_by("-id").values("id")
    acts = HistoryEntry.objects.filter(verb__in=LOUD_VERBS).order_by("-id")
    return acts.values_list("id", Subquery(sizes[:1])).first()


def next_boundary(at):
    """Return the next moment after `at` at which an edition or address begins or ends."""
    timed = [model for model in guarded_models() if model is not HistoryEntry]
    moments = [_next_of(model, name, at) for model in timed for name in ("live_from", "live_until")]
    return min(filter(None, moments), default=FOREVER)


def _next_of(model, name, at):
    ahead = model.objects.filter(**{f"{name}__gt": at, f"{name}__lt": FOREVER})
    return ahead.aggregate(next=Min(name))["next"]
