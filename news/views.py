"""The public views of news."""

import re

from django.core.paginator import EmptyPage, Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tianhe_site.publishing.clock import moment_of
from tianhe_site.publishing.views import EditionView, with_leads
from tianhe_site.rich_text.questions import questions_in
from tianhe_site.seo import absolute, structured_data

from . import listing
from .models import NewsEdition

ITEMS_PER_PAGE = 20
DRAWING = "ring"
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
    category_name = dict(categories).get(category)
    heading, about = listing.words(year, category_name)
    title, description = _numbered(heading, about, page.number)
    query = f"?page={page.number}" if page.number > 1 else ""
    context = {
        "page": page,
        "items": with_leads(page.object_list, request),
        "heading": heading,
        "drawing": DRAWING,
        "title": title,
        "description": description,
        "year": year,
        "category": category,
        "feed_category": (category, category_name) if category else None,
        "years": listing.years(language, at),
        "categories": categories,
        "canonical_url": absolute(request.path) + query,
        "page_data": structured_data.list_page(heading, description),
        "other_data": [structured_data.breadcrumbs(_steps(request.path, heading))],
    }
    return render(request, "news/list.html", context)


class NewsItemView(EditionView):
    edition_model = NewsEdition
    template_name = "news/item.html"

    def drawing_of(self, edition):
        return DRAWING

    def context_for(self, request, edition, *, at, media):
        changed_at = listing.changed_at(edition)
        corrections = listing.corrections(edition, at)
        older, newer = listing.older_and_newer(edition, at)
        return {
            "corrections": corrections,
            "changed_at": changed_at,
            "related": listing.related(edition, at),
            "older": older,
            "newer": newer,
            "feed_category": (edition.category_slug, edition.category_name),
            "page_data": structured_data.news_article(edition, changed_at, corrections),
            "other_data": [
                structured_data.breadcrumbs(_steps(edition.path, edition.title)),
                *structured_data.questions(questions_in(edition.body)),
            ],
        }


def _numbered(heading, description, number):
    """Return the title and the description of a page of a list: no two say the same."""
    if number == 1:
        return heading, description
    words = {"number": number, "heading": heading, "description": description}
    title = _("%(heading)s, page %(number)d") % words
    return title, _("%(description)s Page %(number)d.") % words


def _steps(path, name):
    """Return the way from the home page to a page of the news."""
    news = (_("News"), reverse("news:list"))
    home = (_("Home"), reverse("pages:page"))
    return [home, news] if path == news[1] else [home, news, (name, path)]


def _page(editions, number):
    # int() would take "１", " 1" and numbers of five thousand digits.
    if not PAGE_NUMBER.fullmatch(number):
        raise Http404
    try:
        return Paginator(editions, ITEMS_PER_PAGE).page(int(number))
    except EmptyPage:
        raise Http404 from None
