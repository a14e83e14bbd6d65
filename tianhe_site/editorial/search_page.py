"""The search over the drafts of all sections."""

from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from tianhe_site.admin_pages import may
from tianhe_site.publishing.search.unseen_words import unseen_columns
from tianhe_site.publishing.sections import draft_models
from tianhe_site.refusals import read_only
from tianhe_site.search.queries import tidy

from .item_search import find_items

MAX_FOUND = 50
# The parameter of words that are to be added, and their column.
WORDS = "also_found_by"


def _models_for(request, words):
    """Return the models of drafts that can have such words and that the user may change; None, for
    all, if no words are to be added."""
    if not words:
        return None
    models = [model for model in draft_models() if WORDS in unseen_columns(model)]
    return [model for model in models if may(request.user, "change", model)]


@read_only
def search(request):
    """Show the items of all sections that the words `q` find, drafts too."""
    if not any(may(request.user, "view", model) for model in draft_models()):
        raise PermissionDenied
    text, words = request.GET.get("q", "").strip(), tidy(request.GET.get(WORDS, ""))
    found = find_items(text, request.user, MAX_FOUND + 1, among=_models_for(request, words))
    context = {
        **admin.site.each_context(request),
        "title": _("Search"),
        "text": text,
        # By which the item that is looked for is to be found from now on.
        "words": words,
        "add_words": f"?{urlencode({WORDS: words})}#id_{WORDS}" if words else "",
        "found": found[:MAX_FOUND],
        "has_more": len(found) > MAX_FOUND,
    }
    return render(request, "admin/editorial/search.html", context)


app_name = "drafts_search"
urlpatterns = [path("", admin.site.admin_view(search), name="find")]
