"""Views of lists that people save for themselves, shown as tabs."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tianhe_site.admin_pages import url_of
from tianhe_site.plain_text import LineFormField

from .models import MAX_QUERY, SavedFilter

# Per person and list. More tabs than this can't be told apart.
MAX_SAVED = 12
# What lists ask for besides their filters: the search and the order.
_OF_LISTS = ("q", "o")


@dataclass(frozen=True)
class SavedTab:
    """A tab of a saved view."""

    label: str
    url: str
    is_current: bool


class SaveForm(forms.Form):
    name = LineFormField(label=gettext_lazy("Name of this view"), max_length=40)


def saved_tabs(request, model_admin):
    """Return the tabs of the views of this list that the user saved."""
    now = canonical(request, model_admin, request.GET.urlencode())
    rows = SavedFilter.objects.filter(user=request.user, kind=model_admin.opts.label_lower)
    return [SavedTab(row.name, f"?{row.query}", row.query == now) for row in rows[:MAX_SAVED]]


def canonical(request, model_admin, query):
    """Return a query string with only what this list knows, in a fixed order."""
    pairs = parse_qsl(query[: 4 * MAX_QUERY], max_num_fields=None)
    kept = {
        name: value
        for name, value in pairs
        if value
        and "\x00" not in value
        and (name in _OF_LISTS or model_admin.lookup_allowed(name, value, request))
    }
    return urlencode(sorted(kept.items()))


class SavedFilterPagesMixin:
    """The two forms of a list that save and delete a view."""

    def get_urls(self):
        prefix = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("save-view/", wrap(require_POST(self.save_view)), name=f"{prefix}_save_view"),
            path(
                "delete-view/",
                wrap(require_POST(self.delete_saved_view)),
                name=f"{prefix}_delete_view",
            ),
            *super().get_urls(),
        ]

    def save_view(self, request):
        """Save the query of the list under a name; the same name again replaces it."""
        self.require(request, "view")
        query = canonical(request, self, request.POST.get("query", ""))
        form = SaveForm(request.POST)
        if problem := self._why_not_saved(request, form, query):
            messages.error(request, problem)
        else:
            name = form.cleaned_data["name"]
            key = {"user": request.user, "kind": self.opts.label_lower, "name": name}
            SavedFilter.objects.update_or_create(**key, defaults={"query": query})
            messages.success(request, _("View '%s' saved.") % name)
        return HttpResponseRedirect(f"{self._list_url()}?{query}")

    def _why_not_saved(self, request, form, query):
        """Return why a view can't be saved, "" if it can."""
        if not form.is_valid():
            return form.errors["name"][0]
        if not query:
            return _("Choose a filter or search first. Then save the view.")
        if len(query) > MAX_QUERY:
            return _("This search is too long to save. Use fewer words.")
        rows = SavedFilter.objects.filter(user=request.user, kind=self.opts.label_lower)
        is_new = not rows.filter(name=form.cleaned_data["name"]).exists()
        if is_new and rows.count() >= MAX_SAVED:
            return _("You have %d saved views of this list. Delete one first.") % MAX_SAVED
        return ""

    def delete_saved_view(self, request):
        """Delete a saved view of the user."""
        self.require(request, "view")
        name = request.POST.get("name", "").replace("\x00", "")
        rows = SavedFilter.objects.filter(user=request.user, kind=self.opts.label_lower, name=name)
        if rows.delete()[0]:
            messages.success(request, _("View '%s' deleted. Its items are still there.") % name)
        return HttpResponseRedirect(self._list_url())

    def _list_url(self):
        return url_of(self.model, "changelist")
