"""The page of one request that waits for a second person: what it changes, and the answers."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site import busy
from tianhe_site.plain_text import ParagraphsFormField
from tianhe_site.publishing import history, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import HistoryEntry

from .forms import MAX_NOTE_LENGTH


class AnswerForm(forms.Form):
    note = ParagraphsFormField(
        label=gettext_lazy("Your answer"),
        required=False,
        max_length=MAX_NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The person who asked reads it. It stays in the history."),
    )


def answer(request, entry_id):
    """Show a request; agree to it, decline it or, for the person who asked, take it back."""
    entry = HistoryEntry.objects.filter(pk=entry_id, verb=HistoryEntry.Verb.ASK).first()
    if entry is None:
        raise Http404
    user = request.user
    is_own, may_answer = entry.actor_id == user.pk, workflow.may_answer(entry, user)
    if not (is_own or may_answer):
        raise PermissionDenied
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = _do(request, entry, form.cleaned_data["note"])
        except PublishingError as error:
            form.add_error(None, error.for_form())
        else:
            messages.success(request, done)
            return HttpResponseRedirect(reverse("admin:index"))
    context = {
        **admin.site.each_context(request),
        "title": workflow.kind_of(entry).title,
        "entry": entry,
        "changes": history.asked_in_words(entry),
        "form": form,
        "is_own": is_own,
        "may_answer": may_answer,
        "refusal": "" if is_own or form.is_bound else _refusal(entry, user),
    }
    return busy.render_form(request, "admin/editorial/request.html", context, form)


def _do(request, entry, note):
    """Do what the pressed button means; return what the user is told."""
    if "_agree" in request.POST:
        workflow.agree(entry, by=request.user, note=note)
        return _("Done, as it was asked for.")
    if "_decline" in request.POST:
        workflow.decline(entry, by=request.user, note=note)
        return _("Declined. Nothing changes.")
    workflow.take_back_request(entry, by=request.user, note=note)
    return _("Taken back. Nothing changes.")


def _refusal(entry, user):
    """Return why nobody could agree to a request now, "" if somebody could."""
    try:
        workflow.dry_run(workflow.agree, entry, by=user)
    except PublishingError as error:
        return str(error)
    return ""


app_name = "requests"
urlpatterns = [path("<int:entry_id>/", admin.site.admin_view(answer), name="answer")]
