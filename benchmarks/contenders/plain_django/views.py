"""One function for each kind of page."""

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from . import structured_data
from .models import Category, NewsItem, Page, Term

ITEMS_PER_PAGE = 20
LATEST = 4
RELATED = 3


def page(request, path=""):
    found = get_object_or_404(Page.objects.published(), path=request.path)
    above = _pages_above(found)
    context = {
        "page": found,
        "pages_above": above,
        "pages_below": found.children.published().filter(in_menu=True) if path else [],
        "drawing": found.illustration,
        "data": structured_data.page(found, above),
    }
    if found.layout == "home":
        context["latest"] = NewsItem.objects.published().select_related("category")[:LATEST]
    return render(request, f"plain/{found.layout}.html", context)


def _pages_above(found):
    above = []
    while found := found.parent:
        above.insert(0, found)
    return above


def term(request, slug):
    found = get_object_or_404(Term.objects.published(), slug=slug)
    above = list(Page.objects.published().filter(path="/glossary/"))
    context = {"page": found, "pages_above": above, "data": structured_data.term(found, above)}
    return render(request, "plain/term.html", context)


def news_list(request, year=None, category=None):
    items = NewsItem.objects.published().select_related("category")
    heading, description = "News", "Announcements by date, newest first."
    if year:
        items = items.filter(date__year=year)
        heading, description = f"News from {year}", f"Announcements from {year}, newest first."
    if category:
        category = get_object_or_404(Category, slug=category)
        items = items.filter(category=category)
        heading = f"News: {category}"
        description = f"Announcements in the category {category}, newest first."
    number = request.GET.get("page", 1)
    found = Paginator(items, ITEMS_PER_PAGE).get_page(number)
    context = {
        "items": found,
        "year": year,
        "category": category,
        "years": _years(),
        "categories": Category.objects.all(),
        "heading": heading,
        "description": description,
        "drawing": "ring",
        "data": structured_data.news_list(request.path, heading, description),
    }
    if found.number > 1:
        context["canonical_url"] = f"{settings.SITE_URL}{request.path}?page={found.number}"
    return render(request, "plain/list.html", context)


def _years():
    days = NewsItem.objects.published().dates("date", "year", "DESC")
    return [(day.year, reverse("year", args=[day.year])) for day in days]


def news_item(request, year, slug):
    items = NewsItem.objects.published().select_related("category")
    item = get_object_or_404(items, date__year=year, slug=slug)
    older = Q(date__lt=item.date) | Q(date=item.date, id__lt=item.id)
    newer = Q(date__gt=item.date) | Q(date=item.date, id__gt=item.id)
    context = {
        "page": item,
        "older": items.filter(older).first(),
        "newer": items.filter(newer).order_by("date", "id").first(),
        "related": _related(items.filter(category=item.category), item, older, newer),
        "category": item.category,
        "drawing": "ring",
        "data": structured_data.item(item),
    }
    return render(request, "plain/item.html", context)


def _related(items, item, older, newer):
    near = [*items.filter(older)[:RELATED], *items.filter(newer).order_by("date", "id")[:RELATED]]
    return sorted(near, key=lambda other: abs(other.date - item.date))[:RELATED]
