"""The searches of readers that found nothing, and what editors can do about each."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from tianhe_site.admin_pages import may, url_of
from tianhe_site.languages import name_of, reverse_in
from tianhe_site.publishing import clock
from tianhe_site.publishing.kept import until_change
from tianhe_site.publishing.models import PinnedResult
from tianhe_site.publishing.search import misses, pins
from tianhe_site.publishing.search.live_search import search
from tianhe_site.publishing.search.unseen_words import unseen_columns
from tianhe_site.publishing.sections import draft_models

from .staff import staff_view

PERMISSION = "publishing.view_searchmiss"
# Each is searched for, once until the next publication.
ROWS_PER_PAGE = 25


@dataclass(frozen=True)
class Row:
    """A search, how often it found nothing, and on which day last. Addresses are "" for what the
    user may not do."""

    text: str
    # "" for the default language.
    language: str
    times: int
    last_day: date
    finds_now: bool
    results_url: str
    add_words_url: str
    pin_url: str


def show_misses(request):
    """Show the searches of the last days that found nothing, the most frequent first."""
    at = clock.now()
    page = Paginator(misses.frequent_misses(at), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": _("Searches without results"),
        "days": misses.DAYS_SHOWN,
        "days_kept": misses.DAYS_KEPT,
        "page": page,
        "rows": _rows(request.user, list(page.object_list), at),
        "others": misses.times_of_others(at),
    }
    return render(request, "admin/editorial/search_misses.html", context)


def _rows(user, found, at):
    queries = tuple(sorted((language, text) for language, text, _times, _day in found))
    answered = _found_now(queries, at) | _pinned_now(queries, at)
    may_add_words = any(
        may(user, "change", model) for model in draft_models() if unseen_columns(model)
    )
    may_pin = may(user, "add", PinnedResult)
    return [
        Row(
            text=text,
            language="" if language == settings.LANGUAGE_CODE else name_of(language),
            times=times,
            last_day=last_day,
            finds_now=(language, text) in answered,
            results_url=f"{reverse_in(language, 'search:results')}?{urlencode({'q': text})}",
            add_words_url=_add_words_url(text) if may_add_words else "",
            pin_url=_pin_url(text, language) if may_pin else "",
        )
        for language, text, times, last_day in found
    ]


@until_change
def _found_now(queries, at):
    """Return those of some (language, text) that find something at `at`."""
    return frozenset(each for each in queries if search(each[1], each[0], at).hits)


def _pinned_now(queries, at):
    """Return those of some (language, text) for which something live is pinned."""
    pinned = pins.pinned_queries()
    return {
        (language, text)
        for language, text in queries
        if (language, pins.key_of(text)) in pinned and pins.pinned_hits(text, language, at)
    }


def _add_words_url(text):
    return f"{reverse('drafts_search:find')}?{urlencode({'also_found_by': text})}"


def _pin_url(text, language):
    return f"{url_of(PinnedResult, 'add')}?{urlencode({'query': text, 'language': language})}"


app_name = "search_misses"
urlpatterns = [path("", staff_view(PERMISSION, show_misses), name="list")]
