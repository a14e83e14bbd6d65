"""What people type and haven't saved: kept beside the draft, one row per person and draft.

No word is lost, by one rule: an autosave goes when its own form is saved. Whatever else ends it
makes it a version of the draft first (`DraftVersion`): the person discards it, types into another
form of the draft, saves another form, or leaves it for 14 days. If there is no draft yet, each form
has its own autosave, which goes when the person discards it or after 14 days.
"""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.http import QueryDict

from tianhe_site.limits import MAX_AUTOSAVE_LENGTH
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.models import Autosave
from tianhe_site.publishing.people import name_of

from .edit_conflicts import version

KEPT_FOR = timedelta(days=14)
# How many old ones an autosave takes away: nobody should wait for that.
MAX_EXPIRED = 5
# The ids by which a browser names a form, and those of the form that this one continues.
FORM_IDS = ("kept_id", "continues")
_NOT_KEPT = ("csrfmiddlewaretoken", "password", "draft_key", "discard")


def latest(user, draft=None, draft_key=None):
    """Return the `Autosave` of `user` for `draft`, or for the form with `draft_key` if there is no
    draft yet; None if there is none."""
    found = Autosave.objects.filter(user_id=user.pk)
    if draft is not None:
        return found.filter(item=draft.pk).first()
    return found.filter(draft_key=draft_key).first() if draft_key else None


def unsaved_by(user):
    """Return the autosaves of forms of `user` that no draft came of, newest first."""
    return Autosave.objects.filter(user_id=user.pk, item=None).order_by("-saved_at")


def abandoned(at):
    """Return a queryset of those that no draft came of, and that are kept no longer."""
    return Autosave.objects.filter(item=None, saved_at__lt=at - KEPT_FOR)


def data_of(sent):
    """Return what an autosave keeps of a submitted form, a `QueryDict`; None if it is too much."""
    data = {
        # PostgreSQL stores no such character.
        name.replace("\x00", ""): [value.replace("\x00", "") for value in values]
        for name, values in sent.lists()
        if not name.startswith("_") and not any(each in name for each in _NOT_KEPT)
    }
    length = sum(len(text) for name, values in data.items() for text in (name, *values))
    return data if length <= MAX_AUTOSAVE_LENGTH else None


def sent_data(autosave):
    """Return what an autosave keeps as a `QueryDict`, as the form sent it."""
    sent = QueryDict(mutable=True)
    for name, values in autosave.data.items():
        sent.setlist(name, values)
    return sent


def form_ids(data):
    """Return the ids of the form that sent `data`, and of those that it continues."""
    values = (value for name in FORM_IDS for value in data.get(name, []))
    return {each for value in values for each in value.split(".") if each}


def keep(request, data, model_admin, *, draft=None, draft_key=None):
    """Keep `data` (see `data_of`) as what the user of `request` typed; return the `Autosave`."""
    now, user = clock.now(), request.user
    _end_expired(request, model_admin, now)
    before = latest(user, draft, draft_key)
    if before and draft is not None and not _is_same_form(before.data, data):
        _keep_as_version(before, model_admin, request)
    title = data.get(model_admin.model.titled_by, [""])[0].strip()[:250]
    owner = {"item_id": draft.pk} if draft is not None else {"draft_key": draft_key}
    values = {"kind": model_admin.opts.label_lower, "data": data, "title": title, "saved_at": now}
    return Autosave.objects.update_or_create(user_id=user.pk, **owner, defaults=values)[0]


def end_with_save(request, draft, model_admin):
    """End the autosave of the user of `request`, who has saved the form of `draft`."""
    owner = Q(item=draft.pk)
    if draft.draft_key:
        owner |= Q(draft_key=draft.draft_key)
    for autosave in Autosave.objects.filter(owner, user_id=request.user.pk):
        if autosave.item_id and not _is_same_form(autosave.data, data_of(request.POST) or {}):
            _keep_as_version(autosave, model_admin, request)
        autosave.delete()


def discard(autosave, model_admin, request):
    """End an autosave that its user doesn't want. It stays as a version if there is a draft."""
    if autosave.item_id:
        _keep_as_version(autosave, model_admin, request)
    autosave.delete()


def draft_from(autosave, model_admin, request):
    """Return an unsaved draft with what was typed. Fields that can't be read as typed say what is
    saved."""
    return _read_form(autosave, model_admin, request).instance


def says_something_new(autosave, model_admin, request):
    """Whether what was typed differs from what the draft says."""
    form = _read_form(autosave, model_admin, request)
    typed = form.instance
    saved = _saved_draft(autosave, model_admin, request) or model_admin.model()
    typed.clean_rich_text()
    is_changed = any(_value(typed, name) != _value(saved, name) for name in form.fields)
    return is_changed or any(name in form.fields and form[name].data for name in form.errors)


def _read_form(autosave, model_admin, request):
    """Return the form of an autosave as it would be read if it were submitted now."""
    draft = _saved_draft(autosave, model_admin, request)
    sent = sent_data(autosave)
    if draft is not None:
        # Nothing will be saved, so there is no conflict to ask about.
        sent["opened"] = version(draft)
    form = model_admin.get_form(request, draft, change=draft is not None)(sent, instance=draft)
    form.full_clean()
    return form


def _saved_draft(autosave, model_admin, request):
    """Return the draft that an autosave is about, None if there is none yet."""
    if not autosave.item_id:
        return None
    draft = model_admin.get_object(request, str(autosave.item_id))
    # What was typed before someone archived it can still be read.
    draft.trashed_at = None
    return draft


def _value(draft, name):
    field = draft._meta.get_field(name)
    return field.value_from_object(draft)


def _end_expired(request, model_admin, now):
    old = Autosave.objects.filter(kind=model_admin.opts.label_lower, saved_at__lt=now - KEPT_FOR)
    for autosave in old[:MAX_EXPIRED]:
        discard(autosave, model_admin, request)


def _keep_as_version(autosave, model_admin, request):
    draft = draft_from(autosave, model_admin, request)
    draft.clean_rich_text()
    person = get_user_model().objects.filter(pk=autosave.user_id).first()
    workflow.keep_autosaved(
        draft,
        by_id=autosave.user_id,
        by_name=name_of(person) if person else "",
        at=autosave.saved_at,
    )


def _is_same_form(before, now):
    """Whether `now` was sent by the form that sent `before`, or by one that continues it. Without
    scripts a form has no id."""
    ids = form_ids(before)
    return not ids or bool(ids & form_ids(now))
