"""The lists on the dashboard: what each person needs to do."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from urllib.parse import urlencode

from django.db.models import Exists, JSONField, OuterRef, TextField
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tianhe_site import languages
from tianhe_site.admin_pages import may, url_of
from tianhe_site.languages import listed
from tianhe_site.prepared_queries import prepared
from tianhe_site.publishing import history, states, translations, workflow
from tianhe_site.publishing.models import Edition, HistoryEntry, PreviewLink, Review
from tianhe_site.publishing.sections import draft_models, edition_models
from tianhe_site.upward import ModuleAbove

from . import side_bar

outside_links = ModuleAbove("tianhe_site.operations.outside_links.results")
Verb = HistoryEntry.Verb
# More rows would be a backlog.
MAX_ROWS = 50
# Of what waits for whoever comes first. Below it are links to the lists that have all of it.
MAX_SHARED = 20
# Per reminder: the full list is one click away.
MAX_REMINDED = 5
MAX_RECENT = 8
# Live items per section among which translations to do are looked for, the newest first. The filter
# of the list finds all.
MAX_RECENTLY_LIVE = 200


@dataclass(frozen=True)
class Row:
    """A candidate on its way, with the entries of its review, newest first."""

    edition: Edition
    entries: list
    url: str

    @property
    def note(self):
        return self.entries[0].note


@dataclass(frozen=True)
class ReviewLists:
    """The candidates that concern someone, as `Row`s.

    `waiting` are those that they may review, the longest waiting first, and `ready` the approved
    ones that they may publish: of each section up to `MAX_SHARED`. Of those that they submitted or
    took over, `submitted` are not reviewed yet, and `answered` are, the newest response first.
    """

    waiting: list
    ready: list
    submitted: list
    answered: list


@dataclass(frozen=True)
class ReminderList:
    """The first drafts of a reminder, as (draft, note, address of its form)."""

    title: str
    rows: list
    count: int
    all_url: str

    @property
    def more(self):
        return self.count - len(self.rows)


@dataclass(frozen=True)
class TranslationList:
    """The first translations of a section in a state that someone should change, as (draft,
    languages, address of its form), and the address of the list of all, "" if these are all."""

    state: translations.TranslationState
    rows: list
    all_url: str


@dataclass(frozen=True)
class TimedRow:
    """An edition that goes live at a `moment`, or did."""

    edition: Edition
    moment: datetime
    url: str
    path: str = ""

    @property
    def key(self):
        return f"{self.edition._meta.model_name}-{self.edition.pk}"


def scheduled_for(user, at):
    """Return what goes live later of what `user` may see, the soonest first."""
    return _timed(user, _next_to_begin, MAX_ROWS, at)


def published_for(user, at):
    """Return what went live last of what `user` may see, the newest first."""
    rows = _timed(user, _last_begun, MAX_RECENT, at)
    return sorted(rows, key=lambda row: row.moment, reverse=True)[:MAX_RECENT]


@prepared
def _next_to_begin(model, limit, *, at):
    pending = model.objects.pending(at).defer(*_texts(model))
    return pending.order_by("live_from")[:limit]


@prepared
def _last_begun(model, limit, *, at):
    live = model.objects.live(at).defer(*_texts(model))
    return live.order_by("-live_from").with_path(at)[:limit]


def _timed(user, select, limit, at):
    rows = [
        TimedRow(
            edition,
            edition.live_from,
            url_of(model.draft_model(), "change", edition.item_id),
            getattr(edition, "path", None) or "",
        )
        for model in edition_models()
        if may(user, "view", model.draft_model())
        for edition in select(model, limit, at=at)
    ]
    return sorted(rows, key=lambda row: row.moment)


def _texts(model):
    """Return the columns of editions that can be long or are decoded, and that lists don't show."""
    fields = model._meta.concrete_fields
    return [field.name for field in fields if isinstance(field, TextField | JSONField)]


def add_links(request):
    """Return (label, address, icon) of what the user may write or upload, the most usual first."""
    links = [(label, address, "pencil") for label, address in side_bar.may_add(request)]
    if request.user.has_perm("media_library.add_image"):
        links.append((_("Upload"), reverse("admin:media_library_image_add"), "upload"))
    return links


