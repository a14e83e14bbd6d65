"""The public views of news."""

from functools import partial

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tianhe_site.languages import reverse_in
from tianhe_site.publishing import alternates, lists
from tianhe_site.publishing.clock import moment_of
from tianhe_site.publishing.views import EditionView
from tianhe_site.rich_text.questions import questions_in
from tianhe_site.seo import structured_data

from . import listing
from .models import NewsEdition

DRAWING = "ring"


@require_safe
def news_list(request, year=None, category=None):
    """All news, those of one year, or those of one category."""
    language, at = get_language(), moment_of(request)
    alternates.check_open(request, at)
    years, categories = listing.years(language, at), listing.categories(language, at)
    if (year and year not in years) or (category and category not in dict(categories)):
        raise Http404
    page = lists.page_of(listing.NewsList(language, at, year, category), request)
    category_name = dict(categories).get(category)
    heading, about = listing.heading_and_description(year, category_name)
    context = {
        **lists.context_of(page, request, heading=heading, description=about),
        "drawing": DRAWING,
        "year": year,
        "category": category,
        "alternates": alternates.of_list(at, partial(_list_in, year, category, at)),
        "feed_category": (category, category_name) if category else None,
        "years": years,
        "categories": categories,
        "category_names": [name for _slug, name in categories],
        "other_data": [structured_data.breadcrumbs(_steps(request.path, heading))],
    }
    return render(request, "news/list.html", context)


class NewsItemView(EditionView):
    edition_model = NewsEdition
    template_name = "news/item.html"

    def drawing_of(self, edition):
        return DRAWING

    def alternates_of(self, edition, at):
        list_in = partial(_list_in, None, edition.category_slug, at)
        return alternates.of_item(edition, at, nearest=lambda code: list_in(code)[0])

    def context_for(self, request, edition, *, at, media):
        changed_at, corrections = listing.changes(edition, at)
        neighbors = listing.neighbors(edition, at)
        return {
            "corrections": corrections,
            "changed_at": changed_at,
            "neighbors": neighbors,
            "listed": [*neighbors.all(), *(sentence for _moment, sentence in corrections)],
            "feed_category": _category_of(edition),
            "page_data": structured_data.news_article(edition, changed_at, corrections),
            "other_data": [
                structured_data.breadcrumbs(_steps(edition.path, edition.title)),
                *structured_data.questions(questions_in(edition.body)),
            ],
        }


def _list_in(year, category, at, language):
    """Return the path of the list of a year or a category in a language, and whether there is one;
    else that of all news."""
    if year and year in listing.years(language, at):
        return reverse_in(language, "news:year", year), True
    if category and category in dict(listing.categories(language, at)):
        return reverse_in(language, "news:category", category), True
    return reverse_in(language, "news:list"), not (year or category)


def _category_of(edition):
    """Return (slug, name) of the category of an edition; None in a preview of a draft without
    one."""
    return (edition.category_slug, edition.category_name) if edition.category_slug else None


def _steps(path, name):
    """Return the breadcrumbs from the home page to a page of the news."""
    news = (_("News"), reverse("news:list"))
    home = (_("Home"), reverse("pages:page"))
    return [home, news] if path == news[1] else [home, news, (name, path)]
