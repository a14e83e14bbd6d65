"""The page of one approval request: what it changes, and the buttons to answer it."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from tianhe_site import busy
from tianhe_site.publishing import history, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import HistoryEntry

from .forms.approval import ResponseForm


def respond(request, entry_id):
    """Show a request; approve it, decline it or, for the person who made it, cancel it."""
    entry = HistoryEntry.objects.filter(pk=entry_id, verb=HistoryEntry.Verb.ASK).first()
    if entry is None:
        raise Http404
    user = request.user
    is_own, may_answer = entry.actor_id == user.pk, workflow.may_answer(entry, user)
    if not (is_own or may_answer):
        raise PermissionDenied
    form = ResponseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = _carry_out(request, entry, form.cleaned_data["note"])
        except PublishingError as error:
            form.add_error(None, error.for_form())
        else:
            messages.success(request, done)
            return HttpResponseRedirect(reverse("admin:index"))
    context = {
        **admin.site.each_context(request),
        "title": workflow.kind_of(entry).title,
        "entry": entry,
        "changes": history.describe_request(entry),
        "form": form,
        "is_own": is_own,
        "may_answer": may_answer,
        "refusal": "" if is_own or form.is_bound else _refusal(entry, user),
    }
    return busy.render_form(request, "admin/editorial/request.html", context, form)


def _carry_out(request, entry, note):
    """Do what the pressed button means; return the message for the user."""
    if "_agree" in request.POST:
        workflow.agree(entry, by=request.user, note=note)
        return _("Request approved and carried out.")
    if "_decline" in request.POST:
        workflow.decline(entry, by=request.user, note=note)
        return _("Request declined. Nothing changes.")
    workflow.take_back_request(entry, by=request.user, note=note)
    return _("Request canceled. Nothing changes.")


def _refusal(entry, user):
    """Return why the request can't be approved now, "" if it can."""
    try:
        workflow.dry_run(workflow.agree, entry, by=user)
    except PublishingError as error:
        return str(error)
    return ""


app_name = "requests"
urlpatterns = [path("<int:entry_id>/", admin.site.admin_view(respond), name="answer")]