def alerts_for(user, at):
    """Return each `Alert` of the sections, for `user`."""
    found = (alert(model, user, at) for model in draft_models() for alert in model.alerts)
    return [each for each in found if each]


def reminders_for(user, at):
    """Return a `ReminderList` for each reminder about drafts that `user` may change."""
    models = [model for model in edition_models() if may(user, "change", model.draft_model())]
    drafts = [model.draft_model() for model in models]
    found = [_reminder_list(each, draft, at) for draft in drafts for each in draft.reminders]
    return [each for each in found if each.count]


def translations_for(user, at):
    """Return a `TranslationList` of what is missing or behind in another language, of the newest
    live items of each section that `user` may translate."""
    if not languages.has_several():
        return []
    models = [
        model
        for model in draft_models()
        if all(may(user, each, model) for each in workflow.permissions_to_translate(model))
    ]
    wanted = (translations.TranslationState.BEHIND, translations.TranslationState.MISSING)
    found = [_translation_list(model, state, at) for state in wanted for model in models]
    return [each for each in found if each.rows]


@prepared
def _to_translate(model, state, _languages, *, at):
    # The languages of the site shape the query: what is missing is asked of each.
    # Nearly all translations of a large archive are up to date, and reading them all takes long.
    live = model.edition_model().objects.live(at).order_by("-live_from").values("item")
    item = "pk" if state == translations.TranslationState.MISSING else "source"
    newest = model.objects.filter(trashed_at=None, **{f"{item}__in": live[:MAX_RECENTLY_LIVE]})
    drafts = translations.in_state(newest, state, at)
    return drafts.order_by("-pk")[: MAX_REMINDED + 1]


def _translation_list(model, state, at):
    first = _to_translate(model, state, languages.codes(), at=at)
    in_languages = translations.of_items(first[:MAX_REMINDED], at)
    rows = [
        (
            draft,
            _languages_in(state, in_languages[draft.pk], draft),
            url_of(draft, "change", draft.pk),
        )
        for draft in first[:MAX_REMINDED]
    ]
    all_url = f"{url_of(model, 'changelist')}?translation={state.value}"
    return TranslationList(state, rows, all_url if len(first) > MAX_REMINDED else "")


def _languages_in(state, found, draft):
    """Return the names of the languages in which an item is missing, or its own that is behind."""
    if state == translations.TranslationState.MISSING:
        return listed(each.name for each in found if each.state == state)
    return languages.name_of(draft.language)


def _reminder_list(reminder, model, at):
    drafts = reminder.select(model.objects.filter(trashed_at=None), at)
    first = list(drafts.order_by(reminder.order, "pk")[: MAX_REMINDED + 1])
    return ReminderList(
        title=reminder.title,
        rows=[
            (draft, reminder.note(draft, at), url_of(draft, "change", draft.pk))
            for draft in first[:MAX_REMINDED]
        ],
        count=drafts.count() if len(first) > MAX_REMINDED else len(first),
        all_url=f"{url_of(model, 'changelist')}?{reminder.filter}",
    )


def review_lists(user):
    """Return the `ReviewLists` of `user`."""
    waiting = _reviewed(user, "approve", Review.WAITING)
    ready = _reviewed(user, "publish", Review.APPROVED)
    own = _own(user)
    entries = history.review_entries([*waiting, *ready, *own])
    newest = {each.item_id: each for each in sorted(own, key=lambda each: each.pk)}
    people = history.responsible_in({_key(each): entries[_key(each)] for each in own})
    own = [each for each in own if people.get(_key(each)) == user.pk]
    return ReviewLists(
        waiting=_rows(waiting, entries),
        ready=_rows(ready, entries),
        submitted=_rows([each for each in own if each.review == Review.WAITING], entries),
        # Without those whose item was submitted again.
        answered=_rows(
            [
                each
                for each in reversed(own)
                if each.review != Review.WAITING and each == newest[each.item_id]
            ],
            entries,
        ),
    )


def handed_over_to(user):
    """Return what was handed over to `user` and nobody has worked on since, as (draft, entry,
    address of its form), newest first."""
    pairs = workflow.items_received_by(user)[:MAX_ROWS]
    return [(draft, entry, url_of(draft, "change", draft.pk)) for draft, entry in pairs]


