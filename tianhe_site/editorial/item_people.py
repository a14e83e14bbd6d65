"""Who wrote an item last, and who has it now."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from tianhe_site.prepared_queries import prepared
from tianhe_site.publishing import history
from tianhe_site.publishing.models import HistoryEntry

Verb = HistoryEntry.Verb
_WRITING = (Verb.WRITE, Verb.REVERT, Verb.IMPORT)
# The newest of these says who looks after an item.
_HOLDING = (*_WRITING, Verb.SUBMIT, Verb.HAND_OVER)


@dataclass(frozen=True)
class People:
    """The names of who wrote an item last, and of who looks after it; "" if nobody is recorded."""

    writer: str = ""
    holder: str = ""
    holder_id: int | None = None


def people_of(items):
    """Return the `People` of each item, by its id, in two queries."""
    model = type(items[0]) if items else None
    newest = _newest(model, ids=tuple(item.pk for item in items)) if items else []
    entries = HistoryEntry.objects.in_bulk({key for row in newest for key in row[1:] if key})
    return {
        pk: People(_actor(entries.get(wrote)), *_holder(entries.get(holds)))
        for pk, wrote, holds in newest
    }


@prepared
def _newest(model, *, ids):
    """Return (item, entry of who wrote it, entry of who has it), as ids."""
    entries = HistoryEntry.objects.filter(item_id=OuterRef("pk")).order_by("-id")
    return model._base_manager.filter(pk__in=ids).values_list(
        "pk",
        Subquery(entries.filter(verb__in=_WRITING).values("id")[:1]),
        Subquery(entries.filter(verb__in=_HOLDING).values("id")[:1]),
    )


def is_of(user):
    """Return the condition of drafts that `user` wrote, submitted or took over."""
    return history.is_item_of(user, (Verb.WRITE, Verb.REVERT, Verb.SUBMIT))


def _actor(entry):
    return entry.actor if entry else ""


def _holder(entry):
    """Return the name and the id of who has the item since an entry."""
    if entry is None:
        return "", None
    if entry.verb == Verb.HAND_OVER:
        pk, name = entry.touched[history.RECEIVER]
        return name, pk
    return entry.actor, entry.actor_id
