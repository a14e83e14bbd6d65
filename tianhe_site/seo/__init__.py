"""The parts of a page that machines read: its head, and structured data made from plain values."""

import re

from django.conf import settings

from tianhe_site.admin_pages import STAFF_PATHS
from tianhe_site.languages import codes, in_each, tag_of
from tianhe_site.upward import ModuleAbove

# Languages in OpenGraph's notation, which names a country.
LOCALES = {"en": "en_US", "zh-hans": "zh_CN"}
# Paths that no search engine should index: staff pages, previews, the site as of a moment, and
# search results.
NOT_TO_INDEX = (*STAFF_PATHS, *in_each("/search/"))
# XML forbids these, however they got into a title.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

# Who publishes the site: `pages.site_details(language, at)`.
pages = ModuleAbove("pages.navigation")


def absolute(path):
    """Return the full address of a path of the site, whatever host the request named."""
    return f"{settings.SITE_URL}{path}"


def hreflang(addresses):
    """Return (hreflang, address) of a page, from its full address by language: one for each, and
    "x-default", the first language of the site that has it, for all other readers. Return no pairs
    if it is in one language only."""
    if len(addresses) < 2:
        return []
    found = [(code, addresses[code]) for code in codes() if code in addresses]
    return [*((tag_of(code), address) for code, address in found), ("x-default", found[0][1])]


def printable(text):
    """Return a text with a space in place of each character that XML forbids."""
    return _UNPRINTABLE.sub(" ", text)


def canonical(request):
    """Context processor: `canonical_url`, the one address of the page that is being shown.

    Without the query: a view whose pages depend on a part of it says so itself.
    """
    return {"canonical_url": absolute(request.path)}


def keep_out_of_indexes(get_response):
    """Middleware: say by header that what is not for search engines is none of theirs."""

    def middleware(request):
        response = get_response(request)
        if request.path_info.startswith(NOT_TO_INDEX) or response.status_code >= 400:
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return middleware
