"""Copies of drafts: new drafts that say the same."""

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import override

from tianhe_site import languages

from .. import history, slugs
from ..errors import PublishingError
from ..models import HistoryEntry
from ..review_policy import removed_marks, was_bound
from .actions import Action, fresh, require
from .approval import as_pairs, contributors
from .freezing import mark_recorded, marks_of
from .locking import publishing_lock, stop_if_dry_run
from .versions import keep_saved

Verb = HistoryEntry.Verb
# The fact of the entry about a copy that says what it is a copy of.
COPY_OF = "copy_of"
# What a copy doesn't share with its source.
NOT_COPIED = {
    *("id", "publishable_ptr_id", "translation_key", "draft_key", "recorded_hash", "trashed_at"),
    *("created_at", "modified_at", "position", "source_id", "source_hash"),
}


def duplicate(draft, *, by):
    """Return a new draft that says the same, with a title and an address of its own.

    Who wrote what it says counts as a writer of the copy too: otherwise a copy would let them
    approve their own words. A second approver that the source still needs, though its mark or the
    words are gone, is needed for the copy as well.
    """
    with publishing_lock():
        require(by, draft, "add")
        source = fresh(draft)
        if not source.titled_by:
            raise PublishingError(_("There can be only one of these."))
        stop_if_dry_run()
        copy = _copy_of(source)
        action = Action(copy, by, history.next_moment())
        copy.save()
        facts = {"draft": copy.content_hash, COPY_OF: source.pk, **kept_marks(copy, source)}
        writers = as_pairs(contributors(source))
        with languages.for_records():
            note = _("Copy of '%s'.") % source
        action.record(Verb.WRITE, note, writers=writers, **facts)
        mark_recorded(copy)
        keep_saved(copy, by=by, at=action.now)
        return copy


def copies_of(item, since):
    """Return the ids of the copies of `item` made after `since`, and of their copies; also of those
    that are gone."""
    found, waiting = set(), {item.pk}
    while waiting:
        facts = {f"touched__{COPY_OF}__in": waiting, "verb": Verb.WRITE, "at__gt": since}
        made = HistoryEntry.objects.filter(**facts).values_list("item_id", flat=True)
        waiting = set(made) - found
        found |= waiting
    return found


def kept_marks(copy, source):
    """Return the marks that the entry about a copy keeps: its own, and those that the source had
    since two people last agreed on it."""
    marks = marks_of(copy)
    return {
        "marked": marks["marked"] or was_bound(source),
        "medical": marks["medical"] or "medical" in removed_marks(source),
    }


def _copy_of(source):
    """Return an unsaved copy of a draft."""
    model = type(source)
    names = [field.attname for field in model._meta.concrete_fields]
    copy = model(**{name: getattr(source, name) for name in names if name not in NOT_COPIED})
    title = model._meta.get_field(model.titled_by)
    # In the language that the copy is written in.
    with override(source.language):
        name = _("Copy of %s") % source
    setattr(copy, title.attname, Truncator(name).chars(title.max_length))
    if hasattr(source, "slug"):
        slugs.choose(copy, f"copy-of-{source.slug or 'home'}")
        if not copy.slug:
            raise PublishingError(
                _("No free address was found for the copy. Rename earlier copies first.")
            )
    return copy
