"""The search over the drafts of all sections."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from tianhe_site.admin_pages import may
from tianhe_site.publishing.sections import draft_models
from tianhe_site.refusals import read_only

from .item_search import find_items

MAX_FOUND = 50


@read_only
def search(request):
    """Show the items of all sections that the words `q` find, drafts too."""
    if not any(may(request.user, "view", model) for model in draft_models()):
        raise PermissionDenied
    text = request.GET.get("q", "").strip()
    found = find_items(text, request.user, MAX_FOUND + 1)
    context = {
        **admin.site.each_context(request),
        "title": _("Search"),
        "text": text,
        "found": found[:MAX_FOUND],
        "has_more": len(found) > MAX_FOUND,
    }
    return render(request, "admin/editorial/search.html", context)


app_name = "drafts_search"
urlpatterns = [path("", admin.site.admin_view(search), name="find")]
