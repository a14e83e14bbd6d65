"""The states an editor sees. They are read off the editions, never stored."""

from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from .models import FOREVER, Address


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    LIVE = "live", _("Live")
    LIVE_WITH_DRAFT = "live-draft", _("Live + draft")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")


def with_state(drafts, at):
    """Annotate a queryset of drafts with the facts their state at the moment `at` follows from.

    Adds `is_live`, `draft_is_ahead`, `next_from`, `was_live` and `was_withdrawn`.
    """
    editions = drafts.model.edition_model().objects.filter(item=OuterRef("pk"))
    live, pending = editions.live(at), editions.pending(at)
    differs = Exists(live.exclude(content_hash=OuterRef("content_hash")))
    # What is scheduled is no longer only a draft.
    is_scheduled = Exists(pending.filter(content_hash=OuterRef("content_hash")))
    latest = editions.filter(live_from__lte=at).order_by("-live_from", "-id")
    return drafts.annotate(
        is_live=Exists(live),
        draft_is_ahead=ExpressionWrapper(differs & ~is_scheduled, models.BooleanField()),
        next_from=models.Subquery(pending.values("live_from")[:1]),
        was_live=Exists(latest),
        was_withdrawn=models.Subquery(latest.values("withdrawn")[:1]),
    )


def with_path(drafts, at):
    """Annotate a queryset of drafts with `path`, where they stand at the moment `at`."""
    address = Address.objects.live(at).filter(item=OuterRef("pk"))
    return drafts.annotate(path=models.Subquery(address.values("path")[:1]))


def state_of(draft):
    """Return the state of a draft that `with_state` annotated."""
    if draft.is_live:
        return State.LIVE_WITH_DRAFT if draft.draft_is_ahead else State.LIVE
    if draft.next_from:
        return State.SCHEDULED
    if draft.was_live:
        return State.WITHDRAWN if draft.was_withdrawn else State.EXPIRED
    return State.DRAFT


def in_state(drafts, state):
    """Narrow a queryset that `with_state` annotated to one state; the same rules in SQL."""
    conditions = {
        State.LIVE: Q(is_live=True, draft_is_ahead=False),
        State.LIVE_WITH_DRAFT: Q(draft_is_ahead=True),
        # A live item with a successor waiting is looked for under Scheduled as well.
        State.SCHEDULED: Q(next_from__lt=FOREVER),
        State.EXPIRED: Q(is_live=False, next_from=None, was_live=True, was_withdrawn=False),
        State.WITHDRAWN: Q(is_live=False, next_from=None, was_withdrawn=True),
        State.DRAFT: Q(is_live=False, next_from=None, was_live=False),
    }
    return drafts.filter(conditions[state])
