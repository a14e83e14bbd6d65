"""The public views of news."""

import re

from django.core.paginator import EmptyPage, Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tianhe_site.publishing.clock import moment_of
from tianhe_site.publishing.views import EditionView, with_leads
from tianhe_site.seo import absolute

from . import listing
from .models import NewsEdition

ITEMS_A_PAGE = 20
PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,6}")


@require_safe
def news_list(request, year=None, category=None):
    """All news, those of one year, or those of one category."""
    language, at = get_language(), moment_of(request)
    editions = listing.live_news(language, at)
    if year:
        editions = editions.filter(date__year=year)
    if category:
        editions = editions.filter(category_slug=category)
    page = _page(editions, request.GET.get("page", "1"))
    if (year or category) and not page.object_list:
        raise Http404
    categories = listing.categories(language, at)
    context = {
        "page": page,
        "items": with_leads(page.object_list, request),
        "heading": _heading(year, dict(categories).get(category)),
        "year": year,
        "category": category,
        "years": listing.years(language, at),
        "categories": categories,
        "canonical_url": absolute(request.path)
        + (f"?page={page.number}" if page.number > 1 else ""),
    }
    return render(request, "news/list.html", context)


class NewsItemView(EditionView):
    edition_model = NewsEdition
    template_name = "news/item.html"

    def context_for(self, edition, at):
        older, newer = listing.older_and_newer(edition, at)
        return {
            "corrections": listing.corrections(edition, at),
            "related": listing.related(edition, at),
            "older": older,
            "newer": newer,
        }


def _heading(year, category_name):
    if year:
        return _("News of %s") % year
    return _("News: %s") % category_name if category_name else _("News")


def _page(editions, number):
    # int() would take "１", " 1" and numbers of five thousand digits.
    if not PAGE_NUMBER.fullmatch(number):
        raise Http404
    try:
        return Paginator(editions, ITEMS_A_PAGE).page(int(number))
    except EmptyPage:
        raise Http404 from None
