"""One action for several items: a page that lists them and asks, and one that says what became of
each.

Each item goes through the verb for one item, in a transaction of its own, so each rule holds. Only
publishing can be for all or none: pages that go live together may need each other.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site import admin_pages, busy
from tianhe_site.languages import codes
from tianhe_site.publishing import clock, states, workflow
from tianhe_site.publishing.errors import PublishingError, about
from tianhe_site.publishing.hashing import digest, plain
from tianhe_site.publishing.models import Review
from tianhe_site.publishing.sections import draft_models

from .forms.notes import NoteForm
from .forms.publication import BulkPublishForm, BulkWithdrawForm

# More would keep the lock from colleagues for seconds.
MAX_ITEMS = 100
_CHANGED = gettext_lazy(
    "Someone changed this while you had the page open. Check it, then try again."
)


@dataclass(frozen=True)
class BulkAction:
    """An action for several items. `act(draft, user, data)` carries it out for one and returns the
    item to show. Users need one of `permissions` for items of the kind. `asked(drafts)` returns
    what the form is about, if it depends on the items."""

    label: str
    button: str
    done: str
    permissions: tuple
    act: Callable
    form: type = NoteForm
    fact: str = ""
    asked: Callable = lambda drafts: {}


@dataclass
class Row:
    """An item that was chosen. `seen` says what it was like when the page was opened."""

    draft: object
    seen: str
    is_chosen: bool = True
    states: list = field(default_factory=list)
    url: str = ""
    # What became of it: a message, and whether it was refused.
    outcome: str = ""
    is_refused: bool = False

    def __str__(self):
        return str(self.draft)

    @property
    def key(self):
        return f"{self.draft.pk}:{self.seen}"


def _submit(draft, user, data):
    return workflow.submit(draft, by=user, note=data["note"]).item


def _approve(draft, user, data):
    return workflow.approve(_candidate(draft), by=user, note=data["note"]).item


def _publish(draft, user, data):
    details = {"by": user, "at": data["at"], "note": data["note"]}
    if draft.candidate_review == Review.APPROVED:
        return workflow.publish(_candidate(draft), **details).item
    return workflow.publish_draft(draft, **details).item


def _withdraw(draft, user, data):
    reason = data["reasons"].get(draft.language, "")
    workflow.withdraw(draft, by=user, reason=reason, note=data["note"])
    return draft


def _archive(draft, user, data):
    return workflow.archive(draft, by=user, note=data["note"])


def _languages_of(drafts):
    """Return the languages that some items are in, in the order of the setting."""
    found = {draft.language for draft in drafts}
    return [code for code in codes() if code in found]


def _duplicate(draft, user, data):
    return workflow.duplicate(draft, by=user)


def _candidate(draft):
    if not draft.candidate_id:
        raise PublishingError(_("This isn't in review. Submit it first."))
    return draft.editions.get(pk=draft.candidate_id)


ACTIONS = {
    "submit": BulkAction(
        gettext_lazy("Submit for review"),
        gettext_lazy("Submit for review"),
        gettext_lazy("Submitted for review."),
        ("change",),
        _submit,
        fact=gettext_lazy("Reviewers are notified and see exactly these versions."),
    ),
    "approve": BulkAction(
        gettext_lazy("Approve…"),
        gettext_lazy("Approve selected"),
        gettext_lazy("Approved."),
        ("approve",),
        _approve,
        fact=gettext_lazy("Approve only what you have read. Each title opens its review."),
    ),
    "publish": BulkAction(
        gettext_lazy("Publish…"),
        gettext_lazy("Publish selected"),
        gettext_lazy("Published."),
        ("publish",),
        _publish,
        BulkPublishForm,
        gettext_lazy(
            "The approved version goes live. Without one, the draft does, if it needs no approval."
        ),
    ),
    "withdraw": BulkAction(
        gettext_lazy("Withdraw…"),
        gettext_lazy("Withdraw selected"),
        gettext_lazy("Withdrawn. Readers can no longer see it."),
        ("publish",),
        _withdraw,
        BulkWithdrawForm,
        gettext_lazy("Readers lose access immediately."),
        lambda drafts: {"languages": _languages_of(drafts)},
    ),
    "archive": BulkAction(
        gettext_lazy("Archive…"),
        gettext_lazy("Archive selected"),
        gettext_lazy("Archived or moved to the trash."),
        ("publish", "delete"),
        _archive,
        fact=gettext_lazy(
            "They leave the list, and you can restore them. Drafts that were never live move to "
            "the trash."
        ),
    ),
    "duplicate": BulkAction(
        gettext_lazy("Duplicate"),
        gettext_lazy("Duplicate"),
        gettext_lazy("Copied to a new draft."),
        ("add",),
        _duplicate,
        forms.Form,
        gettext_lazy("The copy is a new draft with its own address. Nothing is published."),
    ),
}


def offered(user, model_admin):
    """Return (name, label) of the actions that `user` may do with items of this admin."""
    found = {**ACTIONS, **_settings_of(model_admin)}
    return [
        (name, action.label)
        for name, action in found.items()
        if _may(user, model_admin.model, action)
    ]


def _settings_of(model_admin):
    """Return the actions that set a field of items of this admin, by name."""
    return {f"set-{name}": _setting(model_admin.model, name) for name in model_admin.bulk_fields}


def _setting(model, name):
    label = model._meta.get_field(name).verbose_name

    def act(draft, user, data):
        if type(draft) is not model:
            raise PublishingError(_("This has no %s.") % label)
        setattr(draft, name, data["value"])
        workflow.write(draft, by=user)
        return draft

    return BulkAction(
        _("Set %s…") % label,
        _("Set %s") % label,
        _("Saved. Readers see no change until it is published."),
        ("change",),
        act,
        type(
            "ValueForm",
            (forms.Form,),
            {"value": model._meta.get_field(name).formfield(label=capfirst(label))},
        ),
    )


def _may(user, model, action):
    return any(admin_pages.may(user, each, model) for each in action.permissions)


def url_of(verb, draft):
    """Return the address of the page that asks about an action for one item."""
    return f"{reverse('bulk:confirm')}?{urlencode({'verb': verb, 'item': draft.pk})}"


def bulk(request):
    """List the chosen items and ask; then act on each, and say what became of it."""
    name = request.GET.get("verb", "")
    action = _actions().get(name)
    if action is None:
        raise Http404
    rows = _rows(request, action)
    if rows and not any(_may(request.user, type(row.draft), action) for row in rows):
        raise PermissionDenied
    if request.method == "POST":
        _note_choice(rows, request.POST.getlist("item"))
    asked = action.asked([row.draft for row in rows if row.is_chosen])
    form = action.form(request.POST or None, **asked)
    if request.method == "POST":
        if not any(row.is_chosen for row in rows):
            form.full_clean()
            form.add_error(None, _("Choose at least one item."))
        if form.is_valid() and _carry_out(request, action, form, rows):
            return _result(request, action, rows)
    context = {
        **admin.site.each_context(request),
        "title": action.label.removesuffix("…"),
        "action": action,
        "form": form,
        "rows": rows,
        "too_many": len(request.GET.getlist("item")) > MAX_ITEMS,
        "max_items": MAX_ITEMS,
        "back": _back(request),
    }
    return busy.render_form(request, "admin/editorial/bulk.html", context, form)


def _actions():
    settings = [
        _settings_of(model_admin)
        for model_admin in admin.site._registry.values()
        if getattr(model_admin, "bulk_fields", ())
    ]
    return {**ACTIONS, **{name: each for found in settings for name, each in found.items()}}


def _rows(request, action):
    """Return a `Row` for each item that the address names and the user may see."""
    asked = dict.fromkeys(int(pk) for pk in request.GET.getlist("item") if _is_id(pk))
    ids, at = list(asked)[:MAX_ITEMS], clock.now()
    found = {
        draft.pk: draft
        for model in draft_models()
        if ids and admin_pages.may(request.user, "view", model)
        for draft in states.with_state(model.objects.filter(pk__in=ids), at)
    }
    return [_row(found[pk], action) for pk in ids if pk in found]


def _row(draft, action):
    is_reviewed = action is ACTIONS["approve"] and draft.candidate_id
    url = (
        admin_pages.url_of(draft, "review", draft.pk, draft.candidate_id)
        if is_reviewed
        else admin_pages.url_of(draft, "change", draft.pk)
    )
    return Row(draft, _seen(draft), states=states.states_of(draft), url=url)


def _is_id(text):
    return text.isascii() and text.isdecimal() and len(text) < 19


def _seen(draft):
    """Return what an item is like, as far as the actions are concerned. What a colleague withdrew
    since must not be published again by a page that is still open."""
    fields = map(draft._meta.get_field, draft.place_fields)
    facts = {
        "candidate": [draft.candidate_id, draft.candidate_review],
        "content": draft.content_hash,
        "states": [state.value for state in states.states_of(draft)],
        "place": [plain(field.value_from_object(draft)) for field in fields],
    }
    return digest(facts)[:32]


def _note_choice(rows, keys):
    """Note which rows were chosen on the page, and what they were like then."""
    chosen = dict(key.partition(":")[::2] for key in keys)
    for row in rows:
        row.is_chosen = str(row.draft.pk) in chosen
        row.seen = chosen.get(str(row.draft.pk), row.seen)


def _carry_out(request, action, form, rows):
    """Act on the chosen rows; return whether the result is to be shown, else the form says why
    not."""
    data = form.cleaned_data
    chosen = [row for row in rows if row.is_chosen]
    if not data.get("together"):
        for row in chosen:
            _act(row, action, request.user, data)
        return True
    try:
        _publish_together(chosen, request.user, data)
    except PublishingError as error:
        form.add_error(None, error.for_form())
        return False
    for row in chosen:
        row.outcome = action.done
    return True


def _act(row, action, user, data):
    try:
        with workflow.publishing_lock():
            item = action.act(_as_seen(row), user, data)
    except PublishingError as error:
        row.outcome, row.is_refused = str(error), True
    except PermissionDenied:
        row.outcome, row.is_refused = _("You don't have permission to do this."), True
    else:
        row.outcome, row.draft = action.done, item
        row.url = admin_pages.url_of(item, "change", item.pk)


def _as_seen(row):
    """Return the item as it is under the lock; refuse if it isn't what the page showed."""
    model = type(row.draft)
    drafts = states.with_state(model.objects.filter(pk=row.draft.pk), clock.now())
    draft = drafts.first()
    if draft is None:
        raise PublishingError(_("Someone deleted this while you were working."))
    if _seen(draft) != row.seen:
        raise PublishingError(_CHANGED)
    return draft


