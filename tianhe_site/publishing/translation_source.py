"""What a translation is made from: its source, and the version of that to say."""

import re

from django.db.models import Q

from .models import FOREVER, Review


def source_of(item):
    """Return the item that `item` is a translation of, None if it's an original."""
    return type(item).objects.filter(pk=item.source_id).first() if item.source_id else None


def version_to_translate(source, at):
    """Return what a translation of `source` should say: the edition that is approved or scheduled
    to replace the live one, else the live one, else the draft."""
    live = source.live_edition(at)
    newer = agreed(source.editions, at).filter(pk__gt=live.pk if live else 0)
    found = newer.order_by("-id").first()
    if found:
        found.item = source
    return found or live or source


def agreed(editions, at):
    """Narrow a queryset of editions to those that are approved or scheduled, but not live yet at
    `at`. What says one of these waits for its source, and isn't behind it."""
    approved = Q(live_from=FOREVER, review=Review.APPROVED)
    scheduled = Q(live_from__gt=at, live_from__lt=FOREVER)
    return editions.filter(approved | scheduled, redaction_reason="")


def version_said(translation, source):
    """Return the edition of `source` that a translation (a draft or an edition) says, None if there
    is none: it was made from a draft that no edition equals."""
    editions = source.editions.filter(content_hash=translation.source_hash)
    return editions.order_by("-id").first() if translation.source_hash else None


def is_version_of(source, content_hash):
    """Whether `source` says, or said in an edition, what has this hash."""
    return bool(re.fullmatch("[0-9a-f]{64}", content_hash)) and (
        source.content_hash == content_hash
        or source.editions.filter(content_hash=content_hash).exists()
    )
