"""Items in several languages: which translation is missing, in progress, up to date or behind.

Derived from the editions, never stored. A translation remembers the content hash of the version of
its source that it says, and is behind once readers get another one.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from tianhe_site.languages import codes, has_several, name_of, tag_of
from tianhe_site.prepared_queries import prepared

from .models import Publishable

# Defined where content checks find them, too: they name no draft.
from .translation_source import agreed
from .translation_source import is_version_of as is_version_of
from .translation_source import source_of as source_of
from .translation_source import version_said as version_said
from .translation_source import version_to_translate as version_to_translate


class TranslationState(models.TextChoices):
    """The state of an item in another language than that of its source."""

    MISSING = "missing", _("Missing")
    IN_PROGRESS = "in-progress", _("In progress")
    BEHIND = "behind", _("Behind")
    UP_TO_DATE = "up-to-date", _("Up to date")


State = TranslationState


@dataclass(frozen=True)
class Translation:
    """An item in one language. `item` is None if there is none. `state` is None for an original,
    and where nothing is missed yet, because the original isn't live."""

    language: str
    item: Publishable | None
    state: State | None

    @property
    def name(self):
        return name_of(self.language)

    @property
    def tag(self):
        return tag_of(self.language)


def only_in(drafts, language):
    """Narrow a queryset of drafts to those in a language."""
    # Of the table that all sections share, only an index is read.
    others = Publishable.objects.filter(Publishable.is_in_other(language))
    return drafts.exclude(pk__in=others.values("pk"))


def in_language(item, language):
    """Return `item` in a language, also if that is in the trash or archived; None if there is
    none."""
    same = {"translation_key": item.translation_key, "language": language}
    return type(item).objects.filter(**same).first()


def usable_in(item, language):
    """Return `item` in a language, None if there is none that can be worked on."""
    found = in_language(item, language)
    return None if found is None or found.trashed_at else found


def live_others(item, at):
    """Return the items in other languages that are live at `at`, in the order of the setting."""
    found = of_items([item], at).get(item.pk, ())
    others = (each.item for each in found if each.language != item.language)
    return [other for other in others if other is not None and other.live_hash is not None]


def is_outdated(edition, at):
    """Whether readers get at `at` another version of the source than the one that `edition` says,
    also if nobody knows which that is, as of imported ones."""
    if not edition.item.source_id:
        return False
    live = _live_sources(type(edition), item=edition.item.source_id, at=at)
    return any(
        content_hash != edition.source_hash
        and not _later(type(edition), item=edition.item.source_id, at=at, live=pk, **_says(edition))
        for pk, content_hash in live
    )


def _says(edition):
    return {"content_hash": edition.source_hash}


@prepared
def _live_sources(edition_model, *, item, at):
    live = edition_model.objects.live(at).filter(item=item)
    return live.values_list("pk", "content_hash")


@prepared
def _later(edition_model, *, item, at, live, content_hash):
    later = agreed(edition_model.objects, at).filter(item=item, pk__gt=live)
    return later.filter(content_hash=content_hash).values_list("pk")[:1]


def with_facts(drafts, at):
    """Annotate a queryset of drafts with the facts that determine the state of a translation at
    `at`: `live_hash`, `live_source_hash`, `source_live_id`, `source_live_hash` and
    `says_later`."""
    edition_model = drafts.model.edition_model()
    own = edition_model.objects.live(at).filter(item=OuterRef("pk"))
    sources = edition_model.objects.live(at).filter(item=OuterRef("source"))
    drafts = drafts.annotate(
        live_hash=Subquery(own.values("content_hash")[:1]),
        live_source_hash=Subquery(own.values("source_hash")[:1]),
        source_live_id=Subquery(sources.values("id")[:1]),
        source_live_hash=Subquery(sources.values("content_hash")[:1]),
    )
    later = agreed(edition_model.objects, at).filter(
        item=OuterRef("source"),
        pk__gt=OuterRef("source_live_id"),
        content_hash=OuterRef("live_source_hash"),
    )
    return drafts.annotate(says_later=Exists(later))


def state_of(translation):
    """Return the state of a draft that `with_facts` annotated, None for an original."""
    if not translation.source_id:
        return None
    if translation.trashed_at:
        return State.MISSING
    if translation.live_hash is None:
        return State.IN_PROGRESS
    is_same = translation.source_live_hash in (None, translation.live_source_hash)
    return State.UP_TO_DATE if is_same or translation.says_later else State.BEHIND


def in_state(drafts, state, at):
    """Narrow a queryset of drafts to the translations in a state at `at`, or to the live originals
    of which a translation is `MISSING`; the same rules in SQL."""
    if state == State.MISSING:
        return _with_missing(drafts, at)
    # Few items are translations, and an index has them.
    translations = Publishable.objects.filter(source__isnull=False, trashed_at=None)
    drafts = with_facts(drafts.filter(pk__in=translations.values("pk")), at)
    is_same = Q(source_live_hash=None) | Q(source_live_hash=F("live_source_hash"))
    conditions = {
        State.IN_PROGRESS: Q(live_hash=None),
        State.UP_TO_DATE: Q(live_hash__isnull=False) & (is_same | Q(says_later=True)),
        State.BEHIND: Q(live_hash__isnull=False, says_later=False) & ~is_same,
    }
    return drafts.filter(conditions[state])


def _with_missing(drafts, at):
    live = drafts.model.edition_model().objects.live(at).filter(item=OuterRef("pk"))
    same = Publishable.objects.filter(translation_key=OuterRef("translation_key"), trashed_at=None)
    missing = (Q(~Exists(same.filter(language=code))) for code in codes())
    # By the row, as in `states.in_state`.
    drafts = drafts.alias(live_id=Subquery(live.values("id")[:1]))
    return drafts.filter(reduce(or_, missing), source=None, live_id__isnull=False)


def of_items(drafts, at):
    """Return, by id, what each of these drafts of one section is in each language, its own one
    too, as `Translation`s in the order of the setting. One query."""
    if not drafts or not has_several():
        return {}
    rows = _rows_of(type(drafts[0]), {draft.translation_key for draft in drafts}, at)
    return {draft.pk: _in_all_languages(rows[draft.translation_key]) for draft in drafts}


def _rows_of(model, keys, at):
    found = defaultdict(dict)
    for row in _drafts_in(model, codes(), keys=tuple(keys), at=at):
        found[row.translation_key][row.language] = row
    return found


@prepared
def _drafts_in(model, languages, *, keys, at):
    needed = ("language", "translation_key", "source", "trashed_at", model.titled_by or "pk")
    drafts = model.objects.filter(language__in=languages, translation_key__in=keys)
    return with_facts(drafts, at).only(*needed)


def _in_all_languages(rows):
    is_live = any(row.live_hash for row in rows.values() if not row.source_id)
    no_row = State.MISSING if is_live else None
    return [
        Translation(code, rows.get(code), state_of(rows[code]) if code in rows else no_row)
        for code in codes()
    ]