def requests_for(user, at):
    """Return the open requests that `user` may answer, and those that `user` made, each newest
    first."""
    found = workflow.open_requests(at)
    to_answer = [each for each in found if workflow.may_answer(each, user)]
    return to_answer, [each for each in found if each.actor_id == user.pk]


def full_lists(rows, state):
    """Return (section, address of its list) of each section that may have more in `state` than
    these `Row`s."""
    counts = Counter(type(row.edition).draft_model() for row in rows)
    return [
        (capfirst(model._meta.verbose_name_plural), f"{url_of(model, 'changelist')}?state={state}")
        for model, count in counts.items()
        if count >= MAX_SHARED
    ]


def publish_all_url(rows):
    """Return the address of the page that publishes all these candidates."""
    asked = [("verb", "publish"), *(("item", row.edition.item_id) for row in rows)]
    return f"{reverse('bulk:confirm')}?{urlencode(asked)}"


def open_links_for(user, at):
    """Return the open preview links that `user` may see, soonest to expire first, as (link,
    edition, address of the form of its draft, address that closes it, or "" if `user` may not
    close it)."""
    links = list(PreviewLink.open(at))
    rows = {}
    for model in edition_models():
        ids = [link.edition_id for link in links if link.kind == model._meta.label_lower]
        if ids and may(user, "view", model.draft_model()):
            rows |= {
                (model._meta.label_lower, pk): row for pk, row in model.objects.in_bulk(ids).items()
            }
    pairs = [(link, rows.get((link.kind, link.edition_id))) for link in links]
    found = [(workflow.cap_expiry(*pair), pair[1]) for pair in pairs if pair[1]]
    found.sort(key=lambda pair: (pair[0].expires_at, pair[0].pk))
    return [
        (
            link,
            edition,
            url_of(edition.draft_model(), "change", edition.item_id),
            _close_url(link, edition, user),
        )
        for link, edition in found
        if link.is_open(at)
    ]


def broken_links_for(user, at):
    """Return the links to other sites that lead nowhere, in live texts that `user` looks after, as
    (link, address of the form of its draft)."""
    found = outside_links.broken_links(user, at)
    return [(each, url_of(each.draft, "change", each.draft.pk)) for each in found]


def _close_url(link, edition, user):
    if not may(user, "change", edition.draft_model()):
        return ""
    return url_of(edition.draft_model(), "revoke", link.item_id, link.edition_id, link.pk)


def _reviewed(user, action, review):
    """Return the candidates of all sections in which `user` may do `action`, with this result of
    their review, the oldest result first."""
    models = [model for model in edition_models() if may(user, action, model.draft_model())]
    return _in_order(_oldest(model, review, MAX_SHARED) for model in models)


def _own(user):
    """Return the newest candidates whose item `user` ever submitted or took over, of all sections,
    the oldest result of a review first."""
    models = [model for model in edition_models() if may(user, "view", model.draft_model())]
    return _in_order(_newest_of(model, MAX_ROWS, user_id=user.pk) for model in models)


def _in_order(found):
    return sorted(chain.from_iterable(found), key=lambda edition: edition.reviewed_at)


@prepared
def _oldest(model, review, limit):
    return _candidates(model).filter(review=review).order_by("reviewed_at")[:limit]


@prepared
def _newest_of(model, limit, *, user_id):
    of_item = {"item_id": OuterRef("item_id")}
    submitted = HistoryEntry.objects.filter(**of_item, verb=Verb.SUBMIT, actor_id=user_id)
    received = history.received_by(user_id).filter(**of_item)
    own = _candidates(model).filter(Exists(submitted) | Exists(received))
    return own.order_by("-reviewed_at")[:limit]


def _candidates(model):
    found = states.candidates(model.objects.filter(item__trashed_at=None))
    return found.defer(*_texts(model))


def _rows(editions, entries):
    return [Row(each, entries[_key(each)], _url(each)) for each in editions]


def _key(edition):
    return edition._meta.label_lower, edition.pk


def _url(edition):
    return url_of(edition.draft_model(), "review", edition.item_id, edition.pk)
