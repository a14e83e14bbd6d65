"""Lists of editions for readers, page by page."""

import re

from django.conf import settings
from django.core.paginator import EmptyPage, Paginator
from django.http import Http404
from django.utils.translation import gettext as _

from .views import with_lead_pictures

ITEMS_PER_PAGE = 20
PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,6}")


def page_of(editions, request):
    """Return the page of a list that a request asks for by `page`; 404 if there is none."""
    number = request.GET.get("page", "1")
    # int() would take "１", " 1" and numbers of five thousand digits.
    if not PAGE_NUMBER.fullmatch(number):
        raise Http404
    try:
        return Paginator(editions, ITEMS_PER_PAGE).page(int(number))
    except EmptyPage:
        raise Http404 from None


def context_of(page, request, *, heading, description):
    """Return what a template shows of a page of a list: its items with their pictures, and words
    and address of its own, so that no two pages say they are the same."""
    title, about = _numbered(heading, description, page.number)
    query = f"?page={page.number}" if page.number > 1 else ""
    return {
        "page": page,
        "items": with_lead_pictures(page.object_list, request),
        "heading": heading,
        "title": title,
        "description": about,
        "canonical_url": f"{settings.SITE_URL}{request.path}{query}",
    }


def _numbered(heading, description, number):
    if number == 1:
        return heading, description
    words = {"number": number, "heading": heading, "description": description}
    title = _("%(heading)s, page %(number)d") % words
    return title, _("%(description)s Page %(number)d.") % words
