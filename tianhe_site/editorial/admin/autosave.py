"""Autosave: what someone types is kept on the server, beside the draft."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.urls import NoReverseMatch, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tianhe_site import busy
from tianhe_site.admin_pages import url_of
from tianhe_site.database import SHORT_WAIT_MILLISECONDS, no_wait

from .. import autosaves
from .pages import ItemPagesMixin


class AutosaveMixin(ItemPagesMixin):
    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_autosave_new"
        return [
            path("add/autosave/", self.admin_site.admin_view(self.autosave_view), name=name),
            self.item_path("autosave/", self.autosave_view, "autosave"),
            *super().get_urls(),
        ]

    def autosave_view(self, request, object_id=None):
        """Keep what is typed into the form of a draft, or into the form for a new one; or discard
        it."""
        return require_POST(self._autosave)(request, object_id)

    def _autosave(self, request, object_id):
        try:
            draft, draft_key = self._autosaved(request, object_id)
            with no_wait(SHORT_WAIT_MILLISECONDS):
                if "discard" in request.POST:
                    return self._discard(request, draft, draft_key)
                return self._keep(request, draft, draft_key)
        except PermissionDenied:
            return _refused(_("You don't have permission to change this."), 403)
        except Http404:
            return _refused(_("Someone deleted this while you were working."), 404)
        except Exception as error:
            if not busy.is_busy(error):
                raise
            busy.note(error)
            return busy.as_busy(JsonResponse({"error": str(busy.reason_of(error))}))

    def _autosaved(self, request, object_id):
        """Return the draft that a form is about and its key; (None, key) before there is one."""
        if object_id is not None:
            return self.draft_to_change(request, object_id), None
        self.require(request, "add")
        draft_key = key_of(request.POST.get("draft_key"))
        if draft_key is None:
            raise Http404
        # An autosave may arrive after the form was saved.
        draft = self.get_queryset(request).filter(draft_key=draft_key).first()
        if draft:
            self.require(request, "change")
        return draft, None if draft else draft_key

    def _keep(self, request, draft, draft_key):
        if draft is not None and draft.trashed_at:
            message = _("Someone archived this draft or moved it to the trash. Restore it first.")
            return _refused(message, 409)
        data = autosaves.data_of(request.POST)
        if data is None:
            return _refused(_("The text is too long to be kept. Shorten it."), 413)
        autosave = autosaves.keep(request, data, self, draft=draft, draft_key=draft_key)
        return JsonResponse(
            {
                "saved_at": time_of(autosave),
                "preview_url": self._live_preview_url(draft, draft_key),
            }
        )

    def _live_preview_url(self, draft, draft_key):
        try:
            if draft is not None:
                return self.url_of("live_preview", draft)
            return f"{url_of(self.model, 'live_preview_new')}?draft_key={draft_key}"
        except NoReverseMatch:
            return ""

    def _discard(self, request, draft, draft_key):
        autosave = autosaves.latest(request.user, draft, draft_key)
        if autosave:
            autosaves.discard(autosave, self, request)
        if not request.accepts("text/html"):
            return JsonResponse({})
        self.message_user(request, _("Unsaved changes discarded."), messages.SUCCESS)
        if draft is not None:
            return HttpResponseRedirect(self.url_of("change", draft))
        return HttpResponseRedirect(url_of(self.model, "changelist"))

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Return the form; filled with what is typed and not saved, if the user wants to continue
        with that."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if request.method == "GET" and "continue" in request.GET:
            found = autosaves.latest(request.user, obj, key_of(request.GET.get("draft_key")))
            form.continued = autosaves.sent_data(found) if found else None
        return form

    def autosave_context(self, request, form, draft, draft_key):
        """Return context for the form of `draft` (None: a new one): where it is autosaved, and what
        is typed and not saved, to be continued."""
        url = self.autosave_url(draft)
        if form.continued is not None:
            return {"autosave_url": url, **_continued(form.continued)}
        found = request.method == "GET" and autosaves.latest(request.user, draft, draft_key)
        if not found or not autosaves.says_something_new(found, self, request):
            return {"autosave_url": url}
        query = "?continue=1" if draft else f"?draft_key={draft_key}&continue=1"
        offer = {
            "saved_at": time_of(found),
            # For the script that shows it with what the browser kept, the newer first; of the
            # form itself the browser has the last words, too.
            "milliseconds": int(found.saved_at.timestamp() * 1000),
            "ids": found.data.get("kept_id", [""])[0],
            "continue_url": query,
        }
        return {"autosave_url": url, "autosave": offer}

    def autosave_url(self, draft):
        """Return where the form of `draft` (None: a new one) is autosaved."""
        if draft is not None:
            return self.url_of("autosave", draft)
        return url_of(self.model, "autosave_new")


def _continued(sent):
    """Return context for a form that continues what was `sent`: the version of the draft that this
    was typed into, and the ids of the form."""
    ids = autosaves.form_ids(dict(sent.lists()))
    known = {name: sent[name] for name in ("opened", "fingerprints") if name in sent}
    return {**known, "continues": ".".join(sorted(ids))}


def _refused(message, status):
    return JsonResponse({"error": message}, status=status)


def time_of(autosave):
    """Return the time of day of an autosave, for the person who types."""
    return date_format(timezone.localtime(autosave.saved_at), "H:i")


def key_of(text):
    """Return the key that a form for a new draft carries, None if `text` is none."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
