"""The cache version: when public content last changed, and when it will change by itself."""

from django.conf import settings
from django.db.models import Aggregate, F, Subquery, TextField
from django.db.models.functions import Concat

from tianhe_site.media_library.models import Rendition
from tianhe_site.prepared_queries import prepared

from . import history
from .models import FOREVER, HistoryEntry, WatchedWord
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


class _Joined(Aggregate):
    """The texts of a group, one after another."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ',')"
    output_field = TextField()

    def as_sqlite(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **extra)


def last_change():
    """Return a value that changes with public content: the id of the last history entry that
    changed something public, the id of the last rendition of a public picture, and the product
    names, since pages that name one state whether it is approved."""
    return next(iter(_last_change()), None)


@prepared
def _last_change():
    sizes = Rendition.objects.filter(file__is_public=True).order_by("-id").values("id")
    # With the languages, so that their index is searched and not read from end to end.
    known = {"language__in": [code for code, _name in settings.LANGUAGES]}
    products = WatchedWord.objects.filter(kind=WatchedWord.Kind.PRODUCT, **known).order_by()
    names = products.values("kind").annotate(names=_Joined(Concat("language", "word")))
    acts = history.newest_of_each(PUBLIC_VERBS, HistoryEntry.objects.all())
    return acts.values_list("id", Subquery(sizes[:1]), Subquery(names.values("names")))[:1]


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
    before = HistoryEntry.objects.filter(id=since[0]).first()
    if before is None:
        # An earlier state of the database was restored.
        return True
    # Each action has a later time than the ones before it. What began by itself since counts too.
    return acts.exists() and any(
        model.objects.ending()
        .filter(live_from__lt=F("live_until"), live_until__gt=before.at, live_until__lte=at)
        .exists()
        for model in _timed_models()
    )


def next_boundary(at):
    """Return the next time after `at` when an edition or address begins or ends."""
    return min((moment for (moment,) in _next_moments(at=at)), default=FOREVER)


@prepared
def _next_moments(*, at):
    """Return the next beginning and the next end in each table, those that there are."""
    first, *others = (
        each
        for model in _timed_models()
        for each in (
            _first_by("live_from", model.objects.filter(live_from__gt=at, live_from__lt=FOREVER)),
            _first_by("live_until", model.objects.filter(live_until__gt=at).ending()),
        )
    )
    return first.union(*others)


def _first_by(name, rows):
    # A condition on the key, since SQLite takes no limit in a part of a union.
    first = rows.order_by(name).values("pk")[:1]
    return rows.model.objects.filter(pk__in=first).values_list(name)


def _timed_models():
    return [model for model in immutable_models() if model is not HistoryEntry]