def _publish_together(rows, user, data):
    with workflow.publishing_lock():
        editions = [_edition_to_publish(row, user) for row in rows]
        workflow.publish_many(editions, by=user, at=data["at"], note=data["note"])


def _edition_to_publish(row, user):
    with about(row.draft):
        draft = _as_seen(row)
        is_approved = draft.candidate_review == Review.APPROVED
        return _candidate(draft) if is_approved else workflow.freeze(draft, by=user)


def _result(request, action, rows):
    chosen = [row for row in rows if row.is_chosen]
    if len(chosen) == 1 and not chosen[0].is_refused:
        messages.success(request, action.done)
        return HttpResponseRedirect(chosen[0].url)
    context = {
        **admin.site.each_context(request),
        "title": action.label.removesuffix("…"),
        "done": [row for row in chosen if not row.is_refused],
        "refused": [row for row in chosen if row.is_refused],
        "back": _back(request),
    }
    return render(request, "admin/editorial/bulk_result.html", context)


def _back(request):
    """Return the address of the list that the items were chosen in."""
    back = request.GET.get("back", "")
    is_ours = back.startswith(reverse("admin:index")) and url_has_allowed_host_and_scheme(
        back, None
    )
    return back if is_ours else reverse("admin:index")


app_name = "bulk"
urlpatterns = [path("", admin.site.admin_view(bulk), name="confirm")]
