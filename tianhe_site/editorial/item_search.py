"""Finding items by their titles and addresses, drafts too: for links in texts and for lists."""

from dataclasses import asdict, dataclass
from functools import reduce
from operator import and_, or_

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import JsonResponse
from django.urls import path

from tianhe_site.admin_pages import may, url_of
from tianhe_site.publishing import clock, links, states
from tianhe_site.publishing.models import Address
from tianhe_site.publishing.sections import draft_models, label_of
from tianhe_site.refusals import read_only
from tianhe_site.search.queries import tidy
from tianhe_site.search.tokens import simplified

# Results in the dialog for links: more words find the rest.
MAX_LINKS = 10
# Each is compared with every title.
MAX_WORDS = 8
_LIVE = {states.State.LIVE, states.State.LIVE_WITH_DRAFT}


@dataclass(frozen=True)
class FoundItem:
    """An item that was found. `path` is its address, or the one it will get, "" if it has none;
    `public_url` is "" unless readers can open it now."""

    id: int
    title: str
    section: str
    state: str
    state_label: str
    path: str
    admin_url: str
    public_url: str


def find_items(text, user, limit, *, among=None, language=""):
    """Return up to `limit` `FoundItem`s of all sections in which `user` may view drafts, or of
    those models of drafts `among` them.

    Each word of `text` must be part of the title or the address; a text that begins with "/" is the
    beginning of an address. Items in `language` come first, in each language titles that begin with
    the text, then what was saved last.
    """
    typed, at = tidy(text), clock.now()
    words = typed.split()[:MAX_WORDS]
    models = draft_models() if among is None else among
    models = [model for model in models if model.titled_by and may(user, "view", model)]
    found = [
        each
        for model in models
        if words
        for each in _matching(model, typed, words, language, at, limit)
    ]
    found.sort(key=lambda draft: (draft.rank, -draft.modified_at.timestamp(), -draft.pk))
    kept = found[:limit]
    known = links.known_paths_of([draft.pk for draft in kept if not draft.path])
    return [_row(draft, draft.path or known.get(draft.pk)) for draft in kept]


def _matching(model, typed, words, language, at, limit):
    drafts = model.objects.filter(trashed_at=None).filter(_condition(model, typed, words))
    is_own, begins = Q(language=language), Q(**{f"{model.titled_by}__istartswith": typed})
    conditions = (is_own & begins, is_own, begins)
    whens = (When(condition, then=Value(place)) for place, condition in enumerate(conditions))
    rank = Case(*whens, default=Value(len(conditions)), output_field=IntegerField())
    first = drafts.annotate(rank=rank).order_by("rank", "-modified_at", "-pk")
    # The state is looked up only for these: it takes several subqueries per row.
    kept = model.objects.filter(pk__in=list(first.values_list("pk", flat=True)[:limit]))
    return states.with_path(states.with_state(kept.annotate(rank=rank), at), at)


def _condition(model, typed, words):
    if typed.startswith("/"):
        rows = Address.objects.filter(path__startswith=typed.split("#")[0])
        return Q(pk__in=rows.values("item"))
    return reduce(and_, (_has_word(model, word) for word in words))


def _has_word(model, word):
    names = [model.titled_by, *({"slug"} & set(model.place_fields))]
    # Titles are in Simplified characters, whichever someone types.
    words = dict.fromkeys([word, simplified(word)])
    return reduce(or_, (Q(**{f"{name}__icontains": each}) for name in names for each in words))


def _row(draft, known_path):
    state = states.state_of(draft)
    return FoundItem(
        id=draft.pk,
        title=str(draft),
        section=label_of(draft),
        state=state.value,
        state_label=str(state.label),
        path=known_path or draft.path_for(draft) or "",
        admin_url=url_of(draft, "change", draft.pk),
        public_url=(draft.path or "") if state in _LIVE else "",
    )


@read_only
def search(request):
    """Answer with the items that the words `q` find, as JSON. Those in the language that `lang`
    names come first, as HTML writes it."""
    if not any(may(request.user, "view", model) for model in draft_models()):
        raise PermissionDenied
    language = request.GET.get("lang", "").lower()
    found = find_items(request.GET.get("q", ""), request.user, MAX_LINKS, language=language)
    return JsonResponse({"items": [asdict(item) for item in found]})


app_name = "item_search"
urlpatterns = [path("", admin.site.admin_view(search), name="find")]
